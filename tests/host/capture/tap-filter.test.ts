import assert from "node:assert/strict";
import test from "node:test";
import { LOCAL_PREFIXES_MAX } from "../../../assembly/abi.ts";
import { parseAddress, parsePrefix } from "../../../host/address.ts";
import {
  fanoutFilter,
  HEADERS_SIZE,
  rawFilter,
  type Surroundings,
  tapFilter,
} from "../../../host/capture/tap-filter.ts";
import { SPECIAL_PURPOSE } from "../../../host/geo/special.ts";
import { runBpf } from "./bpf.ts";
import { ethernet, ipv4, ipv6 } from "./helper/frames.ts";

const NOWHERE: Surroundings = { elsewhere: { prefixes: [], own: [] }, home: [] };
const ETHER_SIZE = 14;
const HOST = 0;
const OTHERHOST = 3;
const OUTGOING = 4;
const WHOLE = 262_144;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const TCP = 6;
const UDP = 17;
/** Up to the end of the longest TCP header behind an IP header without options. */
const IPV4_HEADERS = 14 + 20 + 60;
const IPV6_HEADERS = 14 + 40 + 60;

test("what comes from a device is taken whole, whatever it is", () => {
  for (const frame of [ethernet(IPV4, ipv4(TCP, [40000, 443])), ethernet(0x0806, [1]), ethernet(IPV6, [])])
    assert.equal(runBpf(tapFilter(NOWHERE), frame, HOST), WHOLE);
});

test("what goes to a device is taken as headers, but for answers that teach", () => {
  const rows: [string, readonly number[], number, number][] = [
    ["TLS over IPv4", ipv4(TCP, [443, 40000]), IPV4, IPV4_HEADERS],
    ["TLS behind IPv4 options", ipv4(TCP, [443, 40000], { words: 15 }), IPV4, IPV4_HEADERS + 40],
    ["TLS over IPv6", ipv6(TCP, [443, 40000]), IPV6, IPV6_HEADERS],
    ["QUIC", ipv4(UDP, [443, 40000]), IPV4, IPV4_HEADERS],
    ["NTP between equal ports", ipv4(UDP, [123, 123]), IPV4, IPV4_HEADERS],
    ["a service without a system port", ipv4(TCP, [8443, 40000]), IPV4, IPV4_HEADERS],
    ["the same port at both ends", ipv4(UDP, [500, 500]), IPV4, IPV4_HEADERS],
    ["what a client outside says to a service", ipv4(TCP, [40000, 8443]), IPV4, WHOLE],
    ["the same over IPv6", ipv6(UDP, [40000, 443]), IPV6, WHOLE],
    ["from a client with a low port", ipv4(TCP, [5000, 32400]), IPV4, WHOLE],
    ["mDNS", ipv4(UDP, [5353, 5353]), IPV4, WHOLE],
    ["SSDP", ipv4(UDP, [1900, 50000]), IPV4, WHOLE],
    ["DNS behind a fragment header", ipv6(44, [53, 40000]), IPV6, WHOLE],
    ["behind hop-by-hop options", ipv6(0, [443, 40000]), IPV6, WHOLE],
    ["behind AH over IPv6", ipv6(51, [443, 40000]), IPV6, WHOLE],
    ["ESP", ipv6(50, [53, 53]), IPV6, HEADERS_SIZE],
    ["DNS over UDP", ipv4(UDP, [53, 40000]), IPV4, WHOLE],
    ["DNS over TCP", ipv4(TCP, [53, 40000]), IPV4, WHOLE],
    ["DNS over IPv6", ipv6(UDP, [53, 40000]), IPV6, WHOLE],
    ["DNS behind IPv4 options", ipv4(UDP, [53, 40000], { words: 8 }), IPV4, WHOLE],
    ["a later fragment whose octets look like it", ipv4(UDP, [53, 1], { fragment: 100 }), IPV4, HEADERS_SIZE],
    ["a first fragment", ipv4(UDP, [53, 40000], { fragment: 0x2000 }), IPV4, WHOLE],
    ["DHCP", ipv4(UDP, [67, 68]), IPV4, WHOLE],
    ["DHCPv6", ipv6(UDP, [547, 546]), IPV6, WHOLE],
    ["ICMP whose octets look like DNS", ipv4(1, [53, 53]), IPV4, HEADERS_SIZE],
    ["ARP", [0, 1], 0x0806, HEADERS_SIZE],
    ["a tag within the frame", [0, 5, 8, 0, ...ipv4(UDP, [53, 1])], 0x8100, HEADERS_SIZE],
  ];
  for (const [what, payload, etherType, taken] of rows)
    assert.equal(runBpf(tapFilter(NOWHERE), ethernet(etherType, payload), OUTGOING), taken, what);
});

