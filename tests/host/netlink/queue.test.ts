import assert from "node:assert/strict";
import test from "node:test";
import { request } from "../../../host/netlink/message.ts";
import { bindQueue, isPacket, limitQueue, setFailOpen } from "../../../host/netlink/queue.ts";

const hex = (octets: Uint8Array) => Buffer.from(octets).toString("hex");

// struct nfgenmsg: family, version, queue in network byte order; then attributes, lengths in this machine's.
test("what a queue is told, octet by octet", () => {
  const bound = bindQueue(258, 8192, 15872, true);
  assert.equal(bound.type, 0x0302);
  assert.equal(
    hex(bound.payload),
    [
      "00000102",
      "0800010001000000",
      "0900020000003e0002000000",
      "0800030000002000",
      "0800040000000005",
      "0800050000000005",
    ].join(""),
  );
  assert.match(hex(bindQueue(0, 1, 1, false).payload), /0800040000000005 ?0800050000000004$/);
  assert.equal(hex(limitQueue(3, 0).payload), "00000003" + "0800030000000000");
  assert.equal(isPacket(request(0x0300, 0, 0, new Uint8Array(4))), true);
  assert.equal(isPacket(request(0x0301, 0, 0, new Uint8Array(4))), false);
  assert.equal(isPacket(new Uint8Array(5)), false);
  assert.equal(hex(setFailOpen(0, false).payload), "00000000" + "0800040000000001" + "0800050000000000");
  assert.equal(hex(request(0x0302, 0, 0, new Uint8Array(4))).length, 2 * 20);
});
