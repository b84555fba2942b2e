// An update from the first request to the table in its place, and every way in which the old one stays.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { ROOT4 } from "../../../../assembly/geo/image.ts";
import { buildImage } from "../../../../host/geo/build/build.ts";
import type { Outcome } from "../../../../host/geo/update/outcome.ts";
import { rollBack } from "../../../../host/geo/update/roll-back.ts";
import { type RunOptions, UpdateRun } from "../../../../host/geo/update/run.ts";
import type { UpdateSource } from "../../../../host/geo/update/source.ts";
import { readState } from "../../../../host/geo/update/state.ts";
import { installed } from "../../../../host/geo/update/store.ts";
import { replaceFile } from "../../../../host/platform/files.ts";
import { asRoot } from "../../helper/namespace.ts";
import { temporaryFile, temporaryPath } from "../../helper/temporary-file.ts";
import { signed } from "../helper/asn-table.ts";
import { secureFetch, serve } from "./helper/server.ts";
import { worldCsv, worldImage } from "./helper/tables.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const BUILT = temporaryFile(worldImage());
const NEWER = worldImage({ ipv4: 1100 });
const NEWEST = worldImage({ ipv4: 1200 });

function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

function run(directory: string, source: UpdateSource, options: Partial<RunOptions> = {}): UpdateRun {
  return new UpdateRun({
    source,
    directory,
    built: BUILT,
    now: () => NOW,
    compile: (source, target) => replaceFile(target, buildImage({ first: [source], second: [] })),
    ...options,
  });
}

/** Updates from files by name that a server on the loopback interface has, by https as far as we can tell. */
async function updateFrom(
  directory: string,
  files: Record<string, Uint8Array | string>,
  options: Partial<RunOptions> & { sha256?: string; isChecksumThere?: boolean } = {},
): Promise<Outcome> {
  const url = await serve((request, response) => {
    const content = files[request.url!.slice(1)];
    if (content === undefined) response.writeHead(404).end();
    else response.end(content);
  });
  const [name] = Object.keys(files);
  const source: UpdateSource = {
    kind: "url",
    url: `https://update.example/${name}`,
    sha256: options.sha256,
    sha256Url: options.isChecksumThere ? "https://update.example/SHA256SUMS" : undefined,
  };
  return run(directory, source, { fetch: secureFetch("update.example", url), ...options }).update();
}

function assertFailed(outcome: Outcome, reason: RegExp): void {
  assert.equal(outcome.result, "failed");
  assert.match(outcome.reason!, reason);
}

/** What a folder of updates holds; nothing of an update is left in it. */
function filesOf(directory: string): string[] {
  return readdirSync(directory).sort();
}

function content(directory: string, name = "geo.table"): Buffer {
  return readFileSync(join(directory, name));
}

/** A folder in which one update was installed. */
async function updatedFolder(): Promise<string> {
  const directory = temporaryPath();
  assert.equal((await updateFrom(directory, { "geo.table": NEWER })).result, "installed");
  return directory;
}

test("a ready table: installed, then unchanged, then replaced with one copy kept", async () => {
  const directory = temporaryPath();
  assert.equal(installed(directory, BUILT), BUILT);
  const first = await updateFrom(directory, { "geo.table": NEWER });
  assert.deepEqual(first, {
    time: "2026-11-20T12:00:00.000000000Z",
    source: "https://update.example/geo.table",
    result: "installed",
    sourceSha256: sha256(NEWER),
    table: join(directory, "geo.table"),
  });
  assert.deepEqual(filesOf(directory), ["geo.table", "update.json"]);
  assert.ok(content(directory).equals(NEWER));

  const again = await updateFrom(directory, { "geo.table": NEWER });
  assert.deepEqual([again.result, again.table], ["unchanged", first.table]);

  assert.equal((await updateFrom(directory, { "geo.table": NEWEST })).result, "installed");
  assert.deepEqual(filesOf(directory), ["geo.table", "geo.table.previous", "update.json"]);
  assert.ok(content(directory).equals(NEWEST));
  assert.ok(content(directory, "geo.table.previous").equals(NEWER));
  assert.equal(installed(directory, BUILT), join(directory, "geo.table"));
});

