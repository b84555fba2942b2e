// nftables (linux/netfilter/nf_tables.h): expressions, of which rules are made. Each one loads a register, looks at it,
// or ends the rule. Their integers are in network byte order; what registers hold is in the byte order of the packet, or
// (marks, states) of the machine, which is little-endian on every one that is supported.

import { joined } from "../octets.ts";
import { NFT_OBJECT_COUNTER } from "./nft-counter.ts";
import { u32be, zeroEnded } from "./octets.ts";
import { rawAttribute } from "./raw-attribute.ts";

const NFTA_LIST_ELEM = 1;
const NFTA_EXPR_NAME = 1;
const NFTA_EXPR_DATA = 2;

const NFTA_DATA_VALUE = 1;
const NFTA_DATA_VERDICT = 2;
const NFTA_VERDICT_CODE = 1;

/** The one whose content is the rule's verdict, and the first of those that hold values. */
const NFT_REG_VERDICT = 0;
const NFT_REG_1 = 1;

const NFTA_META_DREG = 1;
const NFTA_META_KEY = 2;
const META_KEYS = { mark: 3, oifname: 7, nfproto: 15, l4proto: 16 } as const;

const NFTA_CT_DREG = 1;
const NFTA_CT_KEY = 2;
const CT_KEYS = { status: 2, mark: 3 } as const;
type CtKey = keyof typeof CT_KEYS;

const NFTA_PAYLOAD_DREG = 1;
const NFTA_PAYLOAD_BASE = 2;
const NFTA_PAYLOAD_OFFSET = 3;
const NFTA_PAYLOAD_LEN = 4;
const PAYLOAD_BASES = { network: 1, transport: 2 } as const;

const NFTA_BITWISE_SREG = 1;
const NFTA_BITWISE_DREG = 2;
const NFTA_BITWISE_LEN = 3;
const NFTA_BITWISE_MASK = 4;
const NFTA_BITWISE_XOR = 5;

const NFTA_CMP_SREG = 1;
const NFTA_CMP_OP = 2;
const NFTA_CMP_DATA = 3;
const NFT_CMP_EQ = 0;
const NFT_CMP_NEQ = 1;

const NFTA_IMMEDIATE_DREG = 1;
const NFTA_IMMEDIATE_DATA = 2;
const VERDICTS = { drop: 0, accept: 1 } as const;

const NFTA_OBJREF_IMM_TYPE = 1;
const NFTA_OBJREF_IMM_NAME = 2;

/** One element of a rule's list, or several of one after the other. */
export type Expression = Uint8Array;

/** What is known of a packet: its mark (4 octets), the name of the interface it leaves by (16), NFPROTO_*, protocol. */
export function metaIs(key: keyof typeof META_KEYS, value: Uint8Array, mask?: Uint8Array): Expression {
  const load = expression(
    "meta",
    rawAttribute(NFTA_META_KEY, u32be(META_KEYS[key])),
    rawAttribute(NFTA_META_DREG, u32be(NFT_REG_1)),
  );
  return joined([load, registerIs(value, mask)]);
}

/** What is known of its flow, 4 octets each; no rule goes on behind it where conntrack has none. */
export function ctIs(key: CtKey, value: Uint8Array, mask: Uint8Array): Expression {
  return joined([ctLoad(key), registerIs(value, mask)]);
}

export function ctIsNot(key: CtKey, value: Uint8Array, mask: Uint8Array): Expression {
  return joined([ctLoad(key), registerIs(value, mask, NFT_CMP_NEQ)]);
}

/** The packet's own octets, from an offset in its IP header or in the one behind it. */
export function payloadIs(
  base: keyof typeof PAYLOAD_BASES,
  offset: number,
  value: Uint8Array,
  mask?: Uint8Array,
): Expression {
  const load = expression(
    "payload",
    rawAttribute(NFTA_PAYLOAD_DREG, u32be(NFT_REG_1)),
    rawAttribute(NFTA_PAYLOAD_BASE, u32be(PAYLOAD_BASES[base])),
    rawAttribute(NFTA_PAYLOAD_OFFSET, u32be(offset)),
    rawAttribute(NFTA_PAYLOAD_LEN, u32be(value.length)),
  );
  return joined([load, registerIs(value, mask)]);
}

/** Counts the packet in a counter of the table. */
export function countIn(name: string): Expression {
  return expression(
    "objref",
    rawAttribute(NFTA_OBJREF_IMM_TYPE, u32be(NFT_OBJECT_COUNTER)),
    rawAttribute(NFTA_OBJREF_IMM_NAME, zeroEnded(name)),
  );
}

export function verdict(name: keyof typeof VERDICTS): Expression {
  const code = rawAttribute(NFTA_VERDICT_CODE, u32be(VERDICTS[name]));
  return expression(
    "immediate",
    rawAttribute(NFTA_IMMEDIATE_DREG, u32be(NFT_REG_VERDICT)),
    rawAttribute(NFTA_IMMEDIATE_DATA, rawAttribute(NFTA_DATA_VERDICT, code, true), true),
  );
}

function ctLoad(key: CtKey): Expression {
  return expression(
    "ct",
    rawAttribute(NFTA_CT_KEY, u32be(CT_KEYS[key])),
    rawAttribute(NFTA_CT_DREG, u32be(NFT_REG_1)),
  );
}

function registerIs(value: Uint8Array, mask: Uint8Array | undefined, operator = NFT_CMP_EQ): Expression {
  const compare = expression(
    "cmp",
    rawAttribute(NFTA_CMP_SREG, u32be(NFT_REG_1)),
    rawAttribute(NFTA_CMP_OP, u32be(operator)),
    data(NFTA_CMP_DATA, value),
  );
  if (!mask) return compare;
  const masked = expression(
    "bitwise",
    rawAttribute(NFTA_BITWISE_SREG, u32be(NFT_REG_1)),
    rawAttribute(NFTA_BITWISE_DREG, u32be(NFT_REG_1)),
    rawAttribute(NFTA_BITWISE_LEN, u32be(mask.length)),
    data(NFTA_BITWISE_MASK, mask),
    data(NFTA_BITWISE_XOR, new Uint8Array(mask.length)),
  );
  return joined([masked, compare]);
}

function data(type: number, value: Uint8Array): Uint8Array {
  return rawAttribute(type, rawAttribute(NFTA_DATA_VALUE, value), true);
}

function expression(name: string, ...attributes: readonly Uint8Array[]): Expression {
  return rawAttribute(
    NFTA_LIST_ELEM,
    joined([
      rawAttribute(NFTA_EXPR_NAME, zeroEnded(name)),
      rawAttribute(NFTA_EXPR_DATA, joined([...attributes]), true),
    ]),
    true,
  );
}
