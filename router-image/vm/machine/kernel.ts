// Debian's kernel, its modules and a static busybox, unpacked once.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CLONE } from "../../package/clone.ts";
import { dependencyOf, unpackPackage } from "./debian.ts";
import { createRunId, ownerRuns, runIdOf } from "./run-id.ts";

/** A folder a version of the kernel, and one a process that is unpacking. */
const CACHE = join(CLONE, "build/vm");

/** Follows the newest kernel of the release. */
const KERNEL_PACKAGE = "linux-image-amd64";
const BUSYBOX_PACKAGE = "busybox-static";

/** Below kernel/ of the modules: what a router's firewall, its links and the folders of this machine need. */
const MODULE_FOLDERS = [
  "arch",
  "crypto",
  "drivers/char/virtio_console.ko",
  "drivers/net",
  "drivers/virtio",
  "fs/9p",
  "fs/fscache",
  "fs/netfs",
  "fs/overlayfs",
  "lib",
  "net",
];
/** Drivers of network cards: there are none, and they are most of the rest. */
const LEFT_OUT = ["ethernet", "wireless"].map((kind) => `--exclude=*/drivers/net/${kind}`);

/** What a virtual machine is started from. */
export interface Kernel {
  /** As uname(1) has it. */
  readonly version: string;
  readonly image: string;
  /** Statically linked. */
  readonly busybox: string;
  /** Holds lib/modules/VERSION. */
  readonly folder: string;
}

/** The kernel in the cache, which is filled where it is empty: 70 MB from Debian's archive, as much unpacked. */
export function prepareKernel(): Kernel {
  mkdirSync(CACHE, { recursive: true });
  return cached() ?? fill();
}

/** The newest. */
function cached(): Kernel | undefined {
  const versions = readdirSync(CACHE).filter((name) => runIdOf(name) === undefined);
  const [newest] = versions.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  return newest === undefined ? undefined : kernelOf(newest);
}

function kernelOf(version: string): Kernel {
  const folder = join(CACHE, version);
  return { version, folder, image: join(folder, "vmlinuz"), busybox: join(folder, "busybox") };
}

/** Unpacks beside its place and moves it there whole: others may do the same. */
function fill(): Kernel {
  removeLeftovers();
  const folder = join(CACHE, createRunId());
  mkdirSync(folder);
  try {
    const name = dependencyOf(KERNEL_PACKAGE, "linux-image-");
    const version = name.slice("linux-image-".length);
    unpackKernel(name, version, folder);
    unpackPackage(BUSYBOX_PACKAGE, folder, ["--strip-components=2", "./bin/busybox"]);
    execFileSync(join(folder, "busybox"), ["depmod", "-b", folder, version]);
    moveTo(folder, kernelOf(version).folder);
    return kernelOf(version);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unpackKernel(name: string, version: string, folder: string): void {
  const modules = `./lib/modules/${version}`;
  const below = MODULE_FOLDERS.map((path) => `${modules}/kernel/${path}`);
  const lists = ["builtin", "builtin.modinfo", "order"].map((list) => `${modules}/modules.${list}`);
  const image = `vmlinuz-${version}`;
  unpackPackage(name, folder, ["--strip-components=2", `./boot/${image}`], [...LEFT_OUT, ...lists, ...below]);
  renameSync(join(folder, image), join(folder, "vmlinuz"));
}

/** Of processes that were ended meanwhile. */
function removeLeftovers(): void {
  for (const name of readdirSync(CACHE)) {
    const id = runIdOf(name);
    if (id !== undefined && !ownerRuns(id)) rmSync(join(CACHE, name), { recursive: true, force: true });
  }
}

function moveTo(folder: string, place: string): void {
  try {
    renameSync(folder, place);
  } catch (error) {
    // Another process was first.
    if (!existsSync(place)) throw error;
  }
}

/** Files of `modules` and of all that they need, below the kernel's folder. */
export function modulesWithNeeds({ folder, version }: Kernel, modules: readonly string[]): string[] {
  const base = join("lib/modules", version);
  const lines = readFileSync(join(folder, base, "modules.dep"), "utf8").split("\n");
  const found = modules.flatMap((module) => {
    const line = lines.find((one) => one.slice(0, one.indexOf(":")).endsWith(`/${module}.ko`));
    if (line === undefined) throw new Error(`the kernel ${version} has no module ${module}`);
    return line.replace(":", "").split(" ").filter(Boolean);
  });
  return [...new Set(found)].map((path) => join(base, path));
}
