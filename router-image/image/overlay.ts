// ImageBuilder's FILES: what is laid over the packages' files, before their scripts run. Configuration comes with the
// packages; here is only what somebody asked for.

import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { usage } from "./refusal.ts";
import type { Release } from "./release.ts";

export interface OverlayChoice {
  /** A folder that mirrors the router's file system. */
  readonly files?: string;
  /** Where newer packages of ours come from: a repository of one's own. */
  readonly feed?: string;
}

/** A file of our making. */
export interface OverlayFile {
  /** On the router. */
  readonly path: string;
  readonly content: string;
}

/** Throws where a choice is wrong. */
export function overlayFiles({ files, feed }: OverlayChoice, release: Release): OverlayFile[] {
  if (files !== undefined && !(existsSync(files) && statSync(files).isDirectory()))
    throw usage(`--files ${files} is no folder`);
  if (feed === undefined) return [];
  if (!/^https?:\/\/[^\s'"]+$/.test(feed) || !URL.canParse(feed))
    throw usage(`--feed ${feed} is no URL of a repository, such as https://example.org/bordertap`);
  const file =
    release.format === "ipk"
      ? { path: "/etc/opkg/customfeeds.conf", content: `src/gz bordertap ${feed}\n` }
      : { path: "/etc/apk/repositories.d/customfeeds.list", content: `${feed}\n` };
  if (files !== undefined && existsSync(files + file.path))
    throw usage(`--feed writes ${file.path}, which is in ${files} as well: leave out the one or the other`);
  return [file];
}

/** Paths on the router of what is in a folder of somebody's own, in order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => !lstatSync(`${folder}/${name}`).isDirectory())
    .map((name) => `/${name}`)
    .sort();
}

/** Folders are 0755, for the router's own take their modes from these; files keep those that they have. */
export function writeOverlay(folder: string, made: readonly OverlayFile[], files: string | undefined): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (files !== undefined) cpSync(files, folder, { recursive: true, verbatimSymlinks: true });
  for (const { path, content } of made) {
    mkdirSync(dirname(folder + path), { recursive: true });
    writeFileSync(folder + path, content);
    chmodSync(folder + path, 0o644);
  }
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    if (lstatSync(`${folder}/${name}`).isDirectory()) chmodSync(`${folder}/${name}`, 0o755);
  chmodSync(folder, 0o755);
}
