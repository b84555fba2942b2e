// Datagrams with octets changed, cut and repeated: no reader throws, and what it claims keeps its bounds.

import assert from "node:assert/strict";
import test from "node:test";
import { parseAddress } from "../../../host/address.ts";
import { TEXT_OCTETS_MAX, tellsSomething } from "../../../host/devices/claim-text.ts";
import type { IdentityDatagram } from "../../../host/devices/datagram.ts";
import type { DnsMessage, DnsRecord } from "../../../host/devices/dns-message.ts";
import { claimsIn } from "../../../host/devices/identify.ts";
import { Random } from "../helper/random.ts";
import { dhcpMessage, option } from "./helper/dhcp-message.ts";
import { addressRecord, pointer, service, text } from "./helper/dns-records.ts";
import { textOctets, wireName } from "./helper/octets.ts";

const ROUNDS = 10_000;
const SOURCE = parseAddress("192.168.1.9")!;
const ETHER = 0x64b4_7320_1408n;

const NB = [0, 0x20, 0, 1];
const ENCODED = [32, ...textOctets("EBEOEOEBFDCNFAEDCACACACACACACAAA"), 0];
const OWN = [0, 0, 192, 168, 1, 9];
const RECORD = [...NB, 0, 0, 0, 9, 0, 6, ...OWN];

const SAMPLES: readonly [IdentityDatagram["protocol"], Uint8Array][] = [
  [
    "dhcp",
    dhcpMessage({ file: [...option(12, textOctets("file")), 255], sname: option(60, textOctets("sname")) }, [
      ...option(53, [1]),
      ...option(52, [3]),
      ...option(12, textOctets("phone")),
      ...option(60, textOctets("udhcp")),
      ...option(81, [4, 0, 0, ...wireName("phone.example")]),
      ...option(61, [1, 0x94, 0x83, 0xc4, 0x20, 0x14, 0x01]),
    ]),
  ],
  [
    "dhcpv6",
    Uint8Array.from([
      1,
      0,
      0,
      0,
      0,
      39,
      0,
      5,
      0,
      ...wireName("tv"),
      0,
      16,
      0,
      8,
      0,
      0,
      0,
      1,
      0,
      2,
      0x61,
      0x62,
    ]),
  ],
  [
    "nbns",
    Uint8Array.from([0, 1, 0x29, 0x10, 0, 1, 0, 0, 0, 0, 0, 1, ...ENCODED, ...NB, 0xc0, 12, ...RECORD]),
  ],
  ["nbns", Uint8Array.from([0, 1, 0x85, 0, 0, 0, 0, 1, 0, 0, 0, 0, ...ENCODED, ...RECORD])],
  [
    "nbns",
    Uint8Array.from([
      ...[0, 1, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, ...ENCODED, 0, 0x21, 0, 1, 0, 0, 0, 0, 0, 37, 2],
      ...[...textOctets("HOME           "), 0, 0x84, 0, ...textOctets("ANNA-PC        "), 0, 4, 0],
    ]),
  ],
  [
    "ssdp",
    new TextEncoder().encode(
      "NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive\r\nLOCATION: http://192.168.1.9/\r\nSERVER: a/1 UPnP/1.0 TV/1\r\n\r\n",
    ),
  ],
];

const CAST = "tv._googlecast._tcp.local";
const RECORDS = [
  addressRecord("tv.local", "192.168.1.9"),
  addressRecord("tv.local", "fe80::9"),
  service(CAST, "tv.local"),
  pointer("_googlecast._tcp.local", "TV", CAST),
  text(CAST, "fn=Living Room", "md=Chromecast"),
  text("tv._device-info._tcp.local", "model=X1"),
];

function assertBounds(datagram: IdentityDatagram, message: DnsMessage | undefined): number {
  const claims = claimsIn(datagram, () => message);
  assert.ok(claims.length <= 3);
  for (const { device, text, source } of claims) {
    assert.ok(tellsSomething(text) && text.length <= TEXT_OCTETS_MAX, text);
    assert.match(device, /^([0-9a-f]{2}:){5}[0-9a-f]{2}$|^[0-9.]+$/);
    assert.equal(source, datagram.protocol === "dhcpv6" ? "dhcp" : datagram.protocol);
  }
  return claims.length;
}

function mutated(random: Random, octets: Uint8Array): Uint8Array {
  const changed = octets.slice(0, random.below(4) === 0 ? random.below(octets.length + 1) : octets.length);
  for (let changes = random.below(6); changes > 0 && changed.length > 0; changes--) {
    const at = random.below(changed.length);
    if (random.below(3) === 0) changed.copyWithin(at, random.below(changed.length));
    else changed[at] = random.pick([0, 1, 0x3f, 0x40, 0xc0, 0xff, random.below(256)]);
  }
  // A view into a larger buffer, as the classifier's are: nothing beyond its end may be read.
  const around = new Uint8Array(changed.length + 32).fill(0x41);
  around.set(changed, 16);
  return around.subarray(16, 16 + changed.length);
}

test("the samples claim something, whole", () => {
  for (const [protocol, payload] of SAMPLES)
    assert.ok(
      assertBounds({ protocol, source: SOURCE, etherSource: ETHER, payload }, undefined) > 0,
      protocol,
    );
  const datagram = { protocol: "mdns", source: SOURCE, payload: new Uint8Array() } as const;
  assert.equal(assertBounds(datagram, { response: true, records: RECORDS }), 3);
});

test("cut at every length", () => {
  for (const [protocol, payload] of SAMPLES)
    for (let size = 0; size <= payload.length; size++)
      assertBounds({ protocol, source: SOURCE, payload: payload.subarray(0, size) }, undefined);
});

test("octets changed, cut, repeated", () => {
  const random = new Random(2026);
  let claims = 0;
  for (const [protocol, payload] of SAMPLES)
    for (let round = 0; round < ROUNDS; round++) {
      const etherSource = random.below(2) === 0 ? ETHER : undefined;
      claims += assertBounds(
        { protocol, source: SOURCE, etherSource, payload: mutated(random, payload) },
        undefined,
      );
    }
  assert.ok(claims > ROUNDS, "the mutations leave something to read");
});

test("records that a decoder may give", () => {
  const random = new Random(2027);
  const names = [
    "tv.local",
    CAST,
    "",
    ".",
    "local",
    "\\999.local",
    "\\",
    `${"x".repeat(300)}.local`,
    "_hap._tcp.local",
  ];
  let claims = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const records = Array.from({ length: random.below(12) }, (): DnsRecord => {
      const record = random.pick(RECORDS);
      return {
        ...record,
        name: random.below(4) === 0 ? random.pick(names) : record.name,
        target: random.below(4) === 0 ? random.pick([...names, undefined]) : record.target,
        type: random.below(8) === 0 ? random.pick(["A", "PTR", "TXT", "AAAA", "SRV"]) : record.type,
        octets: random.below(4) === 0 ? mutated(random, record.octets) : record.octets,
      };
    });
    const datagram = { protocol: "mdns", source: SOURCE, payload: new Uint8Array() } as const;
    claims += assertBounds(datagram, { response: true, records });
  }
  assert.ok(claims > ROUNDS / 2, String(claims));
});
