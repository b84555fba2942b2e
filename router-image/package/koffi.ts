// koffi's native half for a router: OpenWrt's libc is musl. npm brings the one for this machine's processor; the other is
// fetched by npm, and has to be what package-lock.json says.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Architecture } from "./architecture.ts";
import { CLONE } from "./clone.ts";
import { readTar } from "./ustar.ts";

const CACHE = `${CLONE}/build/koffi`;

/** npm could not fetch it. */
export class KoffiMissing extends Error {}

/** Throws KoffiMissing, and where it is not what it has to be. */
export function koffiFor({ node }: Architecture): Uint8Array {
  const name = `@koromix/koffi-linux-${node}`;
  const inside = `musl_${node}/koffi.node`;
  const installed = `${CLONE}/node_modules/${name}/${inside}`;
  if (existsSync(installed)) return readFileSync(installed);
  const entry = readTar(gunzipSync(archiveOf(name))).find(({ path }) => path === `package/${inside}`);
  if (!entry?.content) throw new Error(`${name} holds no ${inside}`);
  return entry.content;
}

/** As npm has it, proved. */
function archiveOf(name: string): Uint8Array {
  const lock = JSON.parse(readFileSync(`${CLONE}/package-lock.json`, "utf8"));
  const { version, integrity } = lock.packages[`node_modules/${name}`];
  const path = `${CACHE}/${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
  if (!existsSync(path)) {
    mkdirSync(CACHE, { recursive: true });
    const command = ["pack", "--silent", "--pack-destination", CACHE, `${name}@${version}`];
    const { status } = spawnSync("npm", command, { cwd: CLONE, stdio: ["ignore", "ignore", "inherit"] });
    if (status !== 0) throw new KoffiMissing(`npm cannot fetch ${name}@${version}`);
  }
  const archive = readFileSync(path);
  const found = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  if (found !== integrity)
    throw new Error(`${path} is not what package-lock.json says: remove it, and try again`);
  return archive;
}
