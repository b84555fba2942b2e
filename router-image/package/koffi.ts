// koffi's native half for a router: OpenWrt's libc is musl. npm brings the one for this machine's processor; the other is
// fetched by npm, and has to be what package-lock.json says.

import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Architecture } from "./architecture.ts";
import { CLONE } from "./clone.ts";
import { npmArchive } from "./npm-archive.ts";
import { readTar } from "./ustar.ts";

const CACHE = `${CLONE}/build/koffi`;

/** Throws NpmUnreachable, and where it is not what it has to be. */
export function koffiFor({ node }: Architecture): Uint8Array {
  const name = `@koromix/koffi-linux-${node}`;
  const inside = `musl_${node}/koffi.node`;
  const installed = `${CLONE}/node_modules/${name}/${inside}`;
  if (existsSync(installed)) return readFileSync(installed);
  const entry = readTar(gunzipSync(archiveOf(name))).find(({ path }) => path === `package/${inside}`);
  if (!entry?.content) throw new Error(`${name} holds no ${inside}`);
  return entry.content;
}

/** As npm has it, and package-lock.json. */
function archiveOf(name: string): Uint8Array {
  const lock = JSON.parse(readFileSync(`${CLONE}/package-lock.json`, "utf8"));
  return npmArchive({ name, ...lock.packages[`node_modules/${name}`] }, CACHE);
}
