// `config`: what it prints, and that nothing is written where anything is wrong.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import test from "node:test";
import { runProgram } from "../helper/program.ts";
import { temporaryFile } from "../helper/temporary-file.ts";

const NAME = 'Mom\'s "TV"';
const FILE = temporaryFile(
  JSON.stringify({
    http: { port: "1234", token_file: "/no/such/file" },
    device: [{ name: NAME, macs: "02:00:00:00:00:02" }],
    bordertap: { promiscuous: "yes", mark_mask: 0xff0000 },
  }),
);

test("export: JSON in the schema's order and types, without defaults", async () => {
  const { status, stdout, stderr } = await runProgram(["config", "export", "--config", FILE]);
  assert.deepEqual([status, stderr], [0, ""]);
  const expected = {
    bordertap: { promiscuous: true, mark_mask: "0x00ff0000" },
    device: [{ macs: ["02:00:00:00:00:02"], name: NAME }],
    http: { port: 1234, token_file: "/no/such/file" },
  };
  assert.equal(stdout, `${JSON.stringify(expected, undefined, 2)}\n`);
  assert.equal(
    (await runProgram(["config", "export", "--config", "-"], [Buffer.from(stdout)])).stdout,
    stdout,
  );
});

test("import --dry-run: what uci would be told", async () => {
  const { status, stdout, stderr } = await runProgram(
    ["config", "import", "--dry-run", "-"],
    [Buffer.from('{"country":[{"codes":["CN","RU"],"action":"block"}],"http":{"port":1234}}')],
  );
  assert.deepEqual([status, stderr], [0, ""]);
  assert.equal(
    stdout,
    "package bordertap\n\nconfig bordertap 'bordertap'\n\nconfig country\n\tlist codes 'CN'\n\tlist codes 'RU'\n\toption action 'block'\n\nconfig geo 'geo'\n\nconfig http 'http'\n\toption port '1234'\n\n",
  );
});

test("mistakes: all of them, before uci is asked for anything", async () => {
  const bad = temporaryFile(
    '{"country":[{"codes":["UK"]},{"codes":["CN"],"device":["nobody"]}],"http":{"port":"x"}}',
  );
  for (const command of [["import"], ["import", "--dry-run"], ["export", "--config"]]) {
    const { status, stdout, stderr } = await runProgram(["config", ...command, bad]);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, /^bordertap: 3 mistakes in /);
    for (const option of ["country[0].codes[0]", "country[1].device", "http.port"])
      assert.ok(stderr.includes(`\n  ${option} `), stderr);
  }
});

test("a file that is not there keeps from writing, and not from printing", async () => {
  const file = temporaryFile('{"geo":{"table":"/no/such/table"}}');
  const { status, stderr } = await runProgram(["config", "import", "--dry-run", file]);
  assert.equal(status, 2);
  assert.match(stderr, /\n {2}geo\.table "\/no\/such\/table": there is no such file/);
  assert.equal((await runProgram(["config", "export", "--config", file])).status, 0);
});

test("warnings stand in nobody's way", async () => {
  const file = temporaryFile('{"exception":[{"host":["a.example.com"],"expires":"2020-01-01"}]}');
  const { status, stdout, stderr } = await runProgram(["config", "import", "--dry-run", file]);
  assert.equal(status, 0);
  assert.match(stdout, /\toption expires '2020-01-01'\n/);
  assert.match(stderr, /^bordertap: 1 warning in /);
});

test("without uci: what to do instead", {
  skip: existsSync("/sbin/uci") && "this machine has uci",
}, async () => {
  const { status, stdout, stderr } = await runProgram(["config", "import", "-"], [Buffer.from("{}")]);
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /there is no program uci\n.*--dry-run/);
});
