import assert from "node:assert/strict";
import test from "node:test";
import { parseAddress, parsePrefix } from "../../../host/address.ts";
import { fanoutFilter, HEADERS_SIZE, rawFilter, tapFilter } from "../../../host/capture/tap-filter.ts";
import { runBpf } from "./bpf.ts";
import { ethernet, ipv4, ipv6 } from "./helper/frames.ts";

const NOWHERE = { prefixes: [], own: [] };
const ETHER_SIZE = 14;
const HOST = 0;
const OTHERHOST = 3;
const OUTGOING = 4;
const WHOLE = 262_144;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const TCP = 6;
const UDP = 17;

test("what comes from a device is taken whole, whatever it is", () => {
  for (const frame of [ethernet(IPV4, ipv4(TCP, [40000, 443])), ethernet(0x0806, [1]), ethernet(IPV6, [])])
    assert.equal(runBpf(tapFilter(NOWHERE), frame, HOST), WHOLE);
});

test("what goes to a device is taken as headers, but for answers that teach", () => {
  const rows: [string, readonly number[], number, number][] = [
    ["TLS over IPv4", ipv4(TCP, [443, 40000]), IPV4, HEADERS_SIZE],
    ["TLS over IPv6", ipv6(TCP, [443, 40000]), IPV6, HEADERS_SIZE],
    ["QUIC", ipv4(UDP, [443, 40000]), IPV4, HEADERS_SIZE],
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

test("a short frame is taken whole, and none is lost for octets that it does not have", () => {
  const answer = ethernet(IPV4, ipv4(TCP, [443, 40000]), 0xaa, 0xbb, 0);
  for (let size = 1; size <= answer.length; size++)
    assert.equal(runBpf(tapFilter(NOWHERE), answer.subarray(0, size), OUTGOING), WHOLE);
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

const ELSEWHERE = {
  prefixes: ["203.0.112.0/20", "10.0.0.0/8", "2001:db8::/32", "fd00::/8"].map((text) => parsePrefix(text)!),
  own: ["203.0.113.1", "2001:db8::1"].map((text) => parseAddress(text)!),
};

function from(address: string, size: number): Uint8Array {
  const { ipv6: isIpv6, high, low } = parseAddress(address)!;
  const octets = isIpv6 ? ipv6(TCP, [443, 40000]) : ipv4(TCP, [443, 40000]);
  const halves = new DataView(new ArrayBuffer(16));
  halves.setBigUint64(0, high);
  halves.setBigUint64(8, low);
  const source = [...new Uint8Array(halves.buffer)];
  octets.splice(isIpv6 ? 8 : 12, isIpv6 ? 16 : 4, ...(isIpv6 ? source : source.slice(12)));
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
      const kept = size > HEADERS_SIZE ? HEADERS_SIZE : WHOLE;
      assert.equal(taken, isElsewhere ? 0 : kept, `${address}, ${size} octets`);
      assert.equal(runBpf(tapFilter(ELSEWHERE), frame, HOST), WHOLE, `${address} coming in`);
      const raw = frame.subarray(14);
      assert.equal(runBpf(rawFilter(ELSEWHERE), raw, OUTGOING), isElsewhere ? 0 : WHOLE, `${address} raw`);
    }
});

test("the filter of as many networks as there may be is one that the kernel takes", () => {
  const prefixes = Array.from({ length: 64 }, (_, k) => parsePrefix(`2001:db8:0:${k}::1:0/112`)!);
  const own = Array.from({ length: 64 }, (_, k) => parseAddress(`2001:db8:0:${k}::1:1`)!);
  const program = tapFilter({ prefixes, own });
  assert.ok(program.length / 8 <= 4096, `${program.length / 8} instructions`);
  assert.equal(runBpf(program, from("2001:db8:0:63::1:7", 1500), OUTGOING), 0);
  assert.equal(runBpf(program, from("2001:db8:0:63::1:1", 1500), OUTGOING), HEADERS_SIZE);
});
