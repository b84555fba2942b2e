// Mode enforce as it begins and ends: in which order judge, rules and guard come and go, and where it does not begin.

import assert from "node:assert/strict";
import test from "node:test";
import { OperatorError } from "../../../host/errors.ts";
import { refusal } from "./helper/fake-enforcers.ts";
import { gate, settled, Trial } from "./helper/trial.ts";
import { wantedOf } from "./helper/wanted.ts";

test("starts: who uses our bits, versions in use, the judge, then rules, those of boot, and a sweep", async () => {
  const trial = new Trial();
  trial.wanted = wantedOf({}, { fail: "closed", boot: "open", directory: "/etc/bordertap" });
  trial.enforcers.used = [1, 2];
  const judge = gate();
  trial.enforcers.judgeStarts = judge.passed;
  const starting = trial.start();
  await settled();
  assert.deepEqual(trial.enforcers.take(), ["listing", "versions", "judge 3"]);
  judge.open();
  await starting;
  assert.deepEqual(trial.enforcers.take(), ["load 3", "boot", "sweep"]);
  const { settings, loaded, bootRules } = trial.enforcers;
  assert.deepEqual([settings[0].queue.isFailOpen, loaded[0].failMode], [false, "closed"]);
  // Always of one version, so that the file stays as it is.
  const [{ directory, enforcement }] = bootRules;
  assert.deepEqual(
    [directory, enforcement.failMode, enforcement.policyVersion],
    ["/etc/bordertap", "open", 1],
  );
  assert.match(trial.lines[0], /event=enforcing version=3 fail=closed/);
});

test("without a LAN, or where others use its bits of marks, nothing is started", async () => {
  const trial = new Trial();
  trial.wanted = wantedOf({ inward: [] });
  await assert.rejects(trial.start(), { code: "LAN_INTERFACE_MISSING" });
  assert.deepEqual(trial.enforcers.take(), []);
  trial.wanted = wantedOf();
  const mangle = { key: { ct: { key: "mark" } }, value: 0xff00_0000 };
  const rule = { family: "inet", table: "other", chain: "forward", expr: [{ mangle }] };
  trial.enforcers.ruleset = JSON.stringify({ nftables: [{ rule }] });
  await assert.rejects(trial.start(), { code: "MARK_BITS_TAKEN" });
  assert.deepEqual(trial.enforcers.take(), ["listing"]);
  trial.enforcers.ruleset = JSON.stringify({ nftables: [] });
  const text = "*mangle\n-A FORWARD -j CONNMARK --set-xmark 0x1000000/0x1000000\nCOMMIT\n";
  trial.enforcers.iptables = [{ command: "iptables-save", text, failure: "it was ended by SIGKILL" }];
  await assert.rejects(trial.start(), { code: "MARK_BITS_TAKEN", message: /iptables-save, table mangle/ });
  assert.match(trial.logged("iptables")[0], /level=warning .*SIGKILL/);
});

test("where the rules cannot be loaded at the start the judge ends; where the judge cannot start, no rule is loaded", async () => {
  const trial = new Trial();
  trial.enforcers.refusals.push(refusal("line 1"));
  await assert.rejects(trial.start(), { code: "NFT_REFUSED" });
  assert.deepEqual(trial.enforcers.take().slice(2), ["judge 1", "load 1", "judge ends", "release"]);
  const other = new Trial();
  const unavailable = new OperatorError("QUEUE_UNAVAILABLE", "0", "taken");
  other.enforcers.judgeStarts = Promise.reject(unavailable);
  await assert.rejects(other.start(), unavailable);
  assert.deepEqual(other.enforcers.take().slice(2), ["judge 1", "judge ends", "release"]);
});

test("a judge that ends takes the program with it, but not where it was asked to", async () => {
  const trial = await Trial.running();
  const error = new Error("out of memory");
  trial.enforcers.listener.ended(error);
  assert.deepEqual(trial.fatal, [error]);
  const other = await Trial.running();
  await other.enforcing.stop();
  other.enforcers.listener.ended(error);
  assert.deepEqual(other.fatal, []);
});

test("stop: work under way is waited for, the judge ends, the rules stay; nothing is begun afterwards", async () => {
  const trial = await Trial.running();
  const { changing, open } = await trial.holdPolicy();
  const stopping = trial.enforcing.stop();
  await settled();
  assert.deepEqual(trial.enforcers.take(), ["configure 2", "load 2"]);
  open();
  await Promise.all([changing, stopping]);
  assert.deepEqual([...(await changing), ...trial.enforcers.take()], ["boot", "judge ends", "release"]);
  trial.enforcers.unjudged = 1;
  assert.deepEqual(await trial.tick(), []);
  assert.deepEqual(await trial.changePolicy(), []);
});

test("end: the rules go first, then the judge, also where they do not", async () => {
  const trial = await Trial.running();
  await trial.enforcing.end();
  assert.deepEqual(trial.enforcers.take(), ["remove", "judge ends"]);
  const other = await Trial.running();
  other.enforcers.refusals.push(refusal("no such program", "NFT_MISSING"));
  await assert.rejects(other.enforcing.end(), { code: "NFT_MISSING" });
  assert.deepEqual(other.enforcers.take(), ["remove", "judge ends"]);
});
