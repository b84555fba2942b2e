// nftables (linux/netfilter/nf_tables.h): a chain that packets meet, and the rules in it.

import { joined } from "../octets.ts";
import { NLM_F_APPEND, NLM_F_CREATE } from "./message.ts";
import { type Change, change } from "./nft-batch.ts";
import type { Expression } from "./nft-expression.ts";
import type { TableName } from "./nft-table.ts";
import { u32be, zeroEnded } from "./octets.ts";
import { rawAttribute } from "./raw-attribute.ts";

const NFT_MSG_NEWCHAIN = 3;
const NFT_MSG_NEWRULE = 6;
const NFT_MSG_DELRULE = 8;

const NFTA_CHAIN_TABLE = 1;
const NFTA_CHAIN_NAME = 3;
const NFTA_CHAIN_HOOK = 4;
const NFTA_CHAIN_POLICY = 5;
const NFTA_CHAIN_TYPE = 7;
const NFTA_HOOK_HOOKNUM = 1;
const NFTA_HOOK_PRIORITY = 2;
const NF_ACCEPT = 1;
const HOOKS = { forward: 2, output: 3 } as const;

const NFTA_RULE_TABLE = 1;
const NFTA_RULE_CHAIN = 2;
const NFTA_RULE_EXPRESSIONS = 4;

/** One of type filter, whose policy is accept; what is there already stays as it is. */
export function newChain(table: TableName, name: string, hook: keyof typeof HOOKS, priority: number): Change {
  const place = joined([
    rawAttribute(NFTA_HOOK_HOOKNUM, u32be(HOOKS[hook])),
    rawAttribute(NFTA_HOOK_PRIORITY, u32be(priority)),
  ]);
  return change(
    NFT_MSG_NEWCHAIN,
    NLM_F_CREATE,
    table.family,
    rawAttribute(NFTA_CHAIN_TABLE, zeroEnded(table.name)),
    rawAttribute(NFTA_CHAIN_NAME, zeroEnded(name)),
    rawAttribute(NFTA_CHAIN_HOOK, place, true),
    rawAttribute(NFTA_CHAIN_POLICY, u32be(NF_ACCEPT)),
    rawAttribute(NFTA_CHAIN_TYPE, zeroEnded("filter")),
  );
}

/** Behind those that are there. */
export function newRule(table: TableName, chain: string, ...expressions: readonly Expression[]): Change {
  return change(
    NFT_MSG_NEWRULE,
    NLM_F_CREATE | NLM_F_APPEND,
    table.family,
    rawAttribute(NFTA_RULE_TABLE, zeroEnded(table.name)),
    rawAttribute(NFTA_RULE_CHAIN, zeroEnded(chain)),
    rawAttribute(NFTA_RULE_EXPRESSIONS, joined([...expressions]), true),
  );
}

/** Empties all chains of a table. */
export function deleteRules(table: TableName): Change {
  return change(NFT_MSG_DELRULE, 0, table.family, rawAttribute(NFTA_RULE_TABLE, zeroEnded(table.name)));
}
