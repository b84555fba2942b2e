// What a virtual machine is started from, in the folder of a run.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CLONE } from "../../package/clone.ts";
import { commandLine, type Hardware } from "./hardware.ts";
import { initramfs } from "./initramfs.ts";
import { prepareKernel } from "./kernel.ts";
import { quoted } from "./quoted.ts";

export interface Machine extends Pick<Hardware, "memoryMiB" | "ports" | "terminal" | "door"> {
  /** What runs in it, as root, in the repository's folder; it powers off afterwards. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Loaded beforehand; what these need, and what the kernel asks for, comes by itself. */
  readonly modules: readonly string[];
}

/** A folder inside that is sharedOf() here: the only one that can be written to. */
export const SHARED = "/run/shared";

/** Ours in it. */
export const REQUEST = ["repository", "kernel", "cards", "modules", "command", "status"];

export function sharedOf(folder: string): string {
  return join(folder, "shared");
}

/** What the kernel and init say. */
export function consoleOf(folder: string): string {
  return join(folder, "console");
}

/** Writes it to `folder`, and returns what to start: with sockets as the descriptors that `machine` names. */
export function prepareMachine(folder: string, machine: Machine): string[] {
  const { command, env, modules, ...wanted } = machine;
  const kernel = prepareKernel();
  const hardware = {
    ...wanted,
    kernel,
    initramfs: join(folder, "initramfs"),
    shared: sharedOf(folder),
    console: consoleOf(folder),
  };
  writeFileSync(hardware.initramfs, initramfs(kernel));
  mkdirSync(hardware.shared, { recursive: true });
  const request = {
    repository: `${CLONE}\n`,
    kernel: `${kernel.folder}\n`,
    cards: machine.door ? "1\n" : "0\n",
    modules: modules.map((module) => `${module}\n`).join(""),
    command: script(command, env),
  };
  for (const [name, text] of Object.entries(request)) writeFileSync(join(hardware.shared, name), text);
  return commandLine(hardware);
}

/** For sh(1). */
function script(command: readonly string[], env: Readonly<Record<string, string>>): string {
  const path = `${dirname(process.execPath)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
  const plain = { PATH: path, HOME: "/tmp", TMPDIR: "/tmp", LC_ALL: "C" };
  const lines = Object.entries({ ...plain, ...env }).map(
    ([name, value]) => `export ${name}=${quoted(value)}`,
  );
  return [...lines, `cd ${quoted(CLONE)}`, `exec ${command.map(quoted).join(" ")}`, ""].join("\n");
}
