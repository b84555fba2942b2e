// The table in a kernel: replaced under traffic, flushed by others, refused, removed.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import test from "node:test";
import { parsePrefix } from "../../../host/address.ts";
import type { Enforcement } from "../../../host/enforce/enforcement.ts";
import { rulesetGeneration } from "../../../host/enforce/generation.ts";
import { Guard } from "../../../host/enforce/guard.ts";
import { tableIsThere } from "../../../host/enforce/kernel-table.ts";
import { Nft } from "../../../host/enforce/nft.ts";
import { removalText, rulesetText } from "../../../host/enforce/ruleset.ts";
import { EnforcedTable } from "../../../host/enforce/table.ts";
import { OperatorError } from "../../../host/errors.ts";
import { startHome } from "../capture/helper/router.ts";
import { asRoot, enterNamespace, run } from "../helper/namespace.ts";
import { enforcementOf } from "./helper/enforcement.ts";
import { judgedNft, judgedText, runNft } from "./helper/judge.ts";
import { countLeaving, left, packetsOf } from "./helper/traffic.ts";

const SERVER = "203.0.113.9";
const REPLACEMENTS = 100;

/** The server is in the last good block set, whose sides and neighbours change from one ruleset to the next. */
function blocking(at: number): Enforcement {
  const others = Array.from({ length: 20 + (at % 7) }, (_, k) => `100.${k}.${at}.0/24`);
  return enforcementOf({
    policyVersion: (at % 63) + 1,
    refuseMode: at % 2 === 0 ? "drop" : "reject",
    inward: at % 3 === 0 ? ["br-lan"] : ["br-lan", "br-guest"],
    lastGood: ["203.0.113.0/24", "2001:db8:2::/48", ...others].map((text) => parsePrefix(text)!),
  });
}

test(
  "100 replacements under traffic: not one packet passes; by two transactions some do without a guard",
  asRoot,
  async (context) => {
    const { client } = await startHome(context);
    countLeaving([7000]);
    const table = new EnforcedTable({
      nft: judgedNft(),
      generation: () => undefined,
      isThere: tableIsThere,
      guard: new Guard(),
      nowMs: () => 0,
    });
    await table.load(blocking(0));
    const flood = spawn(
      "nsenter",
      [
        ...["-t", client.pid, "-n", process.execPath, "-e"],
        `
      const socket = require("dgram").createSocket("udp4");
      socket.on("error", () => {});
      const send = () => { for (let k = 0; k < 20; k++) socket.send("x", 7000, "${SERVER}", () => {}); setImmediate(send); };
      send();
      `,
      ],
      { stdio: "ignore" },
    );
    context.after(() => flood.kill("SIGKILL"));
    const isFlooding = async (than: number) => {
      while (packetsOf("bordertap", "refused") <= than) await new Promise(setImmediate);
    };
    await isFlooding(0);
    let refused = 0;
    for (let at = 1; at <= REPLACEMENTS; at++) {
      await table.load(blocking(at));
      refused = packetsOf("bordertap", "refused");
    }
    await isFlooding(refused);
    context.diagnostic(`${packetsOf("bordertap", "refused")} packets refused meanwhile`);
    assert.ok(refused > 1000 * 5, `only ${refused} packets came`);
    assert.equal(left(7000), 0);

    // The same sender meets the guard where others take the rules, until they are back.
    for (let at = 0; at < 10; at++) {
      assert.equal((await runNft(["-f", "-"], removalText())).status, 0);
      assert.equal(await table.watch(), "restored");
    }
    const { dropped } = table.guard.report;
    context.diagnostic(`${dropped} packets dropped by the guard`);
    assert.ok(dropped > 0);
    assert.equal(left(7000), 0);
    // And sees a gap where there is one.
    await table.release();
    for (let at = 0; at < 10; at++) {
      assert.equal((await runNft(["-f", "-"], removalText())).status, 0);
      assert.equal((await runNft(["-f", "-"], judgedText(rulesetText(blocking(at))))).status, 0);
    }
    assert.ok(left(7000) > 0);
    flood.kill("SIGKILL");
    await once(flood, "exit");
  },
);

test("a foreign flush is noticed, the table comes back, and the gap counts", asRoot, async () => {
  enterNamespace();
  let nowMs = 1000;
  const table = new EnforcedTable({
    nft: judgedNft(),
    generation: rulesetGeneration,
    isThere: tableIsThere,
    guard: new Guard(),
    nowMs: () => nowMs,
  });
  assert.equal(await table.watch(), "absent");
  await table.load(enforcementOf());
  nowMs += 500;
  assert.equal(await table.watch(), "intact");
  for (const [at, change] of [
    ["flush", "ruleset"],
    ["delete", "table", "inet", "bordertap"],
    ["flush", "chain", "inet", "bordertap", "act"],
    ["insert", "rule", "inet", "bordertap", "judge", "accept"],
    ["flush", "table", "inet", "bordertap"],
  ].entries()) {
    const whole = run("nft", "-s", "list", "ruleset");
    run("nft", ...change);
    nowMs += 250;
    assert.equal(await table.watch(), "restored", change.join(" "));
    assert.equal(table.counters.losses, at + 1);
    assert.equal(table.counters.gapMs, 250 * (at + 1));
    assert.deepEqual(sideless(run("nft", "-s", "list", "ruleset")), sideless(whole));
    assert.equal(await table.watch(), "intact");
  }
  // Somebody else's table is nobody's business here.
  run("nft", "add", "table", "inet", "other");
  assert.equal(await table.watch(), "intact");
  assert.equal(table.counters.losses, 5);
  await table.remove();
  assert.equal(await table.watch(), "absent");
  assert.ok(!run("nft", "list", "ruleset").includes("bordertap"));
  await table.remove();
});

