// A daemon's updates: the program once more, beside it; and what happens when that comes to no end.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import type { UpdateSource } from "../../../../host/geo/update/source.ts";
import { GeoUpdater } from "../../../../host/geo/update/updater.ts";
import { type ProgramLimits, runOwnProgram } from "../../../../host/platform/own-program.ts";
import { temporaryFile, temporaryPath } from "../../helper/temporary-file.ts";
import { MMDB } from "../helper/rows.ts";
import { serve } from "./helper/server.ts";

const BUNDLE = fileURLToPath(new URL("../../../../dist/bordertap.js", import.meta.url));
const TABLE = "dist/geo.table";
const SHA256 = createHash("sha256").update(readFileSync(TABLE)).digest("hex");
const NOW = Date.parse("2026-11-20T12:00:00Z");
const MINUTE = 60_000;

type Script = (command: readonly string[], limits: ProgramLimits) => ReturnType<typeof runOwnProgram>;

/** Runs a script of its own in the program's place, or else the built one. */
function script(text?: string): Script {
  const path = text === undefined ? BUNDLE : temporaryFile(text);
  return (command, limits) => runOwnProgram(command, limits, path);
}

function updater(directory: string, source: UpdateSource, runProgram = script()): GeoUpdater {
  return new GeoUpdater({ source, directory, runProgram });
}

test("a table from a server, in a process of its own; then nothing to do", async () => {
  let served = 0;
  const url = await serve((_, response) => {
    served++;
    createReadStream(TABLE).pipe(response);
  });
  const directory = temporaryPath();
  const daemon = updater(directory, { kind: "url", url: `${url}geo.table`, sha256: SHA256 });
  assert.equal(daemon.delayMs(168, 1), 0);
  const both = await Promise.all([daemon.update(), daemon.update()]);
  assert.equal(both[0], both[1]);
  const [{ result, table, sourceSha256, reason }] = both;
  assert.deepEqual(
    { result, table, sourceSha256, reason },
    { result: "installed", table: join(directory, "geo.table"), sourceSha256: SHA256, reason: undefined },
  );
  assert.ok(readFileSync(table).equals(readFileSync(TABLE)));
  assert.equal((await daemon.update()).result, "unchanged");
  assert.equal(served, 1);
  assert.deepEqual([daemon.lastAttempt?.result, daemon.lastAttempt?.failures], ["unchanged", 0]);
  assert.ok(daemon.delayMs(168, 1)! > 140 * 60 * MINUTE);
  // Of another source nothing is known.
  assert.equal(updater(directory, { kind: "mmdb", path: "/x" }).delayMs(168, 1), 0);
});

test("an MMDB of the owner's, with one opinion where two are in use, is no smaller than its first", async () => {
  const directory = temporaryPath();
  const outcome = await updater(directory, { kind: "mmdb", path: join(process.cwd(), MMDB) }).update();
  assert.deepEqual([outcome.reason, outcome.result], [undefined, "installed"]);
});

test("a refusal comes back with its reason", async () => {
  const directory = temporaryPath();
  const daemon = updater(directory, { kind: "mmdb", path: temporaryFile("1.0.0.0,1.0.0.255,AU\n") });
  const { result, reason } = await daemon.update();
  assert.equal(result, "failed");
  assert.match(reason!, /well-known IPv4 addresses elsewhere/);
  assert.equal(daemon.lastAttempt?.failures, 1);
});

test("a process that ends without a word is a failure, counted and backed off from", async () => {
  const directory = temporaryPath();
  mkdirSync(directory);
  const source = { kind: "mmdb", path: "/x" } as const;
  const scripts: [string, RegExp][] = [
    ["process.kill(process.pid, 'SIGKILL')", /came to no end: it was ended by SIGKILL/],
    ["console.error('no memory'); process.exit(3)", /came to no end: no memory/],
    ['console.log(\'{"result":"installed"}\')', /came to no end/],
    ["console.log('x'.repeat(3e6))", /came to no end/],
  ];
  for (const [at, [text, reason]] of scripts.entries()) {
    const daemon = new GeoUpdater({ source, directory, runProgram: script(text), now: () => NOW + at });
    const outcome = await daemon.update();
    assert.equal(outcome.result, "failed");
    assert.match(outcome.reason!, reason);
    assert.equal(daemon.lastAttempt?.failures, at + 1);
    assert.ok(daemon.delayMs(168, 1)! >= 7 * MINUTE * 2 ** at);
  }
  assert.deepEqual(readdirSync(directory), ["update.json"]);
});

test("a folder that keeps nothing: the daemon remembers by itself that it tried", async () => {
  const directory = temporaryFile("a file where the folder should be");
  const daemon = updater(directory, { kind: "mmdb", path: join(process.cwd(), MMDB) });
  for (const failures of [1, 2]) {
    const { result, reason } = await daemon.update();
    assert.equal(result, "failed");
    assert.match(reason!, /cannot (read|write)/);
    assert.equal(daemon.lastAttempt?.failures, failures);
    assert.ok(daemon.delayMs(168, 1)! >= 7 * MINUTE);
  }
});

test("it is stopped with the daemon, and ended when it takes too long", async () => {
  const stop = new AbortController();
  const asked: Promise<unknown>[] = [];
  const url = await serve((request) => {
    asked.push(once(request.socket, "close"));
    stop.abort();
  });
  const directory = temporaryPath();
  const outcome = await updater(directory, { kind: "url", url, sha256: SHA256 }).update(stop.signal);
  assert.equal(outcome.result, "failed");
  await Promise.all(asked);
  assert.equal(asked.length, 1);
  const hang = (command: readonly string[], limits: ProgramLimits) =>
    script("setInterval(() => {}, 1000)")(command, { ...limits, durationMs: 200 });
  const late = await updater(temporaryPath(), { kind: "mmdb", path: "/x" }, hang).update();
  assert.match(late.reason!, /it was ended by SIGKILL/);
});