const HOME = ["192.168.1.0/24", "2a00:2014::/56", "fe80::/10", "10.0.0.0/8"].map(
  (text) => parsePrefix(text)!,
);
const MIRROR: Surroundings = { ...NOWHERE, home: HOME };

/** A frame of 1,500 octets between two addresses. */
function between(source: string, destination: string, ports: readonly number[] = [443, 40000]): Uint8Array {
  const { ipv6: isIpv6 } = parseAddress(source)!;
  const octets = isIpv6 ? ipv6(TCP, ports) : ipv4(TCP, ports);
  const size = isIpv6 ? 16 : 4;
  octets.splice(isIpv6 ? 8 : 12, 2 * size, ...octetsOf(source), ...octetsOf(destination));
  return ethernet(isIpv6 ? IPV6 : IPV4, octets);
}

function octetsOf(address: string): number[] {
  const { ipv6: isIpv6, high, low } = parseAddress(address)!;
  const halves = new DataView(new ArrayBuffer(16));
  halves.setBigUint64(0, high);
  halves.setBigUint64(8, low);
  return [...new Uint8Array(halves.buffer)].slice(isIpv6 ? 0 : 12);
}

test("what comes in from outside to a home goes to a device as well", () => {
  const rows: [source: string, destination: string, number][] = [
    ["203.0.112.9", "192.168.1.7", IPV4_HEADERS],
    ["203.0.112.9", "10.255.0.1", IPV4_HEADERS],
    ["192.168.1.7", "203.0.112.9", WHOLE],
    ["192.168.1.7", "192.168.1.8", WHOLE],
    ["10.0.0.7", "192.168.1.8", WHOLE],
    ["203.0.112.9", "203.0.112.10", WHOLE],
    ["203.0.112.9", "192.168.2.7", WHOLE],
    ["2001:4860::9", "2a00:2014:0:ff:ffff::1", IPV6_HEADERS],
    ["2001:4860::9", "2a00:2014:0:100::1", WHOLE],
    ["2a00:2014::7", "2001:4860::9", WHOLE],
    ["fe80::1", "2a00:2014::7", WHOLE],
  ];
  for (const [source, destination, taken] of rows)
    for (const packetType of [HOST, OTHERHOST]) {
      const frame = between(source, destination);
      assert.equal(runBpf(tapFilter(MIRROR), frame, packetType), taken, `${source} to ${destination}`);
      assert.equal(runBpf(tapFilter(NOWHERE), frame, packetType), WHOLE, "no home is known");
    }
});

test("a prefix wide enough to cover groups makes none of them a device", () => {
  const everywhere = ["128.0.0.0/1", "224.0.0.0/3", "f800::/5", "ff00::/8"].map((text) => parsePrefix(text)!);
  for (const [source, destination] of [
    ["8.8.8.8", "239.255.255.250"],
    ["8.8.8.8", "255.255.255.255"],
    ["2001:4860::9", "ff02::fb"],
  ])
    assert.equal(
      runBpf(tapFilter({ ...NOWHERE, home: everywhere }), between(source, destination), HOST),
      WHOLE,
    );
});