test("what root's update makes is the service's, whose folder it is in", asRoot, async () => {
  const service = 4917;
  const state = temporaryPath();
  mkdirSync(state);
  chownSync(state, service, service);
  const directory = join(state, "updates", "geo");
  const owners = (...paths: string[]) => paths.map((path) => [lstatSync(path).uid, lstatSync(path).gid]);
  const made: string[] = [];
  const compile: RunOptions["compile"] = (source, target) => {
    replaceFile(target, buildImage({ first: [source], second: [] }));
    made.push(...owners(dirname(target), source, target).map(String));
  };
  const options = { built: temporaryFile(worldImage()), compile };
  const outcome = await updateFrom(directory, { "world.csv.gz": gzipSync(worldCsv()) }, options);
  assert.deepEqual([outcome.reason, outcome.result], [undefined, "installed"]);
  const paths = ["", "geo.table", "update.json"].map((name) => join(directory, name));
  const all = owners(dirname(directory), ...paths).map(String);
  assert.deepEqual([...new Set([...made, ...all])], [`${service},${service}`]);
});

test("http with a hash, from a real server, without anything injected", async () => {
  const url = await serve((_, response) => response.end(NEWER));
  const directory = temporaryPath();
  const source = { kind: "url", url, sha256: sha256(NEWER) } as const;
  assert.equal((await run(directory, source).update()).result, "installed");
  assert.throws(() => run(directory, { kind: "url", url }), /needs a SHA-256/);
});

test("CSV, CSV.gz and one's own MMDB are compiled", async () => {
  const csv = worldCsv({ ipv6: 900 });
  const image = worldImage({ ipv6: 900 });
  const countOf = (table: Uint8Array) => /"ipv6Ranges":(\d+)/.exec(Buffer.from(table).toString("latin1"))![1];
  const downloads: Record<string, Uint8Array | string>[] = [
    { "dbip-country-lite-2026-11.csv": csv },
    { "dbip-country-lite-2026-11.csv.gz": gzipSync(csv) },
  ];
  for (const files of downloads) {
    const directory = temporaryPath();
    const outcome = await updateFrom(directory, files);
    assert.equal(outcome.reason, undefined);
    assert.deepEqual(filesOf(directory), ["geo.table", "update.json"]);
    assert.equal(countOf(content(directory)), countOf(image));
    assert.ok(content(directory).includes('"name":"DB-IP Lite","date":"2026-11-01"'));
    assert.ok(content(directory).includes('"file":"dbip-country-lite-2026-11.csv"'));
  }
  const directory = temporaryPath();
  const own = temporaryFile(csv);
  assert.equal((await run(directory, { kind: "mmdb", path: own }).update()).result, "installed");
  assert.equal((await run(directory, { kind: "mmdb", path: own }).update()).result, "unchanged");
  const table = temporaryFile(NEWEST);
  assertFailed(await run(directory, { kind: "mmdb", path: table }).update(), /cannot use the country data/);
  assert.ok(readFileSync(table).equals(NEWEST));
  const none = await run(directory, { kind: "mmdb", path: "/no/such/file" }).update();
  assertFailed(none, /cannot read \/no\/such\/file/);
  assert.equal(none.table, join(directory, "geo.table"));
});

test("a checksum file: right, wrong, missing; what is known is not fetched again", async () => {
  const directory = temporaryPath();
  const sums = `${sha256(NEWER)}  geo.table\n${sha256("x")}  other\n`;
  const files = { "geo.table": NEWER, SHA256SUMS: sums };
  assert.equal((await updateFrom(directory, files, { isChecksumThere: true })).result, "installed");
  const gone = { "geo.table": "another file", SHA256SUMS: sums };
  assert.equal((await updateFrom(directory, gone, { isChecksumThere: true })).result, "unchanged");
  const changed = { "geo.table": NEWER, SHA256SUMS: sha256(NEWEST) };
  assertFailed(
    await updateFrom(directory, changed, { isChecksumThere: true }),
    /its SHA-256 is .* is expected/,
  );
  const missing = await updateFrom(directory, { "geo.table": NEWEST }, { isChecksumThere: true });
  assertFailed(missing, /the server answers 404/);
  assertFailed(
    await updateFrom(directory, { "geo.table": NEWEST }, { sha256: sha256("x") }),
    /its SHA-256 is/,
  );
  assert.ok(content(directory).equals(NEWER));
});

