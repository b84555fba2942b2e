// Whose table it is: queues of its rules, and whether somebody listens to them.

import assert from "node:assert/strict";
import test from "node:test";
import type { Listed } from "../../../host/enforce/listing.ts";
import { isTaken, queuesAsked } from "../../../host/enforce/other-run.ts";
import { NLMSG_ERROR } from "../../../host/netlink/message.ts";

function rule(expr: readonly unknown[], table = "bordertap"): Listed {
  return { kind: "rule", content: { family: "inet", table, chain: "ask", expr } };
}

test("queues that our rules lead to, each once", () => {
  const listed = [
    rule([{ match: {} }, { queue: { num: 3, flags: "bypass" } }]),
    rule([{ queue: { num: { range: [8, 10] } } }]),
    rule([{ queue: { num: 9 } }]),
    rule([{ queue: { num: 7 } }], "snort"),
  ];
  assert.deepEqual(queuesAsked(listed), [3, 8, 9, 10]);
});

test("what no nft writes names none", () => {
  for (const num of [
    undefined,
    "x",
    -1,
    65_536,
    { range: [0, 1e9] },
    { range: [3, 2] },
    { range: 3 },
    { map: {} },
  ])
    assert.deepEqual(queuesAsked([rule([{ queue: { num } }, null, 7])]), [], JSON.stringify(num));
  assert.deepEqual(queuesAsked([{ kind: "rule", content: { table: "bordertap", expr: "?" } }]), []);
});

/** A kernel that answers with an errno. */
function refusing(errno: number) {
  let sequence = 0;
  return () => ({
    send: (octets: Uint8Array) => {
      sequence = new DataView(octets.buffer, octets.byteOffset).getUint32(8, true);
    },
    receive: () => {
      const view = new DataView(new ArrayBuffer(36));
      view.setUint32(0, 36, true);
      view.setUint16(4, NLMSG_ERROR, true);
      view.setUint32(8, sequence, true);
      view.setInt32(16, -errno, true);
      return new Uint8Array(view.buffer);
    },
    close: () => {},
  });
}

test("taken: another socket listens; a queue that nobody has is none", () => {
  const [EPERM, ENODEV] = [1, 19];
  assert.equal(isTaken(0, refusing(EPERM)), true);
  assert.equal(isTaken(0, refusing(ENODEV)), false);
});
