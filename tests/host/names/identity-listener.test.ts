// What the data plane keeps to itself changes nothing: the book holds what it would if every datagram were read.

import assert from "node:assert/strict";
import test from "node:test";
import { LINKTYPE_ETHERNET, LINKTYPE_RAW, MDNS_DEVICE_INFO, MDNS_SERVICES } from "../../../assembly/abi.ts";
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
import { octetsOfAddress } from "../helper/address-octets.ts";
import { countWhole } from "../helper/dissector.ts";
import { decoded, message as dnsMessage, name, record, string, u16 } from "../helper/dns-message.ts";
import { loadClassifier } from "../helper/module.ts";
import { joined } from "../helper/octets.ts";
import { Random } from "../helper/random.ts";
import { udpFrom } from "./helper/conversation.ts";

const ROUNDS = 20_000;
const DEVICES = 3;
const GROUP = [1, 0, 0x5e, 0, 0, 1];
/** Of each device: it speaks from all. The last two are nobody's inside a network. */
const ADDRESSES = ["10.0.0.1", "10.0.0.2", "fe80::1", "fd00::2", "2600::1", "8.8.8.8"].map((text) => ({
  text,
  octets: octetsOf(text),
}));

type Addressed = (typeof ADDRESSES)[number];

interface Said {
  readonly protocol: IdentityDatagram["protocol"];
  readonly ports: readonly [number, number];
  readonly payload: Uint8Array;
}

const LOCATIONS = [
  ...["http://10.0.0.1/", "http://10.0.0.2/", "HTTP://10.0.0.2", "http://10.0.0.1:80", "http://tv/", ""],
  ...[
    "http://10.0.0.1\u00a0",
    "\u00a0http://10.0.0.2",
    "http://10.0.0.21/",
    "http://10.0.0.1x",
    "http://[fe80::1]/",
  ],
];