test("coming in, too, answers that teach are whole, and what is said to a device's service", () => {
  const [server, device] = ["203.0.112.9", "192.168.1.7"];
  for (const [ports, taken] of [
    [[53, 40000], WHOLE],
    [[40000, 443], WHOLE],
    [[443, 443], IPV4_HEADERS],
  ] as const)
    assert.equal(runBpf(tapFilter(MIRROR), between(server, device, ports), HOST), taken, `${ports}`);
  const fragment = ipv4(UDP, [443, 40000], { fragment: 100 });
  const cut = ethernet(IPV4, [...fragment.slice(0, 12), ...octetsOf(server), ...octetsOf(device)]);
  assert.equal(runBpf(tapFilter(MIRROR), cut, HOST), HEADERS_SIZE, "a later fragment");
  const vlan = ethernet(0x8100, [0, 5, 8, 0, ...ipv4(TCP, [443, 40000])]);
  assert.equal(runBpf(tapFilter(MIRROR), vlan, HOST), WHOLE);
});

test("a short frame is taken whole, and none is lost for octets that it does not have", () => {
  const answer = ethernet(IPV4, ipv4(TCP, [443, 40000]), 0xaa, 0xbb, 0);
  for (let size = 1; size <= answer.length; size++)
    for (const packetType of [HOST, OUTGOING])
      assert.equal(runBpf(tapFilter(MIRROR), answer.subarray(0, size), packetType), WHOLE);
  assert.equal(runBpf(tapFilter(NOWHERE), ethernet(IPV4, [], 1, 2, HEADERS_SIZE), OUTGOING), WHOLE);
  assert.equal(
    runBpf(tapFilter(NOWHERE), ethernet(IPV4, [], 1, 2, HEADERS_SIZE + 1), OUTGOING),
    HEADERS_SIZE,
  );
});

test("an interface without a link header is taken whole", () => {
  assert.equal(runBpf(rawFilter(NOWHERE), Uint8Array.from(ipv4(TCP, [443, 40000])), OUTGOING), WHOLE);
});

test("both directions of a device go to one worker", () => {
  const filter = fanoutFilter(3, true);
  for (let device = 0; device < 30; device++) {
    // Where the kernel chooses a worker, the link header of an incoming frame has been read already.
    const up = runBpf(filter, ethernet(IPV4, [], device, 0xbb), HOST, ETHER_SIZE);
    const down = runBpf(filter, ethernet(IPV4, [], 0xbb, device), OUTGOING);
    assert.equal(up, device % 3);
    assert.equal(down, up);
  }
});

test("of frames between others DNS's answers go to the worker of who asked, the rest to its sender's", () => {
  const filter = fanoutFilter(3, true);
  const [device, resolver] = [1, 2];
  const rows: [string, readonly number[], number, number][] = [
    ["an answer", ipv4(UDP, [53, 40000]), IPV4, device],
    ["an answer behind options", ipv4(UDP, [53, 40000], { words: 8 }), IPV4, device],
    ["an answer over TCP", ipv4(TCP, [53, 40000]), IPV4, device],
    ["an answer over IPv6", ipv6(UDP, [53, 40000]), IPV6, device],
    ["a first fragment", ipv4(UDP, [53, 40000], { fragment: 0x2000 }), IPV4, device],
    ["a later one whose octets look like it", ipv4(UDP, [53, 1], { fragment: 100 }), IPV4, resolver],
    ["another port", ipv4(UDP, [54, 40000]), IPV4, resolver],
    ["another protocol", ipv4(1, [53, 40000]), IPV4, resolver],
    ["no IP", ipv4(UDP, [53, 40000]), 0x0806, resolver],
  ];
  for (const [what, payload, etherType, worker] of rows) {
    const frame = ethernet(etherType, payload, resolver, device);
    assert.equal(runBpf(filter, frame, OTHERHOST, ETHER_SIZE), worker, what);
    // To this machine itself: with its resolver, as the queries that it sends.
    assert.equal(runBpf(filter, frame, HOST, ETHER_SIZE), resolver, what);
  }
  const query = ethernet(IPV4, ipv4(UDP, [40000, 53]), device, resolver);
  assert.equal(runBpf(filter, query, OTHERHOST, ETHER_SIZE), device);
});

