// Copies of the program that lack something.

import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { arch } from "node:process";
import { BORDERTAP } from "./running-daemon.ts";

/** Copies the program to `folder`, without koffi: it reaches no system call of its own. Returns its path. */
export function bundleWithoutSystemCalls(folder: string): string {
  return copyBundle(join(folder, "without-koffi"), (name) => name !== "koffi");
}

/** In an ELF header: which processor it is for (Tool Interface Standard, ELF 1.2: e_machine), and two that there are. */
const MACHINE_AT = 18;
const X86_64 = 62;
const AARCH64 = 183;

/** The same, with a koffi that is built for another processor. */
export function bundleForOtherProcessor(folder: string): string {
  const bundle = copyBundle(join(folder, "other-processor"));
  const koffi = join(dirname(bundle), "koffi");
  for (const name of readdirSync(koffi)) {
    const octets = readFileSync(join(koffi, name));
    octets.writeUInt16LE(arch === "x64" ? AARCH64 : X86_64, MACHINE_AT);
    writeFileSync(join(koffi, name), octets);
  }
  return bundle;
}

/** The program's path in a copy of what `keeps`. */
export function copyBundle(folder: string, keeps: (name: string) => boolean = () => true): string {
  cpSync(dirname(BORDERTAP), folder, { recursive: true, filter: (path) => keeps(basename(path)) });
  return join(folder, basename(BORDERTAP));
}
