// What a user sees of the bundled capture: the report as a whole (phone-2014.txt; UPDATE=1 writes it anew), on a
// terminal, and of a foreign country table.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { widthOf } from "../../../host/report/width.ts";
import { missingProgram } from "../../installed.ts";
import { runProgram } from "../helper/program.ts";
import { temporaryFile } from "../helper/reader.ts";
import { longCapture } from "./helper/long-capture.ts";

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const PHONE = pathOf("../../captures/phone-2014/phone-2014.pcap");
const EXPECTED = pathOf("phone-2014.txt");
const PROGRAM = pathOf("../../../dist/bordertap.js");
const ATTRIBUTION =
  /by DB-IP \(CC BY 4\.0\) https:\/\/db-ip\.com\n.*NRO \(CC BY 4\.0\) https:\/\/www\.nro\.net\n$/;
const ATTRIBUTION_WITH_SYSTEMS = new RegExp(
  `${ATTRIBUTION.source.slice(0, -1)}AS data by routeviews\\.org, .* DB-IP \\(CC BY 4\\.0\\) https://db-ip\\.com\n$`,
);

function assertFits(text: string, columns: number): void {
  for (const line of text.split("\n")) assert.ok(widthOf(line) <= columns, line);
}

test("the report of the bundled capture, as it is read in a review", async () => {
  const { status, stdout, stderr } = await runProgram(["replay", "-"], [readFileSync(PHONE)]);
  if (process.env.UPDATE) writeFileSync(EXPECTED, stdout);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.equal(stdout, readFileSync(EXPECTED, "utf8"));
  assertFits(stdout, 80);
  assert.match(stdout, ATTRIBUTION_WITH_SYSTEMS);
  assert.ok(!stdout.includes("\x1b"));
});

test("lookup and geo info fit a line as well, and dissect names its sources beside the document", async () => {
  const addresses = ["1.1.1.1", "10.0.0.1", "2001:4860:4860:1234:4321:1234:4321:8888", "3fff::1"];
  for (const command of [
    ["lookup", ...addresses],
    ["geo", "info"],
  ]) {
    const { stdout } = await runProgram(command);
    assertFits(stdout, 80);
    assert.match(stdout, ATTRIBUTION_WITH_SYSTEMS);
  }
  const dissected = await runProgram(["dissect", PHONE]);
  assert.match(dissected.stderr, ATTRIBUTION);
  assert.ok(!dissected.stdout.includes("db-ip"));
  assert.equal((await runProgram(["dissect", "--json", PHONE])).stderr, "");
});

test("both opinions stand in what replay and dissect print", async () => {
  const capture = temporaryFile(longCapture(1, 1, true));
  const geo = temporaryFile("");
  const first = temporaryFile("2a10::,2a1f:ffff::,CN\n3000::,3001:ffff::,NL\n");
  const second = temporaryFile("2a10::,2a1f:ffff::,SG\n");
  const built = await runProgram(["geo", "build", "--first", first, "--second", second, "--output", geo]);
  assert.equal(built.status, 0, built.stderr);
  const replayed = await runProgram(["replay", capture, "--geo", geo]);
  assert.match(replayed.stdout, /^ {2}4\.29 GB .* UDP 65521 {2}China \(CN\/SG\)$/m);
  const dissected = await runProgram(["dissect", capture, "--geo", geo]);
  assert.match(dissected.stdout, /65520 \(NL\) > \[2a10:\S+:65521 \(CN\/SG\) /);
});

/** Standard output of a command on a terminal of util-linux's script. */
function onTerminal(columns: number, command: string, env: Record<string, string>): string {
  const { NO_COLOR: _, ...surroundings } = process.env;
  const line = `stty cols ${columns}; "${process.execPath}" "${PROGRAM}" ${command}`;
  const { status, stdout } = spawnSync("script", ["-qec", line, "/dev/null"], {
    encoding: "utf8",
    env: { ...surroundings, TERM: "xterm", ...env },
    input: "",
  });
  assert.equal(status, 0, stdout);
  return stdout.replaceAll("\r\n", "\n");
}

test("on a terminal: its width, colours, and none with NO_COLOR", { skip: missingProgram("script") }, () => {
  for (const columns of [60, 80, 120]) {
    const coloured = onTerminal(columns, `replay "${PHONE}"`, {});
    const plain = onTerminal(columns, `replay "${PHONE}"`, { NO_COLOR: "1" });
    assert.ok(coloured.includes("\x1b[33m██████"), "bars that tell something");
    assert.ok(!plain.includes("\x1b[33m"));
    const report = plain.slice(plain.lastIndexOf("\x1b[K") + 1).replace(/^\[K/, "");
    assertFits(report, columns);
    assert.ok(report.split("\n").some((line) => widthOf(line) >= columns - 2));
  }
});
