// What a package puts onto the router: a mirror of its file system.

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Architecture } from "./architecture.ts";
import { CLONE, FEED } from "./clone.ts";
import { koffiFor } from "./koffi.ts";
import type { Entry } from "./ustar.ts";

const DIST = `${CLONE}/dist`;
const PROGRAM = "usr/lib/bordertap";
/** Of what `npm run build` makes, koffi aside: what measures it stays here. */
const NOT_SHIPPED = /^bench-/;
const BUILT_MIN = ["bordertap.js", "tap.js", "package.json", "classifier-router.wasm", "geo.table"];

/** The program, its tables and its places on the router; throws where it was not built. */
export function programTree(architecture: Architecture): Entry[] {
  const missing = BUILT_MIN.filter((name) => !existsSync(`${DIST}/${name}`));
  if (missing.length > 0) throw new Error(`dist lacks ${missing.join(", ")}: run 'npm run build' first`);
  const built = readdirSync(DIST).filter(
    (name) => lstatSync(`${DIST}/${name}`).isFile() && !NOT_SHIPPED.test(name),
  );
  const root = mirrored(`${FEED}/bordertap/root`);
  const manual = root.find(({ path }) => path === "./etc/config/bordertap")!;
  return withFolders([
    ...root,
    ...built.map((name) => file(`./${PROGRAM}/${name}`, readFileSync(`${DIST}/${name}`))),
    file(`./${PROGRAM}/koffi/musl_${architecture.node}.node`, koffiFor(architecture)),
    file(`./${PROGRAM}/manual`, manual.content!),
    file(`./${PROGRAM}/LICENSE`, readFileSync(`${CLONE}/LICENSE`)),
  ]);
}

/** LuCI's pages, as its luci.mk installs them, but for its minifier. */
export function luciTree(): Entry[] {
  const folder = `${FEED}/luci-app-bordertap`;
  const pages = mirrored(`${folder}/htdocs`).map((entry) => ({
    ...entry,
    path: `./www${entry.path.slice(1)}`,
  }));
  return withFolders([...mirrored(`${folder}/root`), ...pages]);
}

export function file(path: string, content: Uint8Array, mode = 0o644): Entry {
  return { path, type: "file", mode, content };
}

export function link(path: string, target: string): Entry {
  return { path, type: "link", mode: 0o777, target };
}

/** The files of a folder as entries. Modes are those that git keeps: who may run it, not the umask of a clone. */
function mirrored(folder: string): Entry[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => lstatSync(`${folder}/${name}`).isFile())
    .map((name) => {
      const isProgram = (lstatSync(`${folder}/${name}`).mode & 0o100) !== 0;
      return file(`./${name}`, readFileSync(`${folder}/${name}`), isProgram ? 0o755 : modeOf(name));
    });
}

/** OpenWrt installs what is in /etc/config for root's eyes alone. */
function modeOf(name: string): number {
  return name.startsWith("etc/config/") ? 0o600 : 0o644;
}

/** With the folders that lead to them, in one order. */
export function withFolders(entries: readonly Entry[]): Entry[] {
  const folders = new Set(entries.flatMap(({ path }) => foldersOf(path)));
  const all = [...entries, ...[...folders].map((path): Entry => ({ path, type: "folder", mode: 0o755 }))];
  return all.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    folders.push(folder);
    if (folder === ".") return folders;
  }
}

/** Writes a tree beside the packages, for the feed's Makefile. */
export function writeTree(entries: readonly Entry[], folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const { path, type, mode, content, target } of entries) {
    if (type === "link") {
      symlinkSync(target!, `${folder}/${path}`);
      continue;
    }
    if (type === "folder") mkdirSync(`${folder}/${path}`, { recursive: true });
    else writeFileSync(`${folder}/${path}`, content!);
    // Whatever umask there is.
    chmodSync(`${folder}/${path}`, mode);
  }
}
