// Transactions of nftables: the octets that are sent, and what is made of the answers.

import assert from "node:assert/strict";
import test from "node:test";
import { NetlinkFormatError } from "../../../host/netlink/format-error.ts";
import { KernelError } from "../../../host/netlink/kernel-error.ts";
import { NLM_F_ACK, NLM_F_APPEND, NLM_F_CREATE, NLM_F_REQUEST } from "../../../host/netlink/message.ts";
import { Batches, type Change } from "../../../host/netlink/nft-batch.ts";
import { deleteRules, newChain, newRule } from "../../../host/netlink/nft-chain.ts";
import { newCounter } from "../../../host/netlink/nft-counter.ts";
import { countIn, ctIs, ctIsNot, metaIs, payloadIs, verdict } from "../../../host/netlink/nft-expression.ts";
import { deleteTable, NFPROTO_INET, newOwnedTable } from "../../../host/netlink/nft-table.ts";
import { joined } from "../helper/octets.ts";
import { failure } from "./helper/answers.ts";
import { FakeChannel } from "./helper/channel.ts";
import { attribute, text, u8, u32, u32be } from "./helper/message.ts";

const TABLE = { family: NFPROTO_INET, name: "x" };
const INET = u8(1, 0, 0, 0);
const NESTED = 0x8000;
/** NFNL_SUBSYS_NFTABLES in the upper octet. */
const [NEWTABLE, DELTABLE, NEWCHAIN, NEWRULE, DELRULE, NEWOBJ] = [0xa00, 0xa02, 0xa03, 0xa06, 0xa08, 0xa12];

function assertChange({ type, flags, payload }: Change, expected: number[], ...attributes: Uint8Array[]) {
  assert.deepEqual([type, flags], expected);
  assert.equal(hex(payload), hex(joined(INET, ...attributes)));
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString("hex");
}

test("a transaction as it is sent", () => {
  const channel = new FakeChannel((sequence) => [failure(sequence + 1, 0)]);
  new Batches(channel).transact([deleteTable(TABLE)]);
  assert.equal(
    channel.sent.map(hex).join(),
    "14000000100001000100000000000000" +
      "0000000a" + // NFNL_MSG_BATCH_BEGIN
      "1c000000020a05000200000000000000" +
      "01000000" +
      "0600010078000000" +
      "14000000110001000300000000000000" +
      "0000000a",
  );
});

test("tables, chains, counters, and what takes them away", () => {
  assertChange(
    newOwnedTable(TABLE, "why"),
    [NEWTABLE, 0],
    attribute(1, text("x")),
    attribute(2, u32be(2)),
    attribute(6, u8(0, 4), text("why")),
  );
  assertChange(deleteTable(TABLE), [DELTABLE, 0], attribute(1, text("x")));
  assertChange(
    newChain(TABLE, "c", "output", -18),
    [NEWCHAIN, NLM_F_CREATE],
    attribute(1, text("x")),
    attribute(3, text("c")),
    attribute(4 | NESTED, attribute(1, u32be(3)), attribute(2, u32be(-18 >>> 0))),
    attribute(5, u32be(1)),
    attribute(7, text("filter")),
  );
  assertChange(
    newCounter(TABLE, "n"),
    [NEWOBJ, NLM_F_CREATE],
    attribute(1, text("x")),
    attribute(2, text("n")),
    attribute(3, u32be(1)),
    attribute(4 | NESTED),
  );
  assertChange(deleteRules(TABLE), [DELRULE, 0], attribute(1, text("x")));
});

/** The list's element of an expression. */
function element(name: string, ...attributes: Uint8Array[]): Uint8Array {
  return attribute(1 | NESTED, attribute(1, text(name)), attribute(2 | NESTED, ...attributes));
}

function value(type: number, octets: Uint8Array): Uint8Array {
  return attribute(type | NESTED, attribute(1, octets));
}

function compared(octets: Uint8Array, operator = 0): Uint8Array {
  return element("cmp", attribute(1, u32be(1)), attribute(2, u32be(operator)), value(3, octets));
}

function masked(mask: Uint8Array): Uint8Array {
  return element(
    "bitwise",
    ...[1, 2].map((register) => attribute(register, u32be(1))),
    attribute(3, u32be(mask.length)),
    value(4, mask),
    value(5, new Uint8Array(mask.length)),
  );
}

test("rules and their expressions", () => {
  const mark = u32(0x4500_0000);
  const mask = u32(0xff00_0000);
  assertChange(
    newRule(TABLE, "c", metaIs("mark", mark, mask), verdict("accept")),
    [NEWRULE, NLM_F_CREATE | NLM_F_APPEND],
    attribute(1, text("x")),
    attribute(2, text("c")),
    attribute(
      4 | NESTED,
      element("meta", attribute(2, u32be(3)), attribute(1, u32be(1))),
      masked(mask),
      compared(mark),
      element(
        "immediate",
        attribute(1, u32be(0)),
        attribute(2 | NESTED, attribute(2 | NESTED, attribute(1, u32be(1)))),
      ),
    ),
  );
  assert.equal(
    hex(metaIs("oifname", text("lo"))),
    hex(joined(element("meta", attribute(2, u32be(7)), attribute(1, u32be(1))), compared(text("lo")))),
  );
  const ct = (key: number) => element("ct", attribute(2, u32be(key)), attribute(1, u32be(1)));
  assert.equal(hex(ctIs("status", u32(0), u32(1))), hex(joined(ct(2), masked(u32(1)), compared(u32(0)))));
  assert.equal(hex(ctIsNot("mark", u32(0), mask)), hex(joined(ct(3), masked(mask), compared(u32(0), 1))));
  assert.equal(
    hex(payloadIs("network", 16, u8(10, 0, 0, 0))),
    hex(
      joined(
        element("payload", ...[1, 1, 16, 4].map((number, at) => attribute(at + 1, u32be(number)))),
        compared(u8(10, 0, 0, 0)),
      ),
    ),
  );
  assert.equal(hex(countIn("n")), hex(element("objref", attribute(1, u32be(1)), attribute(2, text("n")))));
});

test("each change is acknowledged, or it is not done", () => {
  const changes = [newCounter(TABLE, "n"), deleteTable(TABLE)];
  const transact = (answers: (sequence: number) => (Uint8Array | "overrun")[]) => {
    const channel = new FakeChannel(answers);
    new Batches(channel).transact(changes);
    return channel;
  };
  const { sent } = transact((sequence) => [failure(sequence + 1, 0), failure(sequence + 2, 0)]);
  const flags = new DataView(sent[0].buffer).getUint16(20 + 6, true);
  assert.equal(flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE);
  // The second is refused; all of it is; one answer is missing, or lost.
  for (const [first, errno] of [
    [1, 1],
    [0, 95],
  ] as const)
    assert.throws(
      () => transact((sequence) => [failure(sequence + 1, 0), failure(sequence + first, errno)]),
      (error) => error instanceof KernelError && error.errno === errno,
    );
  assert.throws(() => transact((sequence) => [failure(sequence + 1, 0)]), NetlinkFormatError);
  assert.throws(() => transact((sequence) => [failure(sequence + 1, 0), "overrun"]), NetlinkFormatError);
});

test("what belongs to an earlier transaction is passed over", () => {
  const channel = new FakeChannel(
    (sequence) => [failure(sequence + 1, 0)],
    (sequence) => [failure(sequence - 1, 1), failure(sequence + 1, 0)],
  );
  const batches = new Batches(channel);
  batches.transact([deleteTable(TABLE)]);
  batches.transact([deleteTable(TABLE)]);
  assert.equal(channel.sent.length, 2);
});
