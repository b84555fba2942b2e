import { parseAddress } from "../../../../host/address.ts";
import { joined } from "../../helper/octets.ts";
import { attribute, message, u8, u16be, u32be, u64be } from "./message.ts";

/** What a made-up message of ctnetlink says. */
export interface MadeUpFlow {
  readonly id?: number;
  readonly zone?: number;
  readonly protocol?: number;
  /** ADDRESS or ADDRESS#PORT. */
  readonly from?: string;
  readonly to?: string;
  /** Where NAT leads: source and destination of the answers, without ports. */
  readonly answers?: readonly [string, string];
  /** Packets and bytes sent, packets and bytes answered; null for a flow without counters. */
  readonly counters?: readonly [number, number, number, number] | null;
  readonly status?: number;
  readonly mark?: number;
  readonly ended?: boolean;
  readonly sequence?: number;
}

const NEW = 0x100;
const DELETE = 0x102;
const NESTED = 0x8000;

function addressOctets(text: string): Uint8Array {
  const address = parseAddress(text)!;
  if (!address.ipv6) return u32be(Number(address.low & 0xffff_ffffn));
  return joined(u64be(address.high), u64be(address.low));
}

function tuple(type: number, protocol: number, source: string, destination: string): Uint8Array {
  const [from, fromPort = "0"] = source.split("#");
  const [to, toPort = "0"] = destination.split("#");
  const first = from.includes(":") ? 3 : 1;
  return attribute(
    NESTED | type,
    attribute(NESTED | 1, attribute(first, addressOctets(from)), attribute(first + 1, addressOctets(to))),
    attribute(
      NESTED | 2,
      attribute(1, u8(protocol)),
      attribute(2, u16be(Number(fromPort))),
      attribute(3, u16be(Number(toPort))),
    ),
  );
}

function counters(type: number, packets: number, bytes: number): Uint8Array {
  return attribute(NESTED | type, attribute(1, u64be(BigInt(packets))), attribute(2, u64be(BigInt(bytes))));
}

/** As the kernel writes it. */
export function flowMessage({
  id = 1,
  zone,
  protocol = 17,
  from = "192.168.1.7#4000",
  to = "198.51.100.9#443",
  answers = [to.split("#")[0], "203.0.113.2"],
  counters: counted = [1, 100, 1, 200],
  status = 0x18e,
  mark,
  ended = false,
  sequence = 0,
}: MadeUpFlow = {}): Uint8Array {
  const port = (text: string) => text.split("#")[1] ?? "0";
  return message(
    { type: ended ? DELETE : NEW, flags: 2, sequence },
    u8(2, 0, 0, 0),
    tuple(1, protocol, from, to),
    tuple(2, protocol, `${answers[0]}#${port(to)}`, `${answers[1]}#${port(from)}`),
    attribute(3, u32be(status)),
    ...(mark === undefined ? [] : [attribute(8, u32be(mark))]),
    ...(zone === undefined ? [] : [attribute(18, u16be(zone))]),
    ...(counted ? [counters(9, counted[0], counted[1]), counters(10, counted[2], counted[3])] : []),
    attribute(12, u32be(id)),
  );
}
