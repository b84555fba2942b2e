// `check`: exit status, what goes where, and that a token shows nowhere.

import assert from "node:assert/strict";
import test from "node:test";
import { runProgram } from "../helper/program.ts";
import { temporaryFile } from "../helper/temporary-file.ts";

const TOKEN = "s3cret-s3cret-s3cret";
const GOOD = temporaryFile(
  JSON.stringify({
    bordertap: { interfaces: ["br-lan"], local: ["192.0.2.0/24"] },
    country: [{ codes: ["CN", "RU"] }],
    device: [{ macs: ["02:00:00:00:00:01"], name: "Phone" }],
    geo: { url: "https://example.org/geo.table" },
    http: { listen: "::", token_file: temporaryFile(TOKEN) },
  }),
);
const BAD = temporaryFile('{"http":{"port":"\x1b"},"country":[{"codes":["UK"]}]}'.replace("\x1b", "\\u001b"));

test("ok: what it would do, exit 0", async () => {
  const { status, stdout, stderr } = await runProgram(["check", "--config", GOOD]);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.ok(stdout.startsWith(`ok: ${GOOD}\n`));
  const text = stdout.replaceAll(/\n\s*/g, " ");
  for (const part of [
    "watch br-lan with 1 thread and rings of 10 MiB",
    "take 192.0.2.0/24 for local",
    "alert on CN China, RU Russia",
    "call 1 device by your names",
    "every 168 hours from https://example.org/geo.table",
    "serve http://[::]:9417/ to whoever shows the token",
  ])
    assert.ok(text.includes(part), stdout);
  assert.ok(!stdout.includes(TOKEN));

  const json = await runProgram(["check", "--json", "--config", GOOD]);
  assert.deepEqual([json.status, json.stderr], [0, ""]);
  const report = JSON.parse(json.stdout);
  assert.deepEqual([report.file, report.ok, report.mistakes], [GOOD, true, []]);
  assert.ok(report.summary.length >= 6);
  assert.ok(!json.stdout.includes(TOKEN));
});

test("mode enforce: how is refused, and what passes while nobody judges", async () => {
  const summaryOf = async (bordertap: Record<string, unknown>) => {
    const path = temporaryFile(JSON.stringify({ bordertap, country: [{ codes: ["CN"], action: "block" }] }));
    const { status, stdout } = await runProgram(["check", "--json", "--config", path]);
    assert.equal(status, 0);
    return JSON.parse(stdout).summary as string[];
  };
  const alerting = await summaryOf({});
  assert.ok(alerting.includes("only alert where a rule says block, for mode alert refuses nothing"));
  assert.ok(!alerting.some((line) => /refuse what|nobody judges/.test(line)));
  const options = {
    block_with: "drop",
    boot: "closed",
    directory: "/overlay/bordertap",
    router_output: true,
  };
  const enforcing = await summaryOf({ mode: "enforce", ...options });
  assert.ok(!enforcing.some((line) => line.startsWith("only alert")));
  for (const line of [
    "refuse what is blocked without a word, by rules of its own in the firewall",
    "judge what the router itself says as well",
    "let new flows pass but for what the last policy blocks by address while nobody judges",
    "let no new flow pass from a restart of the router until somebody judges, by /overlay/bordertap/boot.nft",
  ])
    assert.ok(enforcing.includes(line), enforcing.join("\n"));
});

test("mistakes: all of them, exit 2; standard output carries only the document", async () => {
  const { status, stdout, stderr } = await runProgram(["check", "--config", BAD]);
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /^bordertap: 2 mistakes in .*:\n {2}http\.port "\\u001b": |^bordertap: 2 mistakes/);
  assert.match(stderr, /\n {2}country\[0\]\.codes\[0\] "UK": .* Did you mean GB\?.*\n/);

  const json = await runProgram(["check", "--json", "--config", BAD]);
  assert.deepEqual([json.status, json.stderr], [2, ""]);
  const { ok, mistakes, mistakesNotListed } = JSON.parse(json.stdout);
  assert.deepEqual([ok, mistakes.length, mistakesNotListed], [false, 2, 0]);
  for (const mistake of mistakes)
    assert.deepEqual(Object.keys(mistake), ["option", "value", "reason", "remedy"]);
});

test("from standard input; and a file that is not there", async () => {
  const input = [new TextEncoder().encode("{")];
  const { status, stderr } = await runProgram(["check", "--config", "-"], input);
  assert.equal(status, 2);
  assert.match(stderr, /^bordertap: 1 mistake in standard input:\n {2}line 1, column 2: /);
  const none = await runProgram(["check", "--config", "/no/such/file"]);
  assert.deepEqual([none.status, none.stdout], [1, ""]);
  assert.match(none.stderr, /^bordertap: cannot read \/no\/such\/file/);
});

test("help says where the configuration is looked for", async () => {
  const { stdout } = await runProgram(["check", "--help"]);
  assert.match(stdout, /\/etc\/config\/bordertap\.json/);
  assert.match(
    stdout,
    /On OpenWrt the configuration is UCI's \/etc\/config\/bordertap, which is the manual too/,
  );
});
