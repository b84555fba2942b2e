// The rules of boot: the file that holds them, and what loading it does to a kernel, whatever is there.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { parsePrefix } from "../../../host/address.ts";
import { keepBootFile, removeBootFile } from "../../../host/enforce/boot-file.ts";
import type { Enforcement } from "../../../host/enforce/enforcement.ts";
import { rulesetGeneration } from "../../../host/enforce/generation.ts";
import { Guard } from "../../../host/enforce/guard.ts";
import { tableIsThere } from "../../../host/enforce/kernel-table.ts";
import { bootText, rulesetText } from "../../../host/enforce/ruleset.ts";
import { EnforcedTable } from "../../../host/enforce/table.ts";
import { OperatorError } from "../../../host/errors.ts";
import { asRoot, enterNamespace, run } from "../helper/namespace.ts";
import { enforcementOf } from "./helper/enforcement.ts";
import { judgedNft, judgedText, runNft } from "./helper/judge.ts";

function folder(context: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "bordertap-boot-"));
  context.after(() => rmSync(path, { recursive: true }));
  return path;
}

test("written where it differs, whole, for root alone; and taken away", (context) => {
  const directory = join(folder(context), "below", "it");
  const path = join(directory, "boot.nft");
  assert.equal(keepBootFile(directory, enforcementOf()), true);
  assert.equal(readFileSync(path, "utf8"), bootText(enforcementOf()));
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const { ino } = statSync(path);
  assert.equal(keepBootFile(directory, enforcementOf()), false);
  assert.equal(statSync(path).ino, ino);
  // What a power cut left of the one before, and what somebody else wrote.
  writeFileSync(`${path}.new`, "half a file");
  assert.equal(keepBootFile(directory, enforcementOf({ failMode: "closed" })), true);
  assert.equal(readFileSync(path, "utf8"), bootText(enforcementOf({ failMode: "closed" })));
  writeFileSync(path, "flush ruleset\n");
  assert.equal(keepBootFile(directory, enforcementOf()), true);
  assert.deepEqual(readdirSync(directory), ["boot.nft"]);
  removeBootFile(directory);
  removeBootFile(directory);
  assert.deepEqual(readdirSync(directory), []);
});

test("where it cannot be written, that is said, and nothing is left", (context) => {
  const directory = folder(context);
  const codeOf = (path: string): string => {
    try {
      keepBootFile(path, enforcementOf());
    } catch (error) {
      assert.ok(error instanceof OperatorError);
      return error.code;
    }
    return "none";
  };
  writeFileSync(join(directory, "file"), "");
  assert.equal(codeOf(join(directory, "file")), "OUTPUT_UNWRITABLE");
  // The place of the file is taken: what was written beside it goes again.
  const taken = join(directory, "taken", "boot.nft", "inside");
  run("mkdir", "-p", taken);
  assert.equal(codeOf(join(directory, "taken")), "OUTPUT_UNWRITABLE");
  assert.deepEqual(readdirSync(join(directory, "taken")), ["boot.nft"]);
});

/** As an init script does it, with a judge of rules where this kernel has no queue. */
async function load(enforcement: Enforcement): Promise<void> {
  const { status, message } = await runNft(["-f", "-"], judgedText(bootText(enforcement)));
  assert.equal(status, 0, message);
}

/** Lines in any order, without what counts. */
function listed(): string[] {
  return run("nft", "-s", "list", "table", "inet", "bordertap").split("\n").sort();
}

const OTHER = enforcementOf({
  routerOutput: true,
  offload: true,
  inward: ["br-lan", "br-guest"],
  policyVersion: 9,
  lastGood: ["198.51.0.0/16", "203.0.113.0/25", "2001:db8:bad::/47"].map((text) => parsePrefix(text)!),
});

test("on a machine with nothing it makes the table that the program would", asRoot, async () => {
  enterNamespace();
  for (const failMode of ["last-good", "open", "closed"] as const) {
    const enforcement = enforcementOf({ failMode, routerOutput: true });
    await load(enforcement);
    const booted = listed();
    run("nft", "delete", "table", "inet", "bordertap");
    assert.equal((await runNft(["-f", "-"], judgedText(rulesetText(enforcement)))).status, 0);
    assert.deepEqual(booted, listed());
    run("nft", "delete", "table", "inet", "bordertap");
  }
});

test("on one with a table of ours it leaves nothing twice, and no chain", asRoot, async () => {
  enterNamespace();
  await load(enforcementOf());
  const clean = listed();
  await load(enforcementOf());
  assert.deepEqual(listed(), clean);

  // The program's, of the side that the file has and of the other one, with sets that overlap the file's.
  for (const loads of [1, 2]) {
    const table = new EnforcedTable({
      nft: judgedNft(),
      generation: rulesetGeneration,
      isThere: tableIsThere,
      guard: new Guard(),
      nowMs: () => 0,
    });
    for (let at = 0; at < loads; at++) await table.load(OTHER);
    const handles = hooks();
    run("nft", "add", "element", "inet", "bordertap", "refused4", "{ 192.168.1.2 . 203.0.113.9 }");
    await load(enforcementOf({ routerOutput: true, offload: true }));
    assert.deepEqual(hooks(), handles, "hooked chains stay");
    assert.equal(handles.length, 6);
    assert.ok(!run("nft", "list", "set", "inet", "bordertap", "refused4").includes("203.0.113.9"));
    const booted = listed();
    run("nft", "delete", "table", "inet", "bordertap");
    await load(enforcementOf({ routerOutput: true, offload: true }));
    assert.deepEqual(listed(), booted);
  }

  // And the program goes on from there.
  const table = new EnforcedTable({
    nft: judgedNft(),
    generation: rulesetGeneration,
    isThere: tableIsThere,
    guard: new Guard(),
    nowMs: () => 0,
  });
  await table.load(OTHER);
  assert.equal(await table.watch(), "intact");
  const after = run("nft", "list", "table", "inet", "bordertap");
  assert.match(after, /set lastgood4_b0 {[^}]*198\.51\.0\.0\/16/);
  assert.ok(!after.includes("lastgood4_a"));
});

/** Chains that packets meet, with the handles that the kernel gave them. */
function hooks(): string[] {
  const text = run("nft", "-a", "list", "table", "inet", "bordertap");
  return [...text.matchAll(/chain (\w+) \{ # handle (\d+)\n\t\ttype filter/g)].map(
    ([, name, handle]) => `${name} ${handle}`,
  );
}
