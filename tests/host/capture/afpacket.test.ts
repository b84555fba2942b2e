import assert from "node:assert/strict";
import test from "node:test";
import { fanoutGroup } from "../../../host/capture/afpacket.ts";

test("programs that run side by side share no group of sockets", () => {
  const groups = new Set<number>();
  for (let program = 1000; program < 1064; program++)
    for (let index = 1; index <= 32; index++) groups.add(fanoutGroup(program, index));
  assert.equal(groups.size, 64 * 32);
});