test("and without MACs both directions of an address", () => {
  const filter = fanoutFilter(4, false);
  for (const packet of [ipv4(TCP, [1, 2]), ipv6(TCP, [1, 2])]) {
    const octets = Uint8Array.from(packet);
    assert.equal(runBpf(filter, octets, HOST), 3);
    assert.equal(runBpf(filter, octets, OUTGOING), 1);
  }
});

const ELSEWHERE: Surroundings = {
  ...NOWHERE,
  elsewhere: {
    prefixes: ["203.0.112.0/20", "10.0.0.0/8", "2001:db8::/32", "fd00::/8"].map((text) => parsePrefix(text)!),
    own: ["203.0.113.1", "2001:db8::1"].map((text) => parseAddress(text)!),
  },
};

function from(address: string, size: number): Uint8Array {
  const { ipv6: isIpv6 } = parseAddress(address)!;
  const octets = isIpv6 ? ipv6(TCP, [443, 40000]) : ipv4(TCP, [443, 40000]);
  octets.splice(isIpv6 ? 8 : 12, isIpv6 ? 16 : 4, ...octetsOf(address));
  return ethernet(isIpv6 ? IPV6 : IPV4, octets, 0xaa, 0xbb, size);
}

test("what comes from another watched network is left out where it goes out, whatever its size", () => {
  const rows: [string, boolean][] = [
    ["203.0.113.7", true],
    ["203.0.127.255", true],
    ["203.0.128.0", false],
    ["203.0.111.255", false],
    ["10.255.255.255", true],
    ["11.0.0.0", false],
    ["203.0.113.1", false], // this machine's own
    ["2001:db8:ffff::7", true],
    ["2001:db9::7", false],
    ["2001:db8::1", false],
    ["fdff::1", true],
    ["fe80::1", false],
  ];
  for (const [address, isElsewhere] of rows)
    for (const size of [0, 60, HEADERS_SIZE, HEADERS_SIZE + 1, 1500]) {
      const frame = from(address, size);
      const taken = runBpf(tapFilter(ELSEWHERE), frame, OUTGOING);
      const headers = address.includes(":") ? IPV6_HEADERS : IPV4_HEADERS;
      const kept = size > HEADERS_SIZE ? headers : WHOLE;
      assert.equal(taken, isElsewhere ? 0 : kept, `${address}, ${size} octets`);
      assert.equal(runBpf(tapFilter(ELSEWHERE), frame, HOST), WHOLE, `${address} coming in`);
      const raw = frame.subarray(14);
      assert.equal(runBpf(rawFilter(ELSEWHERE), raw, OUTGOING), isElsewhere ? 0 : WHOLE, `${address} raw`);
    }
});

test("the filter of as many networks as there may be is one that the kernel takes", () => {
  const prefixes = Array.from(
    { length: LOCAL_PREFIXES_MAX },
    (_, k) => parsePrefix(`2001:db8:0:${k}::1:0/112`)!,
  );
  const own = Array.from({ length: 64 }, (_, k) => parseAddress(`2001:db8:0:${k}::1:1`)!);
  const local = Array.from({ length: LOCAL_PREFIXES_MAX }, (_, k) => parsePrefix(`2a00:2014:0:${k}::7/128`)!);
  const home = [...local, ...SPECIAL_PURPOSE.map(({ prefix }) => prefix)];
  const program = tapFilter({ elsewhere: { prefixes, own }, home });
  assert.ok(program.length / 8 <= 4096, `${program.length / 8} instructions`);
  assert.equal(runBpf(program, from("2001:db8:0:63::1:7", 1500), OUTGOING), 0);
  assert.equal(runBpf(program, from("2001:db8:0:63::1:1", 1500), OUTGOING), IPV6_HEADERS);
  assert.equal(runBpf(program, between("2001:4860::9", "2a00:2014:0:63::7"), HOST), IPV6_HEADERS);
  assert.equal(runBpf(program, between("2001:4860::9", "2a00:2014:0:63::8"), HOST), WHOLE);
});
