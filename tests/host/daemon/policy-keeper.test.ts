import assert from "node:assert/strict";
import test from "node:test";
import { VERDICT_ACCEPT, VERDICT_ALERT, VERDICT_REJECT } from "../../../assembly/abi.ts";
import { parseConfig } from "../../../host/config/load.ts";
import { Log } from "../../../host/daemon/log.ts";
import { PolicyKeeper } from "../../../host/daemon/policy-keeper.ts";
import type { Policy } from "../../../host/policy/policy.ts";

const EVENING = Date.parse("2026-11-20T21:59:59Z");
const NIGHT = Date.parse("2026-11-20T22:00:00Z");

function policyOf(country: object, more: object = {}): Policy {
  const file = { bordertap: { timezone: "UTC" }, country: [country], ...more };
  return parseConfig(new TextEncoder().encode(JSON.stringify(file))).config!.policy;
}

function kept(policy: Policy, timeMs: number | undefined, mode: "alert" | "enforce" = "alert") {
  const lines: string[] = [];
  const keeper = new PolicyKeeper({ policy, mode }, new Log("info", (line) => lines.push(line)), timeMs);
  return { keeper, lines, verdict: () => keeper.wanted.plan.groups[0].byCode.get("CN") ?? VERDICT_ACCEPT };
}

const night = { codes: ["CN"], action: "block", hours: ["22:00-06:00"] };

test("another one when hours begin and end, and no other in between", () => {
  const { keeper, verdict, lines } = kept(policyOf(night), EVENING);
  const { generation } = keeper.wanted;
  assert.equal(verdict(), VERDICT_ACCEPT);
  assert.equal(keeper.tick(EVENING), false);
  assert.equal(keeper.tick(NIGHT), true);
  // Nothing enforces: what says block passes, with an alert.
  assert.equal(verdict(), VERDICT_ALERT);
  assert.equal(keeper.tick(NIGHT + 1000), false);
  assert.equal(keeper.wanted.generation, generation + 1);
  assert.equal(keeper.tick(NIGHT + 8 * 3_600_000), true);
  assert.equal(verdict(), VERDICT_ACCEPT);
  assert.deepEqual(lines, []);
});

test("hours wait for a clock that is right, and it says so once", () => {
  const { keeper, verdict, lines } = kept(policyOf(night), undefined);
  assert.equal(verdict(), VERDICT_ACCEPT);
  assert.equal(keeper.tick(undefined), false);
  assert.equal(lines.length, 1);
  assert.match(lines[0], /the clock is not set/);
  assert.equal(keeper.tick(NIGHT), true);
  assert.equal(verdict(), VERDICT_ALERT);
  assert.equal(keeper.tick(undefined), true);
  assert.equal(lines.length, 2);
});

test("a policy without hours never changes by itself, and says nothing of clocks", () => {
  const { keeper, lines } = kept(policyOf({ codes: ["CN"] }), undefined);
  assert.equal(keeper.tick(NIGHT), false);
  assert.deepEqual(lines, []);
});

test("a policy that is told is taken, even where the same is in force", () => {
  const { keeper, verdict } = kept(policyOf(night), NIGHT);
  const { generation } = keeper.wanted;
  keeper.configure({ policy: policyOf({ ...night, action: "off" }), mode: "alert" }, NIGHT);
  assert.equal(keeper.wanted.generation, generation + 1);
  assert.equal(verdict(), VERDICT_ACCEPT);
});

test("where it is enforced, what says block is refused", () => {
  const { verdict } = kept(policyOf({ codes: ["CN"], action: "block" }), NIGHT, "enforce");
  assert.equal(verdict(), VERDICT_REJECT | VERDICT_ALERT);
});

test("the same rules stay in force under another name, at another place", () => {
  const device = [{ name: "TV", macs: ["02:00:00:00:00:02"], policy: "alert" }];
  const rules = (more: object) => policyOf({ ...night, device: ["TV"] }, { device, ...more });
  const { keeper } = kept(rules({}), NIGHT);
  const { wanted } = keeper;
  const telly = { device: [{ ...device[0], name: "Telly" }] };
  for (const policy of [rules({}), policyOf({ ...night, device: ["Telly"] }, telly)]) {
    keeper.configure({ policy, mode: "alert" }, NIGHT);
    assert.equal(keeper.wanted, wanted);
  }
  // Hours that have ended meanwhile are seen all the same.
  keeper.configure({ policy: rules({}), mode: "alert" }, NIGHT + 8 * 3_600_000);
  assert.equal(keeper.wanted.generation, wanted.generation + 1);
  for (const [policy, mode] of [
    [rules({ exception: [{ host: ["a.example"] }] }), "alert"],
    [rules({ exception: [{ host: ["b.example"] }] }), "alert"],
    [rules({ exception: [{ host: ["b.example"] }] }), "enforce"],
    [rules({ exception: [{ address: ["192.0.2.0/24"] }] }), "enforce"],
    [rules({ exception: [{ address: ["192.0.2.0/25"] }] }), "enforce"],
    [rules({ device: [{ ...device[0], macs: ["02:00:00:00:00:03"] }] }), "enforce"],
  ] as const) {
    const { generation } = keeper.wanted;
    keeper.configure({ policy, mode }, NIGHT);
    assert.equal(keeper.wanted.generation, generation + 1);
  }
});