test("a table that shrank below 60 %, in either family", async () => {
  const directory = await updatedFolder();
  for (const [shape, family] of [
    [{ ipv4: 600 }, "IPv4"],
    [{ ipv6: 500 }, "IPv6"],
  ] as const) {
    const outcome = await updateFrom(directory, { "geo.table": worldImage(shape) });
    assertFailed(outcome, new RegExp(`it has \\d+ ${family} ranges, less than 60 % of the \\d+ in use`));
  }
  assert.equal((await updateFrom(directory, { "geo.table": worldImage({ ipv4: 700 }) })).result, "installed");
});

test("a table of wrong countries, or with countries for private addresses", async () => {
  const directory = await updatedFolder();
  const wrong = await updateFrom(directory, { "geo.table": worldImage({ ipv4: 1100, wrong: 3 }) });
  assertFailed(wrong, /3 well-known IPv4 addresses elsewhere/);
  // 10.0.0.0/16 answers as 11.0.0.0/16 does.
  const lie = signed(NEWEST, (header) => {
    header.setUint32(ROOT4 + 4 * 0x0a00, header.getUint32(ROOT4 + 4 * 0x0b00, true), true);
  });
  assertFailed(await updateFrom(directory, { "geo.table": lie }), /it names a country for Private-Use/);
  assert.ok(content(directory).equals(NEWER));
});

test("what is no table, no CSV, no MMDB", async () => {
  const directory = await updatedFolder();
  const cut = NEWEST.subarray(0, -1000);
  const damaged = NEWEST.slice();
  damaged[500_000] ^= 1;
  const packed = gzipSync(NEWEST);
  for (const [file, reason] of [
    ["<html>not found</html>", /cannot use the country data/],
    ["", /cannot use the country data|holds no/],
    [cut, /should have \d+ octets and has \d+/],
    [damaged, /SHA-256/],
    [gzipSync(packed), /packed twice/],
    [packed.subarray(0, packed.length >> 1), /no whole gzip file/],
    [gzipSync(new Uint8Array(140_000_000)), /unpacked it has more than 134217728 octets/],
  ] as const) {
    assertFailed(await updateFrom(directory, { "geo.table": file }), reason);
    assert.deepEqual(filesOf(directory), ["geo.table", "update.json"]);
    assert.ok(content(directory).equals(NEWER));
  }
});

test("servers that do not end: the old table stays, nothing is left, failures are counted", async () => {
  const directory = await updatedFolder();
  const url = await serve((_, response) => {
    const piece = Buffer.alloc(65_536);
    const push = () => {
      while (response.write(piece));
    };
    response.on("drain", push);
    push();
  });
  const limits = { octetsMax: 300_000, durationMs: 20_000, stallMs: 10_000 };
  const source = { kind: "url", url, sha256: sha256("") } as const;
  for (const failures of [1, 2]) {
    assertFailed(await run(directory, source, { limits }).update(), /has more than 300000 octets/);
    assert.equal(readState(join(directory, "update.json")).lastAttempt?.failures, failures);
  }
  assert.deepEqual(filesOf(directory), ["geo.table", "update.json"]);
  const { lastAttempt, table } = JSON.parse(content(directory, "update.json").toString());
  assert.deepEqual(
    [lastAttempt.result, lastAttempt.source, lastAttempt.time],
    ["failed", url, "2026-11-20T12:00:00.000000000Z"],
  );
  assert.equal(table.sourceSha256, sha256(NEWER));
});

test("it can be stopped", async () => {
  const stop = new AbortController();
  const url = await serve((_, response) => {
    response.write("x");
    stop.abort();
  });
  const directory = temporaryPath();
  const source = { kind: "url", url, sha256: sha256("") } as const;
  assertFailed(await run(directory, source).update(stop.signal), /it was stopped/);
  assert.deepEqual(filesOf(directory), ["update.json"]);
});

