// Server-sent events in pieces of any size.

import assert from "node:assert/strict";
import test from "node:test";
import { eventData } from "../../../host/cli/event-stream.ts";

const STREAM =
  'retry: 3000\n\nid: a-1\nevent: x\ndata: {"手":"机"}\n\n: heartbeat\n\ndata:one\ndata: two\n\ndata: cut';

function inPieces(size: number): ReadableStream<Uint8Array> {
  const octets = new TextEncoder().encode(STREAM);
  let at = 0;
  return new ReadableStream({
    pull: (controller) => {
      if (at >= octets.length) controller.close();
      else controller.enqueue(octets.slice(at, at + size));
      at += size;
    },
  });
}

test("data in order, whatever the pieces; comments and what was cut off are none", async () => {
  for (const size of [1, 2, 3, 7, 1000]) {
    const heard: string[] = [];
    for await (const data of eventData(inPieces(size))) heard.push(data);
    assert.deepEqual(heard, ['{"手":"机"}', "one\ntwo"], String(size));
  }
});

test("an event without end is not waited for", async () => {
  const piece = new Uint8Array(1 << 20).fill(0x61);
  const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(piece) });
  await assert.rejects(async () => {
    for await (const _ of eventData(endless));
  }, /longer than/);
});
