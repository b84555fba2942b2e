// The package of this version and of the next one, for who installs them in a virtual machine, where to pack them would
// take half a minute: made before it starts.

import { mkdirSync, writeFileSync } from "node:fs";
import { architectureOf } from "../../../router-image/package/architecture.ts";
import { TIME } from "../../../router-image/package/build.ts";
import { CLONE, FEED } from "../../../router-image/package/clone.ts";
import { ipkOf } from "../../../router-image/package/ipk.ts";
import { readMakefile } from "../../../router-image/package/makefile.ts";
import { file, programTree, withFolders } from "../../../router-image/package/tree.ts";
import type { Entry } from "../../../router-image/package/ustar.ts";

const FOLDER = `${CLONE}/build/lifecycle`;

const makefile = readMakefile(`${FEED}/bordertap/Makefile`);
export const VERSION = makefile.version.replace(/-r\d+$/, "");
export const NEXT_VERSION = "99.0.0";
/** What the larger one needs beside the tables, which are unpacked after it. */
const MORE_OCTETS = 8_000_000;

export const PACKAGES = {
  current: `${FOLDER}/current.ipk`,
  next: `${FOLDER}/next.ipk`,
  larger: `${FOLDER}/larger.ipk`,
} as const;

/** Writes them. */
export function buildPackages(): void {
  const architecture = architectureOf("x86_64")!;
  const tree = programTree(architecture);
  const next = { ...makefile, version: `${NEXT_VERSION}-r1` };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(PACKAGES.current, ipkOf(makefile, architecture, tree, TIME));
  const nextTree = tree.map(ofNextVersion);
  const filler = file("./usr/lib/bordertap/filler", new Uint8Array(MORE_OCTETS));
  writeFileSync(PACKAGES.larger, ipkOf(next, architecture, withFolders([...nextTree, filler]), TIME));
  writeFileSync(PACKAGES.next, ipkOf(next, architecture, nextTree, TIME));
}

/** The version stands in the bundle, once. */
function ofNextVersion(entry: Entry): Entry {
  const { path, content } = entry;
  if (!path.endsWith(".js")) return entry;
  const text = new TextDecoder().decode(content);
  const changed = text.replace(`version:"${VERSION}"`, `version:"${NEXT_VERSION}"`);
  return changed === text ? entry : { ...entry, content: new TextEncoder().encode(changed) };
}