/** Lines in any order: the side of the block set, and where it stands, changes with each load. */
function sideless(text: string): string[] {
  return text
    .replaceAll(/(lastgood[46]_)[ab]/g, "$1")
    .split("\n")
    .sort();
}

test("a ruleset that is refused leaves the one before, and nothing of its own", asRoot, async () => {
  enterNamespace();
  let breaks = "";
  const nft = new Nft((args, input) =>
    runNft(args, judgedText(breaks === "" ? input : input.replace(breaks, "no rule"))),
  );
  const table = new EnforcedTable({
    nft,
    generation: rulesetGeneration,
    isThere: tableIsThere,
    guard: new Guard(),
    nowMs: () => 0,
  });
  breaks = "goto undecided";
  await assert.rejects(table.load(enforcementOf()), { code: "NFT_REFUSED" });
  assert.equal(run("nft", "list", "tables"), "");
  breaks = "";
  await table.load(enforcementOf());
  const before = run("nft", "-s", "list", "chain", "inet", "bordertap", "undecided");
  breaks = "goto undecided";
  await assert.rejects(table.load(enforcementOf({ policyVersion: 18 })), (error) => {
    assert.ok(error instanceof OperatorError);
    assert.equal(error.code, "NFT_REFUSED");
    assert.match(error.message, /no rule/);
    return true;
  });
  assert.equal(run("nft", "-s", "list", "chain", "inet", "bordertap", "undecided"), before);
  assert.ok(!run("nft", "list", "ruleset").includes("lastgood4_b0"));
  assert.equal(await table.watch(), "intact");
  breaks = "";
  await table.load(enforcementOf({ policyVersion: 18 }));
  const after = run("nft", "list", "ruleset");
  assert.ok(!after.includes("lastgood4_a0"));
  assert.match(after, /0x48000000/);
  assert.deepEqual([table.counters.loads, table.counters.refusals], [2, 2]);
});

test("a table of another version of the program is replaced all the same", asRoot, async () => {
  enterNamespace();
  run(
    "nft",
    "table inet bordertap {\n set refused4 { type ipv4_addr\n }\n chain act {\n ip saddr @refused4 drop\n }\n }",
  );
  const table = new EnforcedTable({
    nft: judgedNft(),
    generation: rulesetGeneration,
    isThere: tableIsThere,
    guard: new Guard(),
    nowMs: () => 0,
  });
  await table.load(enforcementOf());
  assert.equal(await table.watch(), "intact");
  run("nft", "delete", "table", "inet", "bordertap");
  run("nft", "table inet bordertap {\n set refused6 {\n type ipv6_addr\n }\n }");
  assert.equal(await table.watch(), "restored");
  assert.match(run("nft", "list", "ruleset"), /ip saddr \. ip daddr @refused4 goto refuse/);
});

test("what is missing is named: the program, the permission, the kernel's queue", asRoot, async () => {
  enterNamespace();
  const text = rulesetText(enforcementOf());
  const codeOf = async (nft: Nft) =>
    await nft.check(text).then(
      () => "none",
      (error: OperatorError) => error.code,
    );
  const missing = { output: "", outputNotKept: 0, message: "spawn nft ENOENT", isMissing: true };
  assert.equal(await codeOf(new Nft(async () => missing)), "NFT_MISSING");
  const stopped = { output: "", outputNotKept: 0, message: "it was ended by SIGKILL", isMissing: false };
  assert.equal(await codeOf(new Nft(async () => stopped)), "NFT_REFUSED");
  const asNobody = new Nft(async (args, input) => {
    const child = spawn("setpriv", [
      "--reuid=65534",
      "--clear-groups",
      "--bounding-set=-all",
      "nft",
      ...args,
    ]);
    let message = "";
    child.stderr.on("data", (part) => {
      message += part;
    });
    child.stdin.end(input);
    const [status] = await once(child, "close");
    return { status, output: "", outputNotKept: 0, message, isMissing: false };
  });
  assert.equal(await codeOf(asNobody), "NFT_NOT_PERMITTED");
  // No kernel has this: it stands for a queue where there is one.
  const without = new Nft((args, input) =>
    runNft(args, input.replace(/^(\s*)queue.*$/m, "$1ip daddr @nowhere drop")),
  );
  await assert.rejects(without.check(text), (error) => {
    assert.ok(error instanceof OperatorError);
    assert.equal(error.code, "NFT_UNSUPPORTED");
    assert.match(error.message, /kmod-nft-queue/);
    assert.ok(!error.message.includes("kmod-nft-core"));
    return true;
  });
});
