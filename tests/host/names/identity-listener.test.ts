// What the data plane keeps to itself changes nothing: the book holds what it would if every datagram were read.

import assert from "node:assert/strict";
import test from "node:test";
import { LINKTYPE_ETHERNET } from "../../../assembly/abi.ts";
import { parseAddress } from "../../../host/address.ts";
import { DeviceBook } from "../../../host/devices/book.ts";
import type { IdentityDatagram } from "../../../host/devices/datagram.ts";
import { claimsIn } from "../../../host/devices/identify.ts";
import { formatEther } from "../../../host/ether.ts";
import { EventDrain } from "../../../host/names/event-drain.ts";
import { IdentityListener } from "../../../host/names/identity-listener.ts";
import { dhcpMessage, option } from "../devices/helper/dhcp-message.ts";
import { encoded, header, registration } from "../devices/helper/nbns-message.ts";
import { textOctets, wireName } from "../devices/helper/octets.ts";
import { writeRecord } from "../helper/dissector.ts";
import { decoded } from "../helper/dns-message.ts";
import { loadClassifier } from "../helper/module.ts";
import { joined } from "../helper/octets.ts";
import { Random } from "../helper/random.ts";
import { udp } from "./helper/conversation.ts";

const ROUNDS = 20_000;
const DEVICES = 3;
const GROUP = [1, 0, 0x5e, 0, 0, 1];
/** Of each device: it speaks from two. */
const ADDRESSES = [
  [10, 0, 0, 1],
  [10, 0, 0, 2],
];
/** Where `udp` puts the source's last octet. */
const SOURCE_LAST = 14 + 15;

interface Said {
  readonly protocol: IdentityDatagram["protocol"];
  readonly ports: readonly [number, number];
  readonly payload: Uint8Array;
}

function ssdp(random: Random): Said {
  const service = random.pick(["upnp:rootdevice", "uuid:1", "urn:x:service:AVTransport:1"]);
  const lines = [
    `SERVER: ${random.pick(["a/1 UPnP/1.0 TV/1", "a/1 UPnP/1.0 Box/2", "Linux UPnP/1.0 MiniUPnPd/2"])}`,
    `LOCATION: ${random.pick(["http://10.0.0.1/", "http://10.0.0.2/", "http://tv/"])}`,
    `USN: uuid:1::${service}`,
    ...random.pick([[], [], [" server : a UPnP/1.0 Odd/3"], [""]]),
  ];
  const [start, ...more] = random.pick([
    ["NOTIFY * HTTP/1.1", "NTS: ssdp:alive", `NT: ${service}`],
    ["NOTIFY * HTTP/1.1", "NTS: ssdp:byebye", `NT: ${service}`],
    ["HTTP/1.1 200 OK", `ST: ${service}`],
    ["HTTP/1.1 200 OK"],
    ["M-SEARCH * HTTP/1.1", `ST: ${service}`],
  ]);
  const order = random.below(2) === 0 ? [...more, ...lines] : [...lines, ...more];
  const end = random.pick(["\r\n\r\n", "\r\n\r\n", "\r\n", ""]);
  const payload = Uint8Array.from(textOctets([start, ...order].join("\r\n") + end));
  return { protocol: "ssdp", ports: [1900, 1900], payload };
}

/** Option 61: a device's, or nobody's. */
function identifier(random: Random): number[] {
  return option(61, [random.pick([1, 1, 6, 0]), ...etherOf(1 + random.below(DEVICES))]);
}

function etherOf(device: number): readonly number[] {
  return [2, 0, 0, 0, 0, device];
}

