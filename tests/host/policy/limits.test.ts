// The largest policy that a configuration may hold: compiled and swapped in time, and right at its edges.

import assert from "node:assert/strict";
import test from "node:test";
import { POLICY_RUNS_MAX, VERDICT_ACCEPT, VERDICT_ALERT, VERDICT_REJECT } from "../../../assembly/abi.ts";
import { parseAddress, parsePrefix } from "../../../host/address.ts";
import { compile } from "../../../host/policy/compile.ts";
import { groupsOf } from "../../../host/policy/groups.ts";
import { DEVICES_MAX, EXCEPTIONS_MAX, GROUPS_MAX, type Policy } from "../../../host/policy/policy.ts";
import { quietMs } from "../helper/pace.ts";
import { send, syn, world, worldlyClassifier } from "./helper/world.ts";

const MS_MAX = 100;
const CODES = Array.from({ length: 250 }, (_, k) =>
  String.fromCharCode(65 + Math.floor(k / 26), 65 + (k % 26)),
);
/** In the world of the helper as well. */
const CODES_HERE = [...new Set(["CN", "US", "SG", "NL", ...CODES])].slice(0, 250);

function mac(k: number): string {
  return `02:00:00:00:${(k >> 8).toString(16).padStart(2, "0")}:${(k & 255).toString(16).padStart(2, "0")}`;
}

/** Fifteen groups beside the one of devices that nobody names, each with rules for every country of its own. */
function largest(): Policy {
  const perGroup = Math.floor(DEVICES_MAX / (GROUPS_MAX - 1));
  const groups = Array.from({ length: GROUPS_MAX - 1 }, (_, group) =>
    Array.from({ length: perGroup }, (_, k) => mac(group * perGroup + k)),
  );
  return {
    blockWith: "reject",
    defaultAction: "alert",
    opinionsDiffer: "either",
    tunnels: "block",
    newDevices: "off",
    devices: [],
    countries: groups.map((devices, k) => ({
      place: `country[${k}]`,
      codes: new Set(CODES_HERE),
      action: k % 2 === 0 ? "block" : "off",
      hours: [],
      devices: new Set(devices),
    })),
    exceptions: Array.from({ length: EXCEPTIONS_MAX }, (_, k) => ({
      place: `exception[${k}]`,
      addresses:
        k % 4 < 2
          ? []
          : [parsePrefix(k % 4 === 2 ? `8.${k >> 8}.${k & 255}.0/25` : `2600:0:${k.toString(16)}::/48`)!],
      hosts: k % 4 < 2 ? [`*.n${k}.${"long-label.".repeat(20)}example`] : [],
      action: "off",
      devices: k % 3 === 0 ? new Set(groups[k % groups.length]) : undefined,
    })),
  };
}

test(`compiles and swaps within ${MS_MAX} ms`, async (context) => {
  const policy = largest();
  assert.equal(groupsOf(policy).length, GROUPS_MAX);
  const classifier = worldlyClassifier();
  const ms = await quietMs(
    context,
    () => {
      classifier.loadPolicy(compile(policy, true), world.view.countries);
      classifier.judgeAll();
    },
    MS_MAX,
  );
  assert.ok(ms <= MS_MAX, `${ms} ms`);
});

test("as many IPv4 prefixes as may be, with no two next to each other: in their own place and through NAT64", () => {
  const addresses = Array.from(
    { length: EXCEPTIONS_MAX },
    (_, k) => parsePrefix(`8.${k >> 8}.${k & 255}.64/26`)!,
  );
  const policy = {
    ...largest(),
    exceptions: [{ place: "exception[0]", addresses, hosts: [], action: "off" as const }],
  };
  const plan = compile(policy, true);
  assert.equal(plan.runs.length, POLICY_RUNS_MAX);
  const classifier = worldlyClassifier();
  classifier.loadPolicy(plan, world.view.countries);
  const verdictOf = (to: string, localPort: number): number => {
    send(classifier, syn({ device: mac(15 * 273), remote: parseAddress(to)!, localPort }), 1n);
    let verdict = 0;
    classifier.eachFlow((flow) => {
      verdict = flow.verdict | (flow.isFlagged ? VERDICT_ALERT : 0);
    });
    return verdict;
  };
  for (const [at, place] of ["", "64:ff9b::"].entries()) {
    assert.equal(verdictOf(`${place}8.0.0.63`, 1024 + at), VERDICT_ALERT);
    assert.equal(verdictOf(`${place}8.0.0.64`, 1026 + at), VERDICT_ACCEPT);
    assert.equal(verdictOf(`${place}8.3.231.127`, 1028 + at), VERDICT_ACCEPT);
    assert.equal(verdictOf(`${place}8.3.231.128`, 1030 + at), VERDICT_ALERT);
  }
});

test("every device of it is found, and who is not there is not", () => {
  const policy = largest();
  const classifier = worldlyClassifier();
  classifier.loadPolicy(compile(policy, true), world.view.countries);
  let localPort = 1024;
  const verdictOf = (device: string, to: string): number => {
    send(classifier, syn({ device, remote: parseAddress(to)!, localPort: localPort++ }), 1n);
    let verdict = 0;
    classifier.eachFlow((flow) => {
      verdict = flow.verdict | (flow.isFlagged ? VERDICT_ALERT : 0);
    });
    return verdict;
  };
  const perGroup = Math.floor(DEVICES_MAX / (GROUPS_MAX - 1));
  for (const k of [0, 1, perGroup - 1, perGroup, 2 * perGroup - 1, 14 * perGroup, 15 * perGroup - 1]) {
    const expected = Math.floor(k / perGroup) % 2 === 0 ? VERDICT_REJECT | VERDICT_ALERT : VERDICT_ACCEPT;
    assert.equal(verdictOf(mac(k), "9.0.0.1"), expected, mac(k));
  }
  assert.equal(verdictOf(mac(15 * perGroup), "9.0.0.1"), VERDICT_ALERT);
  // exception[2], of all devices: 8.0.2.0/25; exception[998] is the last of its kind.
  assert.equal(verdictOf(mac(0), "8.0.2.127"), VERDICT_ACCEPT);
  assert.equal(verdictOf(mac(0), "8.3.230.0"), VERDICT_ACCEPT);
  assert.equal(verdictOf("02:ff:00:00:00:00", "8.0.2.128"), VERDICT_ALERT);
});
