// The guard's table: what leads out and was not let by by the rules is dropped. `act` leaves a mark on what it lets by.

import { IPV4_SIZE, IPV6_SIZE } from "../netlink/attributes.ts";
import type { Change } from "../netlink/nft-batch.ts";
import { deleteRules, newChain, newRule } from "../netlink/nft-chain.ts";
import { newCounter } from "../netlink/nft-counter.ts";
import {
  countIn,
  ctIs,
  ctIsNot,
  type Expression,
  metaIs,
  payloadIs,
  verdict,
} from "../netlink/nft-expression.ts";
import { NFPROTO_INET, newOwnedTable, type TableName } from "../netlink/nft-table.ts";
import { joined } from "../octets.ts";
import type { Enforcement } from "./enforcement.ts";

export const GUARD_TABLE: TableName = { family: NFPROTO_INET, name: "bordertap_guard" };
export const DROPPED = "dropped";

const COMMENT = "bordertap: drops what leaves the LAN past bordertap's rules; goes with the program";

/** Right behind chain act. */
const PRIORITY = -18;
const FORWARD = "forward";
const OUTPUT = "output";

/** IFNAMSIZ of linux/if.h, with its NULs. */
const NAME_SIZE = 16;

const NFPROTO_IPV4 = 2;
const NFPROTO_IPV6 = 10;
const IPPROTO_UDP = 17;
const IPPROTO_ICMPV6 = 58;
/** Where the destination stands in the headers. */
const IPV4_DESTINATION = 16;
const IPV6_DESTINATION = 24;
/** ND router solicitation, neighbour solicitation and advertisement (RFC 4861 section 4). */
const ND_TYPES = [133, 135, 136];
/** Source port 68, destination port 67: a DHCP client's. */
const DHCP_PORTS = Uint8Array.of(0, 68, 0, 67);

/** IPS_EXPECTED of linux/netfilter/nf_conntrack_common.h. */
const IPS_EXPECTED = 1;

/** Makes the table, with the chains that packets meet; what is there of it stays. */
export function guardTable({ routerOutput }: Pick<Enforcement, "routerOutput">): Change[] {
  return [
    newOwnedTable(GUARD_TABLE, COMMENT),
    newCounter(GUARD_TABLE, DROPPED),
    newChain(GUARD_TABLE, FORWARD, "forward", PRIORITY),
    ...(routerOutput ? [newChain(GUARD_TABLE, OUTPUT, "output", PRIORITY)] : []),
  ];
}

/** Puts these rules in the place of those that are there. Chains stay: where one goes, what waits in queues is dropped. */
export function guardRules(enforcement: Enforcement): Change[] {
  const { inward, routerOutput } = enforcement;
  const inside = inward.map(leavesBy);
  const passed = passedMatches(enforcement);
  return [
    deleteRules(GUARD_TABLE),
    ...accepted(FORWARD, passed),
    ...(enforcement.offload ? [dropped(FORWARD, waits(enforcement))] : []),
    ...accepted(FORWARD, inside),
    dropped(FORWARD),
    ...(routerOutput
      ? [...accepted(OUTPUT, [...passed, leavesBy("lo"), ...inside, ...LINK]), dropped(OUTPUT)]
      : []),
  ];
}

function accepted(chain: string, all: readonly Expression[]): Change[] {
  return all.map((matches) => newRule(GUARD_TABLE, chain, matches, verdict("accept")));
}

function dropped(chain: string, ...matches: readonly Expression[]): Change {
  return newRule(GUARD_TABLE, chain, ...matches, countIn(DROPPED), verdict("drop"));
}

/**
 * What the rules have let by, and what goes on while they are gone, as while nobody judges: flows that were accepted. Not
 * an expected connection: it may have its parent's mark.
 */
function passedMatches({ marks, policyVersion }: Enforcement): Expression[] {
  const ours = u32(marks.mask);
  const isExpected = u32(IPS_EXPECTED);
  return [
    metaIs("mark", u32(marks.passed), ours),
    joined([ctIs("status", u32(0), isExpected), ctIs("mark", u32(marks.marks(policyVersion).accept), ours)]),
  ];
}

/** Flows whose name is to come: an answer would take them into the flowtable before. */
function waits({ marks }: Enforcement): Expression {
  return joined([ctIsNot("mark", u32(0), u32(marks.mask)), ctIs("mark", u32(0), u32(marks.verdictBits))]);
}

function leavesBy(name: string): Expression {
  const octets = new Uint8Array(NAME_SIZE);
  octets.set(new TextEncoder().encode(name));
  return metaIs("oifname", octets);
}

/** As chain link has it. */
const LINK: readonly Expression[] = [
  ...ND_TYPES.map((type) =>
    joined([
      metaIs("nfproto", Uint8Array.of(NFPROTO_IPV6)),
      metaIs("l4proto", Uint8Array.of(IPPROTO_ICMPV6)),
      payloadIs("transport", 0, Uint8Array.of(type)),
    ]),
  ),
  ipv6To([0xfe, 0x80], [0xff, 0xc0]),
  ipv6To([0xff], [0xff]),
  ipv4To([169, 254], [0xff, 0xff]),
  ipv4To([224], [0xf0]),
  ipv4To([255, 255, 255, 255], [255, 255, 255, 255]),
  joined([metaIs("l4proto", Uint8Array.of(IPPROTO_UDP)), payloadIs("transport", 0, DHCP_PORTS)]),
];

/** By the first octets of the destination. */
function ipv4To(octets: readonly number[], mask: readonly number[]): Expression {
  return joined([
    metaIs("nfproto", Uint8Array.of(NFPROTO_IPV4)),
    payloadIs("network", IPV4_DESTINATION, padded(octets, IPV4_SIZE), padded(mask, IPV4_SIZE)),
  ]);
}

function ipv6To(octets: readonly number[], mask: readonly number[]): Expression {
  return joined([
    metaIs("nfproto", Uint8Array.of(NFPROTO_IPV6)),
    payloadIs("network", IPV6_DESTINATION, padded(octets, IPV6_SIZE), padded(mask, IPV6_SIZE)),
  ]);
}

function padded(octets: readonly number[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  whole.set(octets);
  return whole;
}

/** As registers hold marks and states. */
function u32(value: number): Uint8Array {
  return new Uint8Array(new Uint32Array([value]).buffer);
}
