// One request, its answer and its acknowledgement; the number of the ruleset.

import assert from "node:assert/strict";
import test from "node:test";
import { Exchange } from "../../../host/netlink/exchange.ts";
import { NetlinkFormatError } from "../../../host/netlink/format-error.ts";
import { GENERATION, readGeneration } from "../../../host/netlink/generation.ts";
import { KernelError } from "../../../host/netlink/kernel-error.ts";
import { failure } from "./helper/answers.ts";
import { FakeChannel } from "./helper/channel.ts";
import { withstandsHostility } from "./helper/hostile.ts";
import { attribute, message, u8, u32be } from "./helper/message.ts";

const NEWGEN = 0xa0f;

function generation(sequence: number, id: number): Uint8Array {
  return message({ type: NEWGEN, sequence }, u8(0, 0, 0, 0), attribute(1, u32be(id)), attribute(2, u32be(7)));
}

test("an answer, then the acknowledgement; what belongs to another request is passed over", () => {
  const channel = new FakeChannel((sequence) => [
    generation(sequence + 1, 5),
    generation(sequence, 6),
    failure(sequence, 0),
  ]);
  const answers: (number | undefined)[] = [];
  new Exchange(channel).request(GENERATION, (answer) => answers.push(readGeneration(answer)));
  assert.deepEqual(answers, [6]);
  const header = new DataView(channel.sent[0].buffer);
  // NFT_MSG_GETGEN; NLM_F_REQUEST | NLM_F_ACK.
  assert.deepEqual([header.getUint16(4, true), header.getUint16(6, true)], [0xa10, 5]);
});

test("refusals, and answers that do not come", () => {
  const exchange = (channel: FakeChannel) => () => new Exchange(channel).request(GENERATION);
  assert.throws(
    exchange(new FakeChannel((sequence) => [failure(sequence, 1)])),
    (error) => error instanceof KernelError && error.errno === 1,
  );
  assert.throws(exchange(new FakeChannel()), NetlinkFormatError);
  assert.throws(exchange(new FakeChannel(() => ["overrun"])), NetlinkFormatError);
  const endless = new FakeChannel((sequence) => Array.from({ length: 100 }, () => generation(sequence, 1)));
  assert.throws(exchange(endless), NetlinkFormatError);
});

test("generations: cut, lengthened and changed", () => {
  withstandsHostility(generation(0, 5), readGeneration);
});
