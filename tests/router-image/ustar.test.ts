// Archives: what is written is read again, by this and by tar(1).

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { type Entry, readTar, writeTar } from "../../router-image/package/ustar.ts";

const TIME = 1_700_000_000;
const LONG = `./${"folder-of-thirty-two-octets-here/".repeat(6)}file`;
const ENTRIES: readonly Entry[] = [
  { path: ".", type: "folder", mode: 0o755 },
  { path: "./a", type: "file", mode: 0o644, content: new Uint8Array(0) },
  { path: "./b", type: "file", mode: 0o755, content: new Uint8Array(512).fill(7) },
  { path: "./c", type: "file", mode: 0o600, content: new TextEncoder().encode("c\n") },
  { path: "./link", type: "link", mode: 0o777, target: "c" },
  { path: LONG, type: "file", mode: 0o644, content: Uint8Array.of(1) },
];

test("entries come back, root's and of one time", () => {
  const read = readTar(writeTar(ENTRIES, TIME));
  assert.deepEqual(
    read.map(({ path, type, mode, content, target }) => ({ path, type, mode, content, target })),
    ENTRIES.map(({ path, type, mode, content, target }) => ({ path, type, mode, content, target })),
  );
  for (const { uid, gid, owner, group, time } of read)
    assert.deepEqual([uid, gid, owner, group, time], [0, 0, "root", "root", TIME]);
});

test("tar(1) reads the same", () => {
  const listing = execFileSync("tar", ["tvf", "-", "--numeric-owner", "--utc", "--full-time"], {
    input: writeTar(ENTRIES, TIME),
    encoding: "utf8",
  });
  assert.deepEqual(
    listing
      .trim()
      .split("\n")
      .map((line) => line.replaceAll(/ +/g, " ")),
    [
      "drwxr-xr-x 0/0 0 2023-11-14 22:13:20 ./",
      "-rw-r--r-- 0/0 0 2023-11-14 22:13:20 ./a",
      "-rwxr-xr-x 0/0 512 2023-11-14 22:13:20 ./b",
      "-rw------- 0/0 2 2023-11-14 22:13:20 ./c",
      "lrwxrwxrwx 0/0 0 2023-11-14 22:13:20 ./link -> c",
      `-rw-r--r-- 0/0 1 2023-11-14 22:13:20 ${LONG}`,
    ],
  );
});

test("what does not fit is refused, what is damaged named", () => {
  const entry = (path: string): Entry => ({ path, type: "file", mode: 0o644, content: new Uint8Array(0) });
  assert.throws(() => writeTar([entry("x".repeat(300))], TIME), /too long for ustar/);
  const archive = writeTar(ENTRIES, TIME);
  archive[0] ^= 1;
  assert.throws(() => readTar(archive), /header is damaged/);
  assert.throws(() => readTar(writeTar(ENTRIES, TIME).subarray(0, 512)), /no end/);
});
