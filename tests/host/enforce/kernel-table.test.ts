// Our table as the kernel tells of it: there or not, and counters that never go down.

import assert from "node:assert/strict";
import test from "node:test";
import { rulesetGeneration } from "../../../host/enforce/generation.ts";
import { Guard } from "../../../host/enforce/guard.ts";
import { ruleCounters, tableIsThere } from "../../../host/enforce/kernel-table.ts";
import { RuleTally } from "../../../host/enforce/rule-tally.ts";
import { bootText } from "../../../host/enforce/ruleset.ts";
import { EnforcedTable } from "../../../host/enforce/table.ts";
import { startHome } from "../capture/helper/router.ts";
import { asRoot, enterNamespace, run } from "../helper/namespace.ts";
import { done, failure } from "../netlink/helper/answers.ts";
import { FakeChannel } from "../netlink/helper/channel.ts";
import { enforcementOf, MARKS } from "./helper/enforcement.ts";
import { judgedNft, judgedText, runNft } from "./helper/judge.ts";
import { packetsOf, sendUdp } from "./helper/traffic.ts";

const EPERM = 1;
const ENOENT = 2;

test("a table of ours, and no other", asRoot, async () => {
  enterNamespace();
  assert.equal(tableIsThere(), false);
  assert.equal(ruleCounters(), undefined);
  run("nft", "add", "table", "ip", "bordertap");
  run("nft", "add", "table", "inet", "bordertap2");
  run("nft", "add", "counter", "inet", "bordertap2", "asked");
  assert.equal(tableIsThere(), false);
  assert.equal(ruleCounters(), undefined);
  run("nft", "add", "table", "inet", "bordertap");
  assert.equal(tableIsThere(), true);
  assert.equal(ruleCounters(), undefined);
  run("nft", "delete", "table", "inet", "bordertap");
  assert.equal(tableIsThere(), false);
});

test("a kernel that cannot be asked", () => {
  const refusing = () => new FakeChannel((sequence) => [failure(sequence, EPERM)]);
  assert.equal(tableIsThere(refusing), undefined);
  assert.equal(ruleCounters(refusing), undefined);
  assert.equal(
    tableIsThere(() => new FakeChannel((sequence) => [failure(sequence, ENOENT)])),
    false,
  );
  assert.equal(
    ruleCounters(() => new FakeChannel((sequence) => [done(sequence)])),
    undefined,
  );
  assert.equal(
    tableIsThere(() => new FakeChannel()),
    undefined,
  );
});

test("what is counted stays: a new policy, the rules of boot, a foreign flush", asRoot, async (context) => {
  const { client } = await startHome(context);
  const nft = judgedNft({ 7002: MARKS.marks(17).block });
  const table = new EnforcedTable({
    nft,
    generation: rulesetGeneration,
    isThere: tableIsThere,
    guard: new Guard(),
    nowMs: () => 0,
  });
  await table.load(enforcementOf());
  const send = (count: number) => sendUdp(client, "203.0.113.9", [7001, 7002], count);
  send(5);
  const first = ruleCounters()!;
  for (const name of ["asked", "refused", "unjudged"] as const) {
    const text = run("nft", "list", "counter", "inet", "bordertap", name);
    assert.equal(first[name].packets, packetsOf("bordertap", name));
    assert.equal(first[name].bytes, Number(/bytes (\d+)/.exec(text)![1]));
  }
  assert.ok(first.refused.packets >= 5 && first.unjudged.packets >= 5 && first.asked.packets >= 6);

  const tally = new RuleTally();
  const zero = { packets: 0, bytes: 0 };
  assert.deepEqual(tally.read(), { asked: zero, refused: zero, unjudged: zero });
  send(3);
  const before = tally.read();
  assert.ok(before.refused.packets >= 3);

  // The kernel's own counters stay where rules are replaced.
  const kernel = ruleCounters()!;
  await table.load(enforcementOf({ policyVersion: 18, lastGood: [] }));
  assert.deepEqual(ruleCounters(), kernel);
  assert.equal((await runNft(["-f", "-"], judgedText(bootText(enforcementOf())))).status, 0);
  assert.deepEqual(ruleCounters(), kernel);
  assert.deepEqual(tally.read(), before);

  run("nft", "flush", "ruleset");
  assert.deepEqual(tally.read(), before);
  await table.load(enforcementOf());
  assert.equal(ruleCounters()!.refused.packets, 0);
  assert.deepEqual(tally.read(), before);
  send(2);
  const after = tally.read();
  assert.equal(after.refused.packets - before.refused.packets, ruleCounters()!.refused.packets);
  assert.ok(after.refused.packets - before.refused.packets >= 2);
});
