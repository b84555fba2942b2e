// Flows that only their names give away: to allowed addresses, with a blocked name in what they say first.

import { HOSTS } from "../../../hosts.ts";
import { matchOf, nameOf } from "./arrivals.ts";
import { addressIn, CELLS, type Cell, prefixOf } from "./cell.ts";
import { clientHello } from "./client-hello.ts";
import { ALL, type Expectation, NONE, type Row } from "./leak-table.ts";
import type { Outcome } from "./request.ts";
import type { Scene } from "./scene.ts";
import { Sending } from "./sending.ts";

export const BLOCKED_DOMAIN = "tracker.example";
const BLOCKED_NAME = `photos.${BLOCKED_DOMAIN}`;
const GOOD_NAME = HOSTS.news.name;

/** Flows of a kind, and how many flows beside them say another name. */
const FLOWS = 48;
const GOOD_FLOWS = 16;

/** Packets of a handshake are shorter; what carries data of a hello or a request is not. */
const PAYLOAD_MIN = 100;

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
    say: async (host) => [Buffer.from(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)],
  },
];

/** What arrives of flows with a blocked name, by each way of telling it; nothing but handshakes may. */
export async function sendNamed(
  scene: Scene,
  title: { readonly event: string; readonly fail: string },
  expected: Expectation = NONE,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { ipv6, resolver } of FAMILIES) {
    for (const kind of KINDS) rows.push(await sayName(scene, title, kind, ipv6, expected));
    rows.push(await lookUp(scene, title, ipv6, resolver, expected));
  }
  return [...rows, ...(await sendInitials(scene, title, expected))];
}

type Title = Parameters<typeof sendNamed>[1];

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
  const match = `${ipv6 ? "ip6" : "ip"} daddr ${first}-${last} meta length > ${PAYLOAD_MIN}`;
  scene.arrivals.begin(new Map([["payload", match]]));
  const blocked = await scene.phone.open(to(0, FLOWS));
  const good = await scene.phone.open(to(FLOWS, GOOD_FLOWS));
  const outcomes: Outcome[] = [];
  outcomes.push(await blocked.say(await kind.say(BLOCKED_NAME), SILENCE_MS));
  outcomes.push(await good.say(await kind.say(GOOD_NAME)));
  await scene.settled();
  const arrived = scene.arrivals.read().get("payload")!;
  await blocked.close();
  await good.close();
  return {
    ...title,
    kind: kind.name,
    family: ipv6 ? "IPv6" : "IPv4",
    flows: blocked.count,
    packets: blocked.count,
    arrived,
    expected,
    good: { packets: GOOD_FLOWS, arrived: outcomes[1].answered, expected: ALL },
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
  await scene.phone.resolve({ ...question, host }, FLOWS, SILENCE_MS);
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
    good: { packets: GOOD_FLOWS, arrived: good.answered, expected: ALL },
  };
}

async function sendInitials(scene: Scene, title: Title, expected: Expectation): Promise<Row[]> {
  const cells = CELLS.filter(({ protocol }) => protocol === "QUIC");
  const send = async (serverName: string, flows: number) => {
    const sending = scene.nextSending();
    const traffic = await scene.write({ sending, shape: "spread", flows: { NL: flows }, cells, serverName });
    scene.arrivals.begin(new Map(cells.map((cell) => [nameOf("NL", cell), matchOf("NL", cell, sending)])));
    await Sending.start(scene.lab, traffic, INITIALS_PER_SECOND).ended();
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
const INITIALS_PER_SECOND = 500;
