import assert from "node:assert/strict";
import test from "node:test";
import { dnsFilter } from "../../../host/capture/dns-filter.ts";
import { runBpf } from "./bpf.ts";
import { ethernet, ipv4, ipv6 } from "./helper/frames.ts";

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const TCP = 6;
const UDP = 17;
const WHOLE = 262_144;

test("DNS is heard in both directions, whole; nothing else", () => {
  const rows: [string, number, readonly number[], number][] = [
    ["an answer", IPV4, ipv4(UDP, [53, 40000]), WHOLE],
    ["a question", IPV4, ipv4(UDP, [40000, 53]), WHOLE],
    ["behind options", IPV4, ipv4(UDP, [53, 40000], { words: 15 }), WHOLE],
    ["over TCP", IPV4, ipv4(TCP, [53, 40000]), WHOLE],
    ["over IPv6", IPV6, ipv6(UDP, [53, 40000]), WHOLE],
    ["over IPv6 and TCP", IPV6, ipv6(TCP, [40000, 53]), WHOLE],
    ["the first of two fragments", IPV4, ipv4(UDP, [53, 40000], { fragment: 0x2000 }), WHOLE],
    ["a later fragment", IPV4, ipv4(UDP, [53, 40000], { fragment: 185 }), 0],
    ["TLS", IPV4, ipv4(TCP, [443, 40000]), 0],
    ["TLS over IPv6", IPV6, ipv6(TCP, [40000, 443]), 0],
    ["another protocol", IPV4, ipv4(132, [53, 53]), 0],
    ["ARP", 0x0806, ipv4(UDP, [53, 53]), 0],
  ];
  for (const [title, etherType, packet, taken] of rows) {
    assert.equal(runBpf(dnsFilter(true), ethernet(etherType, packet), 0), taken, title);
    if (etherType === 0x0806) continue;
    assert.equal(runBpf(dnsFilter(false), Uint8Array.from(packet), 0), taken, `${title}, without Ethernet`);
  }
});

test("what is cut is dropped", () => {
  const frame = ethernet(IPV4, ipv4(UDP, [53, 40000]), 1, 2, 0);
  for (let size = 0; size < 36; size++) assert.equal(runBpf(dnsFilter(true), frame.subarray(0, size), 0), 0);
});
