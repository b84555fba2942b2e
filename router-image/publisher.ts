// What comes from a publisher's server: texts, and archives that have to be what was pinned.

import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { type DownloadLimits, download } from "../host/geo/update/download.ts";
import { fetchFile, fileNameOf, localFile } from "../host/geo/update/fetch-file.ts";
import { UpdateRefused } from "../host/geo/update/refused.ts";

/** Lists of versions and of SHA-256: OpenWrt's are the longest, with a line for each package of a target. */
const TEXT: DownloadLimits = { octetsMax: 16 * 2 ** 20, durationMs: 120_000, stallMs: 30_000 };
/** An ImageBuilder has some hundred MB. */
const ARCHIVE: DownloadLimits = { octetsMax: 2 ** 30, durationMs: 3_600_000, stallMs: 60_000 };

/** Throws with the URL and why. */
export async function fetchText(url: string): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  const take = (piece: Uint8Array) => parts.push(decoder.decode(piece, { stream: true }));
  await named(url, download(url, take, { limits: TEXT, fetch }));
  return parts.join("") + decoder.decode();
}

/** The path of an archive in `folder`, fetched where it is not there; throws where it is not what was pinned. */
export async function pinnedArchive(url: string, sha256: string, folder: string): Promise<string> {
  const path = archivePath(url, folder);
  const here = digestOf(path);
  if (here === sha256) return path;
  if (here !== undefined) throw new Error(`${path} has SHA-256 ${here}, and ${sha256} is pinned: remove it`);
  const stage = `${path}.part`;
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  try {
    const file = await named(url, fetchFile(url, stage, { limits: ARCHIVE, fetch }));
    if (file.sha256 !== sha256)
      throw new Error(`${url} has SHA-256 ${file.sha256}, and ${sha256} is pinned: nothing of it was kept`);
    renameSync(file.path, path);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  return path;
}

/** Where that puts it. */
export function archivePath(url: string, folder: string): string {
  return `${folder}/${fileNameOf(url)}`;
}

function digestOf(path: string): string | undefined {
  return existsSync(path) ? localFile(path).sha256 : undefined;
}

async function named<T>(url: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof UpdateRefused ? new Error(`${url}: ${error.message}`) : error;
  }
}
