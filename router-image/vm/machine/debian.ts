// Debian's archive: packages downloaded and unpacked, never installed.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const DOWNLOAD_TIMEOUT_MS = 120_000;

/** PACKAGE FOLDER OPTION... */
const UNPACK =
  'set -o pipefail; package=$1 folder=$2; shift 2; dpkg-deb --fsys-tarfile "$package" | tar -x -C "$folder" "$@"';

const WITHOUT_PAPERS = ["--exclude=./usr/share"];

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
  unpackDownloaded(name, folder, [], selections);
}

/**
 * Unpacks packages of another processor ("arm64") into `folder`: what they need is not looked for. apt's lists of it are
 * fetched into a folder of their own there, and go again.
 */
export function unpackForeign(architecture: string, names: readonly string[], folder: string): void {
  const state = join(folder, "apt");
  for (const place of ["lists/partial", "cache/archives/partial"])
    mkdirSync(join(state, place), { recursive: true });
  const options = [
    ...["-o", `APT::Architecture=${architecture}`, "-o", `APT::Architectures=${architecture}`],
    ...["-o", `Dir::State::lists=${state}/lists`, "-o", "Dir::State::status=/dev/null"],
    ...["-o", `Dir::Cache=${state}/cache`, "-o", "Acquire::Languages=none", "-o", "APT::Sandbox::User=root"],
  ];
  execFileSync("apt-get", ["update", "-qq", ...options], { stdio: "pipe", timeout: DOWNLOAD_TIMEOUT_MS });
  for (const name of names) unpackDownloaded(name, folder, options, [WITHOUT_PAPERS]);
  rmSync(state, { recursive: true });
}

function unpackDownloaded(
  name: string,
  folder: string,
  apt: readonly string[],
  selections: readonly (readonly string[])[],
): void {
  const options = { cwd: folder, stdio: "pipe", timeout: DOWNLOAD_TIMEOUT_MS } as const;
  execFileSync("apt-get", ["download", "-qq", "-o", "Acquire::Retries=2", ...apt, name], options);
  const file = readdirSync(folder).find((one) => one.startsWith(`${name}_`) && one.endsWith(".deb"));
  if (file === undefined) throw new Error(`apt-get downloaded no ${name}_*.deb`);
  const path = join(folder, file);
  for (const selection of selections)
    execFileSync("bash", ["-c", UNPACK, "unpack", path, folder, ...selection], { stdio: "pipe" });
  rmSync(path);
}
