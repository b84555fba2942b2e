// A runtime that is too old is named, whatever is asked.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../../dist/bordertap.js", import.meta.url));

/** Runs the program by a Node.js that calls itself `version`. */
function runBy(version: string) {
  const lie = `Object.defineProperty(process.versions, "node", { value: "${version}" })`;
  const command = ["--import", `data:text/javascript,${encodeURIComponent(lie)}`, PROGRAM, "--version"];
  return spawnSync(process.execPath, command, { encoding: "utf8" });
}

test("older than 20: said, with what to do", () => {
  const { status, stdout, stderr } = runBy("18.20.8");
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(
    stderr,
    /^bordertap: cannot run by Node\.js 18\.20\.8: it is older than 20\nInstall Node\.js 20/,
  );
});

test("20 and later", () => {
  for (const version of ["20.0.0", "26.10.0"]) assert.equal(runBy(version).status, 0, version);
});
