// What an image needs of this machine: told in full, and before anything is downloaded.

import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Release } from "./release.ts";

/** Programs that ImageBuilder looks for itself and ends without, and by which Debian's packages they come. */
const TOOLS: Readonly<Record<string, string>> = {
  bash: "bash",
  bzip2: "bzip2",
  cp: "coreutils",
  diff: "diffutils",
  file: "file",
  find: "findutils",
  gawk: "gawk",
  getopt: "util-linux",
  grep: "grep",
  gzip: "gzip",
  install: "coreutils",
  make: "make",
  patch: "patch",
  perl: "perl",
  python3: "python3",
  tar: "tar",
  unzip: "unzip",
  wget: "wget",
  xargs: "findutils",
};

/** An archive, what is in it, and images. */
const ROOM_OCTETS = 4 * 2 ** 30;
/** Images, and what a folder that is there already writes on the way to them. */
const ROOM_WITH_BUILDER_OCTETS = 2 ** 30;

export interface Surroundings {
  readonly path: string;
  /** Of the file system that holds a folder, for this user. */
  freeOctets(folder: string): number;
  readonly platform: string;
  readonly isRoot: boolean;
}

export const HERE: Surroundings = {
  path: process.env.PATH ?? "",
  freeOctets(folder) {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  },
  platform: `${process.platform}-${process.arch}`,
  isRoot: process.getuid?.() === 0,
};

/** What is lacking, a line each with what to do. */
export function lacking(
  { work, release, isDownloaded }: { work: string; release: Release; isDownloaded: boolean },
  { path, freeOctets, platform, isRoot }: Surroundings = HERE,
): string[] {
  const lines: string[] = [];
  if (platform !== "linux-x64")
    lines.push(
      `this machine is ${platform}: ImageBuilder runs on Linux on x86_64; take such a one, or a container`,
    );
  const needed = isDownloaded ? { ...TOOLS, zstd: "zstd" } : TOOLS;
  const missing = Object.entries(needed).filter(([name]) => !isOn(path, name));
  if (missing.length > 0) {
    const packages = [...new Set(missing.map(([, name]) => name))].join(" ");
    const names = missing.map(([name]) => name).join(", ");
    lines.push(`there is no ${names} on PATH: apt-get install ${packages}`);
  }
  const tar = isDownloaded && isOn(path, "tar") ? versionOf("tar", path) : "GNU tar";
  if (!tar.includes("GNU tar")) lines.push("tar is not GNU's, which ImageBuilder needs: install that");
  if (release.format === "apk" && !isRoot && !isOn(path, "fakeroot"))
    lines.push("files of an .apk would not be root's: apt-get install fakeroot, or run as root");
  const folder = existing(work);
  const room = isDownloaded ? ROOM_OCTETS : ROOM_WITH_BUILDER_OCTETS;
  const free = freeOctets(folder);
  if (free < room)
    lines.push(
      `${folder} has room for ${gibibytes(free)}, and ${gibibytes(room)} are needed: make room, or name another with --work`,
    );
  if (/\s/.test(work))
    lines.push(`${work} has a blank in its path, which make cannot do with: name another with --work`);
  return lines;
}

function isOn(path: string, name: string): boolean {
  return path.split(":").some((folder) => {
    const file = `${folder}/${name}`;
    try {
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  });
}

function versionOf(name: string, path: string): string {
  return spawnSync(name, ["--version"], { encoding: "utf8", env: { PATH: path, LC_ALL: "C" } }).stdout ?? "";
}

/** The lowest folder on the way to `path` that is there. */
function existing(path: string): string {
  return existsSync(path) ? path : existing(dirname(path));
}

function gibibytes(octets: number): string {
  return `${(octets / 2 ** 30).toFixed(1)} GiB`;
}
