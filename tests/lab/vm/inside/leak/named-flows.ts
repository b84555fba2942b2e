// Flows that only their names give away: to allowed addresses, with a blocked name in what they say first.

import { HOSTS } from "../../../hosts.ts";
import { matchOf, nameOf, segmentsWithData } from "./arrivals.ts";
import { addressIn, CELLS, type Cell, prefixOf } from "./cell.ts";
import { clientHello } from "./client-hello.ts";
import { ALL, type Expectation, NONE, type Row } from "./leak-table.ts";
import type { Scene } from "./scene.ts";
import { type Pace, Sending } from "./sending.ts";

export const BLOCKED_DOMAIN = "tracker.example";
const BLOCKED_NAME = `photos.${BLOCKED_DOMAIN}`;
const GOOD_NAME = HOSTS.news.name;

/** Flows of a kind, and how many flows beside them say another name. */
const FLOWS = 48;
const GOOD_FLOWS = 16;

const FAMILIES = [
  { ipv6: false, resolver: "192.168.1.1" },
  { ipv6: true, resolver: "192.168.1.1" },
] as const;

interface Kind {
  readonly name: string;
  readonly port: number;
  /** What is said, each in a segment of its own. */
  say(host: string): Promise<Uint8Array[]>;
}

const HTTPS = 443;
const HTTP = 80;

/** What programs say beside the name: a request is then longer than any header. */
const FURTHER_FIELDS = "User-Agent: photos/4.2 (phone)\r\nAccept: */*\r\nAccept-Language: nl, en;q=0.8\r\n";

const KINDS: readonly Kind[] = [
  { name: "TCP SNI", port: HTTPS, say: async (host) => [await clientHello(host)] },
  { name: "SNI, long", port: HTTPS, say: async (host) => [await clientHello(host, true)] },
  {
    name: "SNI, split",
    port: HTTPS,
    say: async (host) => {
      const hello = await clientHello(host);
      // Within the name.
      const at = hello.indexOf(host) + 3;
      return [hello.subarray(0, at), hello.subarray(at)];
    },
  },
  {
    name: "HTTP host",
    port: HTTP,
    say: async (host) => [Buffer.from(`GET / HTTP/1.1\r\nHost: ${host}\r\n${FURTHER_FIELDS}\r\n`)],
  },
];

interface Title {
  readonly event: string;
  readonly fail: string;
}

/** What arrives of flows with a blocked name, by each way of telling it; nothing but handshakes may. */
export async function sendNamed(
  scene: Scene,
  title: Title,
  expected: Expectation = NONE,
): Promise<readonly Row[]> {
  const rows = [...(await sayNames(scene, title, expected))];
  for (const { ipv6, resolver } of FAMILIES) rows.push(await lookUp(scene, title, ipv6, resolver, expected));
  return [...rows, ...(await sendInitials(scene, title, expected))];
}

/** The same of those that say it after TCP's handshake; of each what arrives is segments with data. */
export async function sayNames(
  scene: Scene,
  title: Title,
  expected: Expectation = NONE,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { ipv6 } of FAMILIES)
    for (const kind of KINDS) rows.push(await sayName(scene, title, kind, ipv6, expected));
  return rows;
}

async function sayName(
  scene: Scene,
  title: Title,
  kind: Kind,
  ipv6: boolean,
  expected: Expectation,
): Promise<Row> {
  const cell: Cell = { protocol: "TCP", ipv6 };
  const prefix = prefixOf("NL", cell, scene.nextSending());
  const addresses = (first: number, count: number) =>
    Array.from({ length: count }, (_, k) => addressIn(prefix, first + k));
  const to = (first: number, count: number) =>
    ({ transport: "tcp", addresses: addresses(first, count), port: kind.port }) as const;
  const first = addressIn(prefix, 0);
  const last = addressIn(prefix, FLOWS - 1);
  const match = `${ipv6 ? "ip6" : "ip"} daddr ${first}-${last}`;
  scene.arrivals.begin(new Map([["payload", segmentsWithData(match, ipv6)]]));
  const blocked = await scene.phone.open(to(0, FLOWS));
  // Of a flow that did not open nothing could arrive.
  if (blocked.count !== FLOWS) throw new Error(`${blocked.count} of ${FLOWS} flows opened to say a name`);
  const good = await scene.phone.open(to(FLOWS, GOOD_FLOWS));
  const { answered } = await blocked.say(await kind.say(BLOCKED_NAME), SILENCE_MS);
  const outcome = await good.say(await kind.say(GOOD_NAME));
  await scene.settled();
  const arrived = scene.arrivals.read().get("payload")!;
  await blocked.close();
  await good.close();
  return {
    ...title,
    kind: kind.name,
    family: ipv6 ? "IPv6" : "IPv4",
    flows: FLOWS,
    packets: FLOWS,
    arrived,
    expected,
    answered,
    good: { packets: GOOD_FLOWS, arrived: outcome.answered, expected: ALL },
  };
}

/** Of a name that DNS told nothing of a connection may arrive. */
async function lookUp(
  scene: Scene,
  title: Title,
  ipv6: boolean,
  resolver: string,
  expected: Expectation,
): Promise<Row> {
  const { name: host, ipv4: address4, ipv6: address6 } = HOSTS.shop;
  const to = ipv6 ? `ip6 daddr ${address6}` : `ip daddr ${address4}`;
  scene.arrivals.begin(new Map([["syn", `${to} tcp dport ${HTTPS}`]]));
  const question = { resolver, ipv6, port: HTTPS };
  const { answered } = await scene.phone.resolve({ ...question, host }, FLOWS, SILENCE_MS);
  const good = await scene.phone.resolve({ ...question, host: HOSTS.video.name }, GOOD_FLOWS);
  await scene.settled();
  return {
    ...title,
    kind: "DNS, SYN",
    family: ipv6 ? "IPv6" : "IPv4",
    flows: FLOWS,
    packets: FLOWS,
    arrived: scene.arrivals.read().get("syn")!,
    expected,
    answered,
    good: { packets: GOOD_FLOWS, arrived: good.answered, expected: ALL },
  };
}

async function sendInitials(scene: Scene, title: Title, expected: Expectation): Promise<Row[]> {
  const cells = CELLS.filter(({ protocol }) => protocol === "QUIC");
  const send = async (serverName: string, flows: number) => {
    const sending = scene.nextSending();
    const traffic = await scene.write({ sending, shape: "spread", flows: { NL: flows }, cells, serverName });
    scene.arrivals.begin(new Map(cells.map((cell) => [nameOf("NL", cell), matchOf("NL", cell, sending)])));
    await Sending.start(scene.lab, traffic, INITIALS).ended();
    await scene.settled();
    return { parts: traffic.parts, arrived: scene.arrivals.read() };
  };
  const blocked = await send(BLOCKED_NAME, FLOWS);
  const good = await send(GOOD_NAME, GOOD_FLOWS);
  return cells.map((cell, k) => ({
    ...title,
    kind: "QUIC SNI",
    family: cell.ipv6 ? "IPv6" : "IPv4",
    flows: FLOWS,
    packets: blocked.parts[k].packets,
    arrived: blocked.arrived.get(nameOf("NL", cell))!,
    expected,
    good: {
      packets: good.parts[k].packets,
      arrived: good.arrived.get(nameOf("NL", cell))!.packets,
      expected: ALL,
    },
  }));
}

/** How long flows are listened to that are not to be answered. */
const SILENCE_MS = 2500;
const INITIALS: Pace = { packetsPerSecond: 500 };