function dhcp(random: Random, chaddr: readonly number[]): Said {
  const type = random.pick([1, 2, 3, 3, 4, 5, 5, 6, 7, 8]);
  const isReply = type === 2 || type === 5 || type === 6;
  const options = [
    ...option(53, [type]),
    ...random.pick([[], option(12, textOctets("phone")), option(12, textOctets("tv"))]),
    ...random.pick([[], option(60, textOctets("udhcp")), option(60, textOctets("MSFT 5.0"))]),
    ...random.pick([[], [], option(81, [4, 0, 0, ...wireName("phone.example")])]),
    ...random.pick([[], [], [], option(53, [3]), option(52, [1]), option(12, textOctets("-2"))]),
    ...random.pick([[], [], identifier(random), [...identifier(random), ...option(61, [9])]]),
    255,
  ];
  const file = option(12, textOctets(random.pick(["file", "other"])));
  const hardware = random.pick([{}, {}, {}, { htype: 32 }, { hlen: 0 }, { chaddr: GROUP }]);
  const payload = dhcpMessage({ op: isReply ? 2 : 1, chaddr, file, ...hardware }, options);
  payload[4] = random.below(256);
  return { protocol: "dhcp", ports: isReply ? [67, 68] : [68, 67], payload };
}

function dhcpv6(random: Random): Said {
  const name = wireName(random.pick(["phone", "six"]));
  const payload = [random.pick([1, 2, 3, 7, 11]), 0, 0, random.below(256), 0, 39, 0, 1 + name.length, 0];
  return { protocol: "dhcpv6", ports: [546, 547], payload: Uint8Array.from([...payload, ...name]) };
}

/** A registration of a workstation's name, or a query (RFC 1002 section 4.2). */
function nbns(random: Random, _ether: readonly number[], address: readonly number[]): Said {
  const name = encoded(random.pick(["TV", "PHONE"]));
  const registered = registration(5, name, [0, 0, ...random.pick([address, address, [10, 0, 0, 9]])]);
  const query = [...header(0x0110, 1, 0, 0), ...name, 0, 0x20, 0, 1];
  const payload = Uint8Array.from(random.pick([registered, registered, query]));
  return { protocol: "nbns", ports: [137, 137], payload };
}

/** An announcement of an address (RFC 6762 section 8.3). */
function mdns(random: Random, _ether: readonly number[], address: readonly number[]): Said {
  const name = wireName(random.pick(["tv.local", "phone.local"]));
  const answer = [...name, 0, 1, 0x80, 1, 0, 0, 0, 120, 0, 4, ...address];
  return {
    protocol: "mdns",
    ports: [5353, 5353],
    payload: Uint8Array.from([0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, ...answer]),
  };
}

test("of what is said, the last word stands", () => {
  const random = new Random(2028);
  const classifier = loadClassifier("router");
  // Reads what the one under test is not given.
  const other = loadClassifier("router");
  const kept = new DeviceBook();
  let events = 0;
  const identities = new IdentityListener(classifier, kept);
  const drain = new EventDrain(classifier, identities, { identity: () => events++ });
  const whole = new DeviceBook();

  for (let round = 0; round < ROUNDS; round++) {
    const device = 1 + random.below(DEVICES);
    const mac = etherOf(device);
    const address = random.pick(ADDRESSES);
    const say = random.pick([ssdp, dhcp, dhcp, dhcpv6, nbns, mdns]);
    const { protocol, ports, payload } = say(random, mac, address);
    const octets = joined(Uint8Array.from([2, 0, 0, 0, 0, 99, ...mac, 8, 0]), udp(...ports, payload));
    octets[SOURCE_LAST] = address[3];
    const { length } = octets;
    // 5,000 messages in the ten minutes after which what was said is said again.
    const time = BigInt(round) * 120_000_000n;
    const end = writeRecord(classifier, 0, {
      octets,
      linkType: LINKTYPE_ETHERNET,
      captured: length,
      length,
      time,
    });
    classifier.walkRecords(0, end, false);
    drain.drain();

    const etherSource = 0x0200_0000_0000n + BigInt(device);
    const datagram = { protocol, source: parseAddress(address.join("."))!, etherSource, payload };
    for (const claim of claimsIn(datagram, (message) => decoded(other, message))) whole.add(claim);
    for (let each = 1n; each <= DEVICES; each++) {
      const key = formatEther(0x0200_0000_0000n + each);
      assert.deepEqual(kept.names(key), whole.names(key), `round ${round}`);
      assert.deepEqual(kept.traits(key), whole.traits(key), `round ${round}`);
    }
  }
  assert.ok(events > ROUNDS / 2 && events < ROUNDS * 0.7, String(events));
});
