// `geo update` as people and programs call it.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { MMDB } from "../geo/helper/rows.ts";
import { runProgram } from "../helper/program.ts";
import { temporaryFile, temporaryPath } from "../helper/temporary-file.ts";

test("by command line: installed, unchanged, rolled back", async () => {
  const directory = temporaryPath();
  const table = join(directory, "geo.table");
  const command = ["geo", "update", "--mmdb", MMDB, "--directory", directory];
  assert.deepEqual(await runProgram(command), {
    status: 0,
    stdout: `installed, in use: ${table}\n`,
    stderr: "",
  });
  const { stdout } = await runProgram([...command, "--json"]);
  const outcome = JSON.parse(stdout);
  assert.deepEqual([outcome.result, outcome.table], ["unchanged", table]);
  assert.match(outcome.sourceSha256, /^[0-9a-f]{64}$/);
  const info = await runProgram(["geo", "info", "--geo", table]);
  assert.match(info.stdout, /\nThe first opinion is \d+ days old\.\n/);
  const json = await runProgram(["geo", "info", "--geo", table, "--json"]);
  assert.ok(JSON.parse(json.stdout).ageSeconds > 0);

  const back = await runProgram(["geo", "update", "--rollback", "--directory", directory]);
  assert.match(back.stdout, /^in use: .*dist\/geo\.table\n$/);
  assert.deepEqual(readdirSync(directory), ["update.json"]);
  const none = await runProgram(["geo", "update", "--rollback", "--directory", directory, "--json"]);
  assert.deepEqual([none.status, none.stdout], [1, ""]);
  assert.match(none.stderr, /^bordertap: cannot go back in .*: no update is installed there\./);
});

test("by configuration", async () => {
  const directory = temporaryPath();
  const config = temporaryFile(JSON.stringify({ geo: { mmdb: join(process.cwd(), MMDB), directory } }));
  const { status, stdout } = await runProgram(["geo", "update", "--config", config, "--json"]);
  assert.equal(status, 0);
  assert.equal(JSON.parse(stdout).result, "installed");
  const broken = temporaryFile('{"geo":{"urll":1}}');
  const mistake = await runProgram(["geo", "update", "--config", broken]);
  assert.equal(mistake.status, 2);
  assert.match(mistake.stderr, /geo\.urll: there is no such option\. Did you mean url\?/);
});

test("a failure: exit 1, the reason, and what stays", async () => {
  const directory = temporaryPath();
  const hostile = temporaryFile("1.0.0.0,1.0.0.255,\x1b[31m\n");
  const command = ["geo", "update", "--mmdb", hostile, "--directory", directory];
  const { status, stdout, stderr } = await runProgram(command);
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(
    stderr,
    /^bordertap: no new country table from .*cannot use the country data.*\nThe table in use stays\./,
  );
  assert.ok(!stderr.includes("\x1b"));
  const json = await runProgram([...command, "--json"]);
  assert.deepEqual([json.status, json.stderr], [1, ""]);
  assert.equal(JSON.parse(json.stdout).result, "failed");
});

test("what is wrong with the command line itself: exit 2", async () => {
  const directory = temporaryPath();
  for (const [options, reason] of [
    [["--url", "http://192.0.2.1/x"], /geo\.url .*by http/],
    [["--url", "ftp://192.0.2.1/x"], /geo\.url .*Give a URL/],
    [["--url", "https://192.0.2.1/x", "--sha256", "12"], /geo\.sha256 .*no SHA-256/],
    [["--sha256", "0".repeat(64)], /geo\.sha256 .*no url/],
    [["--mmdb", "/no/such"], /geo\.mmdb .*no such file/],
    [["--mmdb", MMDB, "--url", "https://x/"], /cannot be used with/],
    [["--rollback", "--url", "https://x/"], /cannot be used with/],
    [["--config", temporaryFile("{}")], /neither url nor mmdb is given/],
  ] as const) {
    const { status, stdout, stderr } = await runProgram([
      "geo",
      "update",
      ...options,
      "--directory",
      directory,
    ]);
    assert.deepEqual([status, stdout], [2, ""], stderr);
    assert.match(stderr, reason);
  }
});
