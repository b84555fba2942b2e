// What a user sees of a capture that is whole, damaged, unread or none: standard output, standard error, status.

import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import test from "node:test";
import { joined } from "../helper/octets.ts";
import { etherUdp } from "../helper/packets.ts";
import { pcapFile, pcapHeader } from "../helper/pcap-file.ts";
import { PcapngBlocks } from "../helper/pcapng-file.ts";
import { type Run, runProgram } from "../helper/program.ts";
import { temporaryFile } from "../helper/reader.ts";

const TWO = [{ octets: etherUdp(1) }, { octets: etherUdp(2) }];
const WHOLE = pcapFile({}, TWO);
const blocks = new PcapngBlocks();

function dissect(content: Uint8Array): Promise<Run> {
  return runProgram(["dissect", temporaryFile(content), "--json"]);
}

function replay(content: Uint8Array): Promise<Run> {
  return runProgram(["replay", temporaryFile(content), "--json"]);
}

function linesOf(text: string): string[] {
  return text.split("\n").slice(0, -1);
}

function portsOf({ stdout }: Run): number[] {
  return linesOf(stdout).map((line) => JSON.parse(line).sourcePort);
}

test("a whole capture: lines, silence, 0", async () => {
  const run = await dissect(WHOLE);
  assert.deepEqual([run.status, run.stderr, portsOf(run)], [0, "", [1, 2]]);
});

test("a cut capture: what is whole, one line about the damage, 0", async () => {
  const cut = WHOLE.subarray(0, -1);
  const run = await dissect(cut);
  assert.deepEqual([run.status, portsOf(run)], [0, [1]]);
  assert.equal(linesOf(run.stderr).length, 1);
  assert.match(run.stderr, /offset 82: record cut after 41 of 42/);

  const report = await replay(cut);
  assert.equal(report.status, 0);
  assert.deepEqual(JSON.parse(report.stdout).capture.damage, [
    { offset: 82, reason: "record cut after 41 of 42 captured octets" },
  ]);
});

test("a record of 4 GB: what stands before it, 0", async () => {
  const run = await dissect(pcapFile({}, [TWO[0], { octets: etherUdp(2), captured: 0xffffffff }]));
  assert.deepEqual([run.status, portsOf(run)], [0, [1]]);
  assert.match(run.stderr, /claims 4294967295 captured octets/);
});

test("no supported interface: a line a frame, a line an interface, 1", async () => {
  const run = await dissect(
    joined(
      blocks.section(),
      blocks.interface({ linkType: 127 }),
      blocks.interface({ linkType: 195 }),
      blocks.enhanced(etherUdp(1), { interface: 1 }),
    ),
  );
  assert.equal(run.status, 1);
  assert.deepEqual(
    linesOf(run.stdout).map((line) => JSON.parse(line).outcome),
    ["UNSUPPORTED_LINK_TYPE"],
  );
  assert.equal(linesOf(run.stderr).filter((line) => /link type (127|195)/.test(line)).length, 2);
  const report = await replay(pcapFile({ linkType: 127 }, TWO));
  assert.equal(report.status, 1);
  assert.equal(JSON.parse(report.stdout).capture.outcomes.UNSUPPORTED_LINK_TYPE, 2);
});

test("one unsupported interface beside a supported one: a line about it, 0", async () => {
  const run = await dissect(
    joined(
      blocks.section(),
      blocks.interface(),
      blocks.interface({ linkType: 127 }),
      blocks.enhanced(etherUdp(1)),
      blocks.enhanced(etherUdp(2), { interface: 1 }),
    ),
  );
  assert.equal(run.status, 0);
  assert.equal(linesOf(run.stdout).length, 2);
  assert.deepEqual(linesOf(run.stderr).length, 1);
  assert.match(run.stderr, /interface 1 has link type 127/);
});

test("no capture: no output, the file and the reason on standard error, 1", async () => {
  const refused: [string, RegExp][] = [
    [temporaryFile(""), /it is empty/],
    [temporaryFile("#!"), /ends after 2 octets/],
    [temporaryFile("not a capture at all"), /neither format/],
    [temporaryFile(pcapHeader({}).subarray(0, 20)), /20 of 24/],
    [`${tmpdir()}/no such file.pcap`, /no such file/],
    [tmpdir(), /directory/],
  ];
  for (const command of ["dissect", "replay"])
    for (const [path, reason] of refused) {
      const run = await runProgram([command, path, "--json"]);
      assert.deepEqual([run.status, run.stdout], [1, ""], `${command} ${path}`);
      assert.ok(run.stderr.includes(path), run.stderr);
      assert.match(run.stderr, reason);
    }
});

test("a mistake on the command line: 2, and nothing on standard output", async () => {
  const mistakes = [
    ["dissect"],
    ["replay", "a", "b"],
    ["dissect", "--no-such-option", "a"],
    ["no-such-command"],
  ];
  for (const command of [...mistakes, ["replay", "a", "--local", "192.0.2.0/33"]]) {
    const run = await runProgram(command);
    assert.deepEqual([run.status, run.stdout], [2, ""], command.join(" "));
    assert.notEqual(run.stderr, "");
  }
});

test("standard input, whole and in tiny pieces", async () => {
  const pieces = Array.from(WHOLE, (octet) => Uint8Array.of(octet));
  for (const input of [[WHOLE], pieces]) {
    const run = await runProgram(["dissect", "-", "--json"], input);
    assert.deepEqual([run.status, run.stderr, portsOf(run)], [0, "", [1, 2]]);
  }
  const nothing = await runProgram(["dissect", "-", "--json"]);
  assert.deepEqual([nothing.status, nothing.stdout], [1, ""]);
});