test("rolled back: to the table before, then to the built one; the same file is not taken again", async () => {
  const directory = await updatedFolder();
  await updateFrom(directory, { "geo.table": NEWEST });
  assert.equal(rollBack(directory, BUILT), join(directory, "geo.table"));
  assert.ok(content(directory).equals(NEWER));
  const again = await updateFrom(directory, { "geo.table": NEWEST });
  assert.deepEqual([again.result, again.reason], ["unchanged", "its table was rolled back."]);
  assert.equal((await updateFrom(directory, { "geo.table": NEWER })).result, "unchanged");
  assert.equal(
    (await updateFrom(directory, { "geo.table": worldImage({ ipv4: 1300 }) })).result,
    "installed",
  );
  rollBack(directory, BUILT);
  assert.equal(rollBack(directory, BUILT), BUILT);
  assert.deepEqual(filesOf(directory), ["update.json"]);
  assert.throws(() => rollBack(directory, BUILT), /no update is installed there/);
});

test("a power cut at any step leaves a table that can be loaded, and the next update cleans up", async () => {
  const directory = await updatedFolder();
  const current = join(directory, "geo.table");
  const previous = join(directory, "geo.table.previous");
  // Between the two steps of an installation.
  writeFileSync(previous, NEWER);
  rmSync(current);
  assert.equal(installed(directory, BUILT), previous);
  // A file whose content never reached the disk.
  writeFileSync(current, "");
  assert.equal(installed(directory, BUILT), previous);
  writeFileSync(previous, NEWER.subarray(0, 1000));
  assert.equal(installed(directory, BUILT), BUILT);
  writeFileSync(previous, NEWER);
  writeFileSync(join(directory, "update.json"), '{"lastAttempt":');

  const staging = (pid: number, ageMs: number): string => {
    const folder = join(directory, `update-${pid}.new`);
    mkdirSync(folder);
    writeFileSync(join(folder, "geo.table"), "half");
    utimesSync(folder, new Date(NOW - ageMs), new Date(NOW - ageMs));
    return folder;
  };
  // 2^22 is the largest that a pid can be.
  const leftovers = [staging(4_194_305, 0), staging(process.pid, 0), staging(1, 2 * 3_600_000)];
  const others = staging(process.ppid, 1000);
  writeFileSync(join(directory, "notes.txt"), "the owner's");
  const outcome = await updateFrom(directory, { "geo.table": NEWEST });
  assert.equal(outcome.result, "installed");
  for (const folder of leftovers) assert.ok(!existsSync(folder), folder);
  assert.ok(existsSync(others));
  assert.ok(existsSync(join(directory, "notes.txt")));
  // The damaged table did not push the good one out.
  assert.ok(content(directory, "geo.table.previous").equals(NEWER));
});

test("a newer program's table overtakes an older update of the same source", async () => {
  const directory = temporaryPath();
  const dated = async (date: string) => {
    const path = join(temporaryPath());
    await updateFrom(path, { [`dbip-country-lite-${date}.csv`]: worldCsv() });
    return join(path, "geo.table");
  };
  const [older, newer] = [await dated("2026-06"), await dated("2026-11")];
  mkdirSync(directory);
  writeFileSync(join(directory, "geo.table"), readFileSync(older));
  assert.equal(installed(directory, newer), newer);
  writeFileSync(join(directory, "geo.table"), readFileSync(newer));
  assert.equal(installed(directory, older), join(directory, "geo.table"));
  // Of another source, which somebody chose.
  writeFileSync(join(directory, "geo.table"), NEWER);
  assert.equal(installed(directory, newer), join(directory, "geo.table"));
});

test("a folder that cannot be written, and a state that somebody else wrote", async () => {
  const notFolder = temporaryFile("a file");
  assertFailed(await updateFrom(notFolder, { "geo.table": NEWER }), /cannot write/);
  const directory = temporaryPath();
  mkdirSync(directory);
  for (const state of [
    "[]",
    '{"table":5}',
    '{"lastAttempt":{"time":"x"}}',
    "\0".repeat(20_000),
    `{"rolledBack":"${"../".repeat(9)}"}`,
  ]) {
    writeFileSync(join(directory, "update.json"), state);
    assert.deepEqual(readState(join(directory, "update.json")), {});
  }
  assert.equal((await updateFrom(directory, { "geo.table": NEWER })).result, "installed");
});
