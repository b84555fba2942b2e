// Debian's archive: packages downloaded and unpacked, never installed.

import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const DOWNLOAD_TIMEOUT_MS = 120_000;

/** PACKAGE FOLDER OPTION... */
const UNPACK =
  'set -o pipefail; package=$1 folder=$2; shift 2; dpkg-deb --fsys-tarfile "$package" | tar -x -C "$folder" "$@"';

/** The first package that `name` depends on and that begins with `prefix`. */
export function dependencyOf(name: string, prefix: string): string {
  const text = execFileSync("apt-cache", ["depends", "--important", name], {
    stdio: "pipe",
    encoding: "utf8",
  });
  const names = text.split("\n").map((line) => line.trim().replace(/^Depends: /, ""));
  const found = names.find((one) => one !== name && one.startsWith(prefix));
  if (found === undefined) throw new Error(`apt knows no ${prefix}* for ${name} (apt-get update?)`);
  return found;
}

/** Unpacks of package `name` into `folder` what the options of tar(1) in each of `selections` say. */
export function unpackPackage(
  name: string,
  folder: string,
  ...selections: readonly (readonly string[])[]
): void {
  const options = { cwd: folder, stdio: "pipe", timeout: DOWNLOAD_TIMEOUT_MS } as const;
  execFileSync("apt-get", ["download", "-qq", "-o", "Acquire::Retries=2", name], options);
  const file = readdirSync(folder).find((one) => one.startsWith(`${name}_`) && one.endsWith(".deb"));
  if (file === undefined) throw new Error(`apt-get downloaded no ${name}_*.deb`);
  const path = join(folder, file);
  for (const selection of selections)
    execFileSync("bash", ["-c", UNPACK, "unpack", path, folder, ...selection], { stdio: "pipe" });
  rmSync(path);
}
