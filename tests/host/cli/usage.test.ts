// What the program says of a mistake, and that nothing in it reaches the terminal unescaped.

import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { etherUdp } from "../helper/packets.ts";
import { pcapFile } from "../helper/pcap-file.ts";
import { runProgram } from "../helper/program.ts";
import { temporaryFile } from "../helper/reader.ts";

const HOSTILE = "\x1b]0;owned\x07\u009b2J\u202efdp";
const ESCAPED = "\\x1b]0;owned\\x07\\x9b2J\\u202efdp";
const OBEYED = /[\p{Cc}\p{Bidi_C}]/u;

function assertPrintable(text: string): void {
  assert.doesNotMatch(text.replaceAll("\n", ""), OBEYED);
}

test("a usage error: the program's name, the mistake, where to read more", async () => {
  const mistakes: [string[], string][] = [
    [["replay"], "bordertap: missing required argument 'file'\nSee bordertap replay --help.\n"],
    [["geo", "info", "--x"], "bordertap: unknown option '--x'\nSee bordertap geo info --help.\n"],
    [["reply"], "bordertap: unknown command 'reply'\n(Did you mean replay?)\nSee bordertap --help.\n"],
  ];
  for (const [command, stderr] of mistakes)
    assert.deepEqual(await runProgram(command), { status: 2, stdout: "", stderr });
});

test("one wrong address, and several", async () => {
  const one = await runProgram(["lookup", "abc"]);
  assert.match(one.stderr, /^bordertap: no address in "abc": it is neither IPv4 nor IPv6\.\n/);
  const two = await runProgram(["lookup", "abc", "1.1.1.1", "1.2.3"]);
  assert.match(two.stderr, /^bordertap: no address in "abc", "1\.2\.3": they are neither IPv4 nor IPv6\.\n/);
});

test("help names no default that is an empty list", async () => {
  for (const command of [["replay"], ["dissect"], ["lookup"], ["geo"], ["geo", "info"], ["geo", "build"]]) {
    const { status, stdout } = await runProgram([...command, "--help"]);
    assert.equal(status, 0);
    assert.ok(!stdout.includes("[]"), stdout);
  }
});

test("what the command line or a file holds is quoted, never obeyed", async () => {
  const rows = temporaryFile(`1.0.0.0,1.0.0.255,${HOSTILE}\n`);
  const overrides = temporaryFile(`192.0.2.0/24\r,${HOSTILE}\n`);
  const good = temporaryFile("1.0.0.0,1.0.0.255,AU\n");
  const output = join(tmpdir(), `${HOSTILE}.table`);
  const commands = [
    ["replay", `/tmp/${HOSTILE}`],
    ["replay", temporaryFile("no capture"), "--local", HOSTILE],
    ["dissect", `--${HOSTILE}`],
    ["lookup", HOSTILE],
    [HOSTILE],
    ["geo", "info", "--geo", HOSTILE],
    ["geo", "info", "--asn", HOSTILE],
    ["geo", "build", "--first", rows, "--output", output],
    ["geo", "build", "--first", good, "--override", overrides, "--output", output],
  ];
  for (const command of commands) {
    const { status, stderr } = await runProgram(command);
    assert.notEqual(status, 0, command.join(" "));
    assert.ok(stderr.includes("\\x1b]0;owned"), stderr);
    assertPrintable(stderr);
  }
});

test("a capture of a hostile name: title, damage", async () => {
  const path = join(tmpdir(), `${HOSTILE}\n.pcap`);
  writeFileSync(path, pcapFile({}, [{ octets: etherUdp(1) }]).subarray(0, -1));
  try {
    const { status, stdout, stderr } = await runProgram(["replay", path]);
    assert.equal(status, 0);
    assert.ok(stdout.split("\n")[0].endsWith(`${ESCAPED}\\x0a.pcap`), stdout);
    assert.ok(stderr.includes(`${ESCAPED}\\x0a.pcap is damaged at offset`), stderr);
    assertPrintable(stdout);
    assertPrintable(stderr);
  } finally {
    rmSync(path);
  }
});