function ssdp(random: Random): Said {
  const service = random.pick(["upnp:rootdevice", "uuid:1", "urn:x:service:AVTransport:1"]);
  const lines = [
    `SERVER: ${random.pick(["a/1 UPnP/1.0 TV/1", "a/1 UPnP/1.0 Box/2", "Linux UPnP/1.0 MiniUPnPd/2"])}`,
    ...random.pick([[], [], LOCATIONS]).map((location) => `Location: ${location}`),
    ...random.pick([[], [`LOCATION: ${random.pick(LOCATIONS)}`]]),
    `USN: uuid:1::${service}`,
    ...random.pick([[], [], [" server : a UPnP/1.0 Odd/3"], [" location : http://10.0.0.2/"], [""]]),
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

function octetsOf(address: string): number[] {
  return [...octetsOfAddress(parseAddress(address)!)];
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
function nbns(random: Random, _ether: readonly number[], { octets }: Addressed): Said {
  const address = octets.slice(0, 4);
  const name = encoded(random.pick(["TV", "PHONE"]));
  const registered = registration(5, name, [0, 0, ...random.pick([address, address, [10, 0, 0, 9]])]);
  const query = [...header(0x0110, 1, 0, 0), ...name, 0, 0x20, 0, 1];
  const payload = Uint8Array.from(random.pick([registered, registered, query]));
  return { protocol: "nbns", ports: [137, 137], payload };
}

/** RFC 6763: an instance of a service, and what its TXT record says. */
interface Instance {
  readonly service: string;
  readonly label: string;
  readonly text: string;
}

const SERVICES = [...MDNS_SERVICES.split(" "), "_http._tcp.local"];
const IN_FLUSH = 0x8001;

/** An announcement, or a part of one (RFC 6762 section 8.3): of one host mostly, with what is said of its services. */
function mdns(random: Random, _ether: readonly number[], { octets }: Addressed): Said {
  const often = (...records: Uint8Array[]) => (random.below(3) === 0 ? [] : records);
  const seldom = (...records: Uint8Array[]) => (random.below(6) === 0 ? records : []);
  const many = (one: (k: number) => Uint8Array) =>
    random.below(12) === 0 ? Array.from({ length: 9 }, (_, k) => one(k)) : [];
  const host = random.pick(["tv.local", "tv.local", "Phone.local", "tv.example"]);
  const other = random.pick(["hall.local", host]);
  const info = `Den.${MDNS_DEVICE_INFO}`;
  const label = random.pick(["Den", "den", "Hall"]);
  const instances: Instance[] = ["_hap._tcp.local", random.pick(SERVICES)].map((service) => ({
    service,
    label,
    text: random.pick(["md=One", "md=Two", "model=One", "ty=One", "fn=Den", ""]),
  }));
  const answers = [
    ...often(address(host, octets)),
    ...seldom(address(other, octetsOf("10.0.0.9"))),
    ...seldom(address(other, octets)),
    ...many((k) => address(`host${k}.local`, octets)),
    ...instances.flatMap(({ service, label, text }) => [
      ...often(pointer(service, random.pick([label, label.toUpperCase()]))),
      ...often(srv(`${label}.${service}`, random.pick([host, host, other]), random.pick([120, 120, 0]))),
      ...often(txt(`${label}.${service}`, text)),
    ]),
    ...many((k) => srv(`${random.pick(["a", "b"])}${k}._smb._tcp.local`, host)),
    ...seldom(txt(info, random.pick(["model=One", "model=Two"]))),
    ...seldom(address(host, octets, 0), address(host, octets, 120, 3)),
  ];
  const order = random.below(4) === 0 ? answers.reverse() : answers;
  const cut = random.below(order.length + 1);
  const sections = random.pick([
    [[], order],
    [[], order],
    [[], order.slice(0, cut), [], order.slice(cut)],
    [[], order.slice(0, cut), order.slice(cut)],
  ]);
  return { protocol: "mdns", ports: [5353, 5353], payload: dnsMessage(sections, 0x8400) };
}

function address(owner: string, octets: readonly number[], ttl = 120, rrClass = IN_FLUSH): Uint8Array {
  return record(name(owner), octets.length === 4 ? 1 : 28, ttl, Uint8Array.from(octets), rrClass);
}

function srv(owner: string, target: string, ttl = 120): Uint8Array {
  return record(name(owner), 33, ttl, joined(u16(0, 0, 80), name(target)), IN_FLUSH);
}

function txt(owner: string, text: string): Uint8Array {
  return record(name(owner), 16, 4500, string(text), IN_FLUSH);
}

function pointer(service: string, label: string): Uint8Array {
  return record(name(service), 12, 4500, name(`${label}.${service}`));
}

/** Two books: of what the data plane tells, and of everything. */
class Books {
  /** Datagrams that were told. */
  told = 0;
  readonly #linkType: number;
  readonly #classifier = loadClassifier("router");
  readonly #drain: EventDrain;
  /** Reads what the one under test is not given. */
  readonly #other = loadClassifier("router");
  readonly #kept = new DeviceBook();
  readonly #whole = new DeviceBook();

  /** Hears Ethernet, or a link without MACs. */
  constructor(linkType = LINKTYPE_ETHERNET) {
    this.#linkType = linkType;
    const identities = new IdentityListener(this.#classifier, this.#kept);
    this.#drain = new EventDrain(this.#classifier, identities, { identity: () => this.told++ });
  }

  /** A device says something from one of its addresses; `time` in nanoseconds. */
  hear(
    { protocol, ports, payload }: Said,
    device: number,
    { text, octets: source }: Addressed,
    time: bigint,
  ) {
    const etherType = source.length === 4 ? [0x08, 0x00] : [0x86, 0xdd];
    const hasEther = this.#linkType === LINKTYPE_ETHERNET;
    const header = hasEther ? [2, 0, 0, 0, 0, 99, ...etherOf(device), ...etherType] : [];
    const octets = joined(Uint8Array.from(header), udpFrom(source, ...ports, payload));
    countWhole(this.#classifier, this.#linkType, octets, time);
    this.#drain.drain();

    const etherSource = 0x0200_0000_0000n + BigInt(device);
    const datagram = { protocol, source: parseAddress(text)!, etherSource, payload };
    for (const claim of claimsIn(datagram, (message) => decoded(this.#other, message)))
      this.#whole.add(claim);
  }

  assertSame(devices: number, what: string): void {
    for (let device = 1; device <= devices; device++) {
      const key = formatEther(0x0200_0000_0000n + BigInt(device));
      assert.deepEqual(this.#kept.names(key), this.#whole.names(key), what);
      assert.deepEqual(this.#kept.traits(key), this.#whole.traits(key), what);
    }
  }
}

test("of what is said, the last word stands", () => {
  const random = new Random(2028);
  const books = new Books();
  /** What devices said last. */
  const last = new Map<number, Said>();
  for (let round = 0; round < ROUNDS; round++) {
    const device = 1 + random.below(DEVICES);
    const address = random.pick(ADDRESSES);
    const say = random.pick([ssdp, dhcp, dhcp, dhcpv6, nbns, mdns, mdns]);
    const again = random.below(3) === 0 ? last.get(device) : undefined;
    const said = again ?? say(random, etherOf(device), address);
    last.set(device, said);
    // 5,000 messages in the ten minutes after which what was said is said again.
    books.hear(said, device, address, BigInt(round) * 120_000_000n);
    books.assertSame(DEVICES, `round ${round}`);
  }
  const share = books.told / ROUNDS;
  assert.ok(share > 0.4 && share < 0.55, String(share));
});

const FIRST = ADDRESSES[0];
const SECOND = ADDRESSES[1];
const HOST = address("tv.local", FIRST.octets);
const HOSTS = Array.from({ length: 9 }, (_, k) => address(`host${k}.local`, FIRST.octets));
const AIRPLAY = srv("Den._airplay._tcp.local", "tv.local");
const INFO = txt(`tv.${MDNS_DEVICE_INFO}`, "model=One");

function announced(...answers: readonly Uint8Array[]): Said {
  return { protocol: "mdns", ports: [5353, 5353], payload: dnsMessage([[], answers], 0x8400) };
}

function notified(...lines: readonly string[]): Said {
  const head = ["NOTIFY * HTTP/1.1", "NTS: ssdp:alive", ...lines, "", ""].join("\r\n");
  return { protocol: "ssdp", ports: [1900, 1900], payload: Uint8Array.from(textOctets(head)) };
}

const TV = "SERVER: a/1 UPnP/1.0 TV/1";
const BOX = "SERVER: a/1 UPnP/1.0 Box/1";

/** Each of two messages says something else: whichever comes last stands. */
const DIFFERENT: Readonly<Record<string, readonly [Said, Said]>> = {
  "how an instance is written": [
    announced(HOST, AIRPLAY, pointer("_airplay._tcp.local", "Den")),
    announced(HOST, AIRPLAY, pointer("_airplay._tcp.local", "DEN")),
  ],
  "the last text of an instance": [
    announced(
      HOST,
      AIRPLAY,
      txt("Den._airplay._tcp.local", "model=A"),
      txt("Den._airplay._tcp.local", "model=B"),
    ),
    announced(
      HOST,
      AIRPLAY,
      txt("Den._airplay._tcp.local", "model=A"),
      txt("Den._airplay._tcp.local", "model=C"),
    ),
  ],
  "what is a text and what is a name": [
    announced(HOST, AIRPLAY, txt("Den._airplay._tcp.local", "Den")),
    announced(HOST, AIRPLAY, pointer("_airplay._tcp.local", "Den")),
  ],
  "which service is known": [
    announced(HOST, srv("Den._smb._tcp.local", "tv.local")),
    announced(HOST, srv("Hall._smb._tcp.local", "tv.local")),
  ],
  "more instances than are compared": [
    announced(HOST, ...Array.from({ length: 9 }, (_, k) => srv(`a${k}._smb._tcp.local`, "tv.local"))),
    announced(HOST, ...Array.from({ length: 9 }, (_, k) => srv(`b${k}._smb._tcp.local`, "tv.local"))),
  ],
  "an instance on a host that is not compared": [
    announced(...HOSTS, srv("Den._airplay._tcp.local", "host8.local")),
    announced(...HOSTS, srv("Hall._airplay._tcp.local", "host8.local")),
  ],
  "the device itself": [announced(HOST, INFO), announced(HOST, txt(`tv.${MDNS_DEVICE_INFO}`, "model=Two"))],
  "a server": [notified(TV), notified(BOX)],
  "where a hash begins": [
    announced(
      HOST,
      srv("den._smb._tcp.local", "tv.local"),
      txt("den._smb._tcp.local", "all._airplay._tcp.local"),
    ),
    announced(HOST, srv("den._smb._tcp.local", "tv.local"), srv("all._airplay._tcp.local", "tv.local")),
  ],
  "a server that is written otherwise": [notified(" server : a/1 UPnP/1.0 Odd/1", TV), notified(TV)],
};

for (const [what, [one, other]] of Object.entries(DIFFERENT))
  test(`of two that differ in ${what} both are told`, () => {
    const books = new Books();
    for (const [k, said] of [one, other, one, other].entries()) {
      books.hear(said, 1, FIRST, 0n);
      books.assertSame(1, `message ${k}`);
    }
    assert.equal(books.told, 4);
  });

/** What says the same, and is told once. */
const SAME: Readonly<Record<string, readonly Said[]>> = {
  "records that say nothing of the sender": [
    announced(HOST, AIRPLAY),
    announced(pointer("_http._tcp.local", "Den"), AIRPLAY, srv("Den._http._tcp.local", "tv.local"), HOST),
    announced(HOST),
    announced(HOST, srv("Sleeper._airplay._tcp.local", "sleeper.local")),
  ],
  "services of a burst": [
    notified("NT: upnp:rootdevice", "USN: uuid:1", TV, "LOCATION: http://10.0.0.1:80/a"),
    notified("nt: uuid:2", "USN: uuid:2", TV, "LOCATION: http://10.0.0.1:80/b"),
    notified("NT: uuid:3", TV, "Location: http://tv.local/"),
    notified("NT: uuid:4", TV),
  ],
};

for (const [what, messages] of Object.entries(SAME))
  test(`messages that differ in ${what} are told once`, () => {
    const books = new Books();
    for (const said of messages) books.hear(said, 1, FIRST, 0n);
    books.assertSame(1, what);
    assert.equal(books.told, 1);
  });

test("what says the same of a device by another of its addresses is told once", () => {
  const books = new Books();
  for (const source of ADDRESSES.slice(0, 4)) {
    books.hear(announced(address("tv.local", source.octets)), 1, source, 0n);
    books.hear(notified(TV), 1, source, 0n);
  }
  books.assertSame(1, "");
  assert.equal(books.told, 2);
});

/** What says nothing from the first address, and something from the second one; or the other way round. */
const ELSEWHERE: readonly Said[] = [
  notified(TV, "LOCATION: http://10.0.0.2/"),
  notified(TV, " location : http://10.0.0.2/"),
  notified(TV, " location : http://10.0.0.1/", "LOCATION: http://10.0.0.2/"),
  notified(TV, "LOCATION: \u00a0http://10.0.0.2/"),
  notified(TV, "LOCATION: http://10.0.0.2\u00a0"),
  announced(address("tv.local", SECOND.octets), INFO),
  announced(HOST, INFO, address("hall.local", SECOND.octets)),
];

for (const [k, said] of ELSEWHERE.entries())
  test(`who speaks for another address is believed from that address alone (${k})`, () => {
    for (const sources of [
      [FIRST, SECOND],
      [SECOND, FIRST],
    ]) {
      const books = new Books();
      for (const source of [...sources, ...sources]) {
        books.hear(said, 1, source, 0n);
        books.assertSame(1, source.text);
        books.hear(
          said.protocol === "ssdp" ? notified(BOX) : announced(address("other.local", source.octets)),
          1,
          source,
          0n,
        );
        books.hear(said, 1, source, 0n);
        books.assertSame(1, source.text);
      }
    }
  });

test("where links have no MACs, devices that share a place are told apart", () => {
  const books = new Books(LINKTYPE_RAW);
  for (let k = 0; k < 3000; k++) {
    const text = `10.1.${k >> 8}.${k & 255}`;
    const source = { text, octets: octetsOf(text) };
    const time = BigInt(k) * 100_000_000n;
    books.hear(notified(TV), 1, source, time);
    books.hear(announced(address("tv.local", source.octets)), 1, source, time);
  }
  assert.equal(books.told, 6000);
});

test("a model is of the device where all addresses are its own, and of nobody else", () => {
  const books = new Books();
  books.hear(announced(HOST, INFO, address("hall.local", SECOND.octets)), 1, FIRST, 0n);
  books.hear(announced(HOST, INFO), 1, FIRST, 0n);
  books.assertSame(1, "");
  assert.equal(books.told, 2);
});
