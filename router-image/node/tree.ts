// What bordertap-node puts onto the router, of the pinned archive.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { CLONE } from "../package/clone.ts";
import { file, withFolders } from "../package/tree.ts";
import type { Entry } from "../package/ustar.ts";
import { archiveName, type Pin, type Processor } from "./pin.ts";
import { PUBLISHER } from "./places.ts";

const CACHE = `${CLONE}/build/node`;
/** A Node.js and its licence. */
const OCTETS_MAX = 512 * 2 ** 20;

/** Throws where the archive cannot be had, or is not the one that was pinned. */
export async function nodeTree(
  pin: Pin,
  processor: Processor,
  from = PUBLISHER,
  cache = CACHE,
): Promise<Entry[]> {
  const name = archiveName(pin.version, processor);
  const path = `${cache}/${name}`;
  if (!existsSync(path)) await download(`${from}/v${pin.version}/${name}`, path, cache);
  const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
  if (digest !== pin.sha256[processor])
    throw new Error(`${path} has SHA-256 ${digest}, and ${pin.sha256[processor]} is pinned: remove it`);
  const folder = name.replace(/\.tar\.xz$/, "");
  const member = (inside: string): Uint8Array =>
    execFileSync("tar", ["xJOf", path, `${folder}/${inside}`], { maxBuffer: OCTETS_MAX });
  return withFolders([
    file("./usr/lib/bordertap-node/node", member("bin/node"), 0o755),
    file("./usr/lib/bordertap-node/LICENSE", member("LICENSE")),
  ]);
}

async function download(url: string, path: string, cache: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${path}.part`, new Uint8Array(await response.arrayBuffer()));
  renameSync(`${path}.part`, path);
}
