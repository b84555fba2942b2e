// Flows as frames, opened by the thousand without a socket each.

import { sealInitial, variable } from "../../../../host/names/quic/helper/initial.ts";
import type { EthernetCapture } from "../../../ethernet-capture.ts";
import { captureOf, POISON_ADDRESS } from "../../../frames.ts";
import { type Body, echo, frame, PUSH_ACK, packetsOf, SYN, tcp, udp } from "../../../ip-packet.ts";
import { addressIn, CELLS, type Cell, type Country, prefixOf } from "./cell.ts";
import { clientHello } from "./client-hello.ts";

/** How a flow's packets come: over some time, all at once, or each in three fragments or more. */
export type Shape = "spread" | "burst" | "fragments";

export interface Sender {
  readonly mac: string;
  readonly routerMac: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

export interface Plan {
  /** Which prefixes; below SENDINGS_MAX. */
  readonly sending: number;
  readonly shape: Shape;
  /** Of each cell, to each country. */
  readonly flows: Readonly<Partial<Record<Country, number>>>;
  /** All unless told. */
  readonly cells?: readonly Cell[];
  /** The name that TCP and QUIC say; every connection of QUIC has an ID of its own then. */
  readonly serverName?: string;
  /** After which share of the flows a packet comes that makes the classifier of a trapping bundle trap. */
  readonly poisonAt?: number;
}

/** What a plan sends to one country in one cell. */
export interface Part {
  readonly country: Country;
  readonly cell: Cell;
  readonly flows: number;
  readonly packets: number;
}

export interface Traffic {
  readonly capture: EthernetCapture;
  readonly parts: readonly Part[];
}

const PACKETS: Readonly<Record<Shape, number>> = { spread: 4, burst: 20, fragments: 2 };
/** Of the time that all flows take to begin: how long a flow's packets come. */
const SPREAD = 1 / 3;

/** What a packet of three fragments or more may carry in each: on the wire they are multiples of 8. */
function fragmentSizeOf({ octets }: Body): number {
  return Math.min(Math.ceil(octets.length / 24) * 8, FRAGMENT_SIZE_MAX);
}
const FRAGMENT_SIZE_MAX = 1400;

const FIRST_PORT = 20_000;
const HTTPS = 443;
const UDP_PORT = 9000;
const UDP_SIZE = 200;
/** Larger than any link's packet. */
const FRAGMENTED_SIZE = 4000;
const NAME = "photos.phone.example";

/** What flows of each protocol say first. */
interface Words {
  readonly hello: Uint8Array;
  readonly initial: Uint8Array;
  readonly datagram: Uint8Array;
}

/** Writes the frames of a plan to `path`, in the order of their sending. */
export async function writeTraffic(plan: Plan, sender: Sender, path: string): Promise<Traffic> {
  const hello = await clientHello(plan.serverName ?? NAME);
  const datagram = new Uint8Array(plan.shape === "fragments" ? FRAGMENTED_SIZE : UDP_SIZE);
  const words = { hello, initial: quicInitial(hello, connectionId(CELLS[0], 0)), datagram };
  const timed: { readonly at: number; readonly frames: readonly Uint8Array[] }[] = [];
  const parts: Part[] = [];
  for (const [country, flows] of Object.entries(plan.flows) as [Country, number][])
    for (const cell of plan.cells ?? CELLS) {
      let packets = 0;
      for (let flow = 0; flow < flows; flow++)
        flowFrames(plan, country, cell, flow, sender, words).forEach((frames, packet) => {
          const wait = plan.shape === "burst" ? 0 : (packet * SPREAD) / PACKETS[plan.shape];
          timed.push({ at: flow / flows + wait, frames });
          packets += frames.length;
        });
      parts.push({ country, cell, flows, packets });
    }
  if (plan.poisonAt !== undefined) timed.push({ at: plan.poisonAt, frames: [poison(sender, words)] });
  const frames = timed.sort((one, other) => one.at - other.at).flatMap(({ frames }) => frames);
  return { capture: captureOf(frames, path), parts };
}

/** A list a packet, of the frames that it takes. */
function flowFrames(
  { sending, shape, serverName }: Plan,
  country: Country,
  cell: Cell,
  flow: number,
  sender: Sender,
  words: Words,
): Uint8Array[][] {
  if (serverName !== undefined && cell.protocol === "QUIC")
    words = { ...words, initial: quicInitial(words.hello, connectionId(cell, flow)) };
  const source = cell.ipv6 ? sender.ipv6 : sender.ipv4;
  const ends = { source, destination: addressIn(prefixOf(country, cell, sending), flow) };
  const framesOf = (packet: number): Uint8Array[] => {
    const body = bodyOf(cell, flow, packet, words);
    // IPv6 forbids fragments of less than the first header (RFC 8200 section 4.5): what must arrive has none.
    const isWhole = shape !== "fragments" || (country === "NL" && cell.protocol === "TCP");
    const packets = packetsOf(ends, body, (flow << 8) | packet, isWhole ? undefined : fragmentSizeOf(body));
    const frames = packets.map((octets) => frame(sender.mac, sender.routerMac, octets));
    return flow % 2 === 0 ? frames : frames.reverse();
  };
  // A segment that nobody's SYN was answered for is no packet of a connection: where they are let pass, only that one.
  if (country === "NL" && cell.protocol === "TCP") return [framesOf(0)];
  const distinct = [framesOf(0), framesOf(1)];
  return Array.from({ length: PACKETS[shape] }, (_, packet) => distinct[Math.min(packet, 1)]);
}

function poison({ mac, routerMac, ipv4 }: Sender, { datagram }: Words): Uint8Array {
  const ports = { sourcePort: FIRST_PORT, destinationPort: UDP_PORT };
  const [octets] = packetsOf({ source: ipv4, destination: POISON_ADDRESS }, udp(ports, datagram), 0);
  return frame(mac, routerMac, octets);
}

function bodyOf({ protocol }: Cell, flow: number, packet: number, words: Words): Body {
  const ports = { sourcePort: FIRST_PORT + flow, destinationPort: protocol === "UDP" ? UDP_PORT : HTTPS };
  switch (protocol) {
    case "TCP":
      return packet === 0 ? tcp(ports, SYN, flow) : tcp(ports, PUSH_ACK, flow + 1, words.hello);
    case "UDP":
      return udp(ports, words.datagram);
    case "QUIC":
      return udp(ports, words.initial);
    case "ICMP":
      return echo(FIRST_PORT + flow, packet, words.datagram);
  }
}

/** As a client sends it first: padded to 1,200 octets, with the hello of a TLS record that begins with its header. */
export function quicInitial(record: Uint8Array, destination: Uint8Array): Uint8Array {
  const hello = record.subarray(5);
  const crypto = Buffer.concat([Uint8Array.of(6, 0), variable(hello.length), hello]);
  const payload = Buffer.alloc(Math.max(crypto.length, INITIAL_SIZE - INITIAL_OVERHEAD));
  payload.set(crypto);
  return sealInitial({ destination, payload });
}
/** Eight octets. */
function connectionId({ ipv6 }: Cell, flow: number): Uint8Array {
  return Uint8Array.of(0x5a, 0x5a, 0x5a, 0x5a, 0x5a, ipv6 ? 6 : 4, flow >> 8, flow & 0xff);
}
const INITIAL_SIZE = 1200;
/** First octet, version, two connection IDs, token, length, packet number, tag. */
const INITIAL_OVERHEAD = 1 + 4 + 1 + 8 + 1 + 4 + 4 + 4 + 16;
