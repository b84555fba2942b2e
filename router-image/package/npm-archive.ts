// A package as npm has it, fetched once and proved: for what is not of this machine's kind.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { CLONE } from "./clone.ts";

export interface Pinned {
  readonly name: string;
  readonly version: string;
  /** sha512- and the digest in base64, as npm writes it. */
  readonly integrity: string;
}

/** npm could not fetch it. */
export class NpmUnreachable extends Error {}

/** The .tgz, kept in the folder `cache`. Throws NpmUnreachable, and where it is not what was pinned. */
export function npmArchive({ name, version, integrity }: Pinned, cache: string): Uint8Array {
  const path = `${cache}/${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
  if (!existsSync(path)) {
    mkdirSync(cache, { recursive: true });
    const command = ["pack", "--silent", "--pack-destination", cache, `${name}@${version}`];
    const { status } = spawnSync("npm", command, { cwd: CLONE, stdio: ["ignore", "ignore", "inherit"] });
    if (status !== 0) throw new NpmUnreachable(`npm cannot fetch ${name}@${version}`);
  }
  const archive = readFileSync(path);
  const found = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  if (found !== integrity)
    throw new Error(`${path} is not the one that is pinned (${integrity}): remove it, and try again`);
  return archive;
}
