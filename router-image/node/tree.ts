// What bordertap-node puts onto the router, of the pinned archive.

import { execFileSync } from "node:child_process";
import { CLONE } from "../package/clone.ts";
import { file, withFolders } from "../package/tree.ts";
import type { Entry } from "../package/ustar.ts";
import { pinnedArchive } from "../publisher.ts";
import { libcAsAlpineNames } from "./libc.ts";
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
  const path = await pinnedArchive(`${from}/v${pin.version}/${name}`, pin.sha256[processor], cache);
  const folder = name.replace(/\.tar\.xz$/, "");
  const member = (inside: string): Uint8Array =>
    execFileSync("tar", ["xJOf", path, `${folder}/${inside}`], { maxBuffer: OCTETS_MAX });
  return withFolders([
    file("./usr/lib/bordertap-node/node", member("bin/node"), 0o755),
    file("./usr/lib/bordertap-node/LICENSE", member("LICENSE")),
    libcAsAlpineNames(processor),
  ]);
}
