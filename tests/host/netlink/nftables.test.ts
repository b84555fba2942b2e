// A table and its counters: the octets that are sent, and made-up answers.

import assert from "node:assert/strict";
import test from "node:test";
import { type Message, messages, NLM_F_ACK, NLM_F_DUMP, request } from "../../../host/netlink/message.ts";
import { counterDump, readCounter } from "../../../host/netlink/nft-counter.ts";
import { NFPROTO_INET, readTable, tableRequest } from "../../../host/netlink/nft-table.ts";
import { counterMessage } from "./helper/counter.ts";
import { withstandsHostility } from "./helper/hostile.ts";
import { attribute, message, text, u8, u32be } from "./helper/message.ts";

const NEWTABLE = 0xa00;
const NEWOBJ = 0xa12;
const INET = u8(1, 0, 0, 0);

function only(octets: Uint8Array): Message {
  const [first, ...more] = messages(octets);
  assert.equal(more.length, 0);
  return first;
}

test("what the kernel is asked", () => {
  const asked = tableRequest(NFPROTO_INET, "bordertap");
  assert.equal(
    Buffer.from(request(asked.type, NLM_F_ACK, 1, asked.payload)).toString("hex"),
    "24000000010a0500010000000000000001000000" + "0e000100626f7264657274617000" + "0000",
  );
  const dumped = counterDump(NFPROTO_INET, "bordertap");
  assert.equal(
    Buffer.from(request(dumped.type, NLM_F_DUMP, 2, dumped.payload)).toString("hex"),
    "2c000000130a0103020000000000000001000000" + "0e000100626f72646572746170000000" + "0800030000000001",
  );
});

test("counters, exact up to 2^53; other objects are none", () => {
  const found = readCounter(only(counterMessage("refused", 3n, 2n ** 53n)));
  assert.deepEqual(found, { name: "refused", packets: 3, bytes: 2 ** 53 });
  // A quota, a counter without a name, and a table.
  assert.equal(readCounter(only(counterMessage("refused", 3n, 5n, { type: 2 }))), undefined);
  assert.equal(readCounter(only(message({ type: NEWOBJ }, INET, attribute(3, u32be(1))))), undefined);
  assert.equal(readCounter(only(message({ type: NEWTABLE }, INET, attribute(1, text("x"))))), undefined);
});

test("tables", () => {
  const table = message({ type: NEWTABLE }, INET, attribute(1, text("bordertap")), attribute(2, u32be(0)));
  assert.deepEqual(readTable(only(table)), { family: NFPROTO_INET, name: "bordertap" });
  assert.equal(readTable(only(counterMessage("refused", 1n, 1n))), undefined);
  assert.equal(readTable(only(message({ type: NEWTABLE }, INET))), undefined);
});

test("cut, lengthened and changed", () => {
  withstandsHostility(counterMessage("unjudged", 5n, 500n), readCounter);
  withstandsHostility(message({ type: NEWTABLE }, INET, attribute(1, text("bordertap"))), readTable);
});
