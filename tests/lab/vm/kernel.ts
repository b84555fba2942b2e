// Debian's kernel, its modules and a static busybox: unpacked once into a folder that is never installed from.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../namespace.ts";

/** One folder a version of the kernel; what is there is whole. */
const CACHE = join(ROOT, "build/vm");

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

/** PACKAGE FOLDER OPTION... */
const UNPACK =
  'set -o pipefail; package=$1 folder=$2; shift 2; dpkg-deb --fsys-tarfile "$package" | tar -x -C "$folder" "$@"';

const DOWNLOAD_TIMEOUT_MS = 120_000;

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

/** The kernel in the cache, which is filled where it is empty: 70 MB from Debian's archive, 100 MB unpacked. */
export function prepareKernel(): Kernel {
  mkdirSync(CACHE, { recursive: true });
  return cached() ?? fill();
}

/** The newest that is whole. */
function cached(): Kernel | undefined {
  const versions = readdirSync(CACHE).filter((name) => existsSync(kernelOf(name).image));
  const [newest] = versions.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  return newest === undefined ? undefined : kernelOf(newest);
}

function kernelOf(version: string): Kernel {
  const folder = join(CACHE, version);
  return { version, folder, image: join(folder, "vmlinuz"), busybox: join(folder, "busybox") };
}

/** Unpacks beside its place and moves it there whole: others may do the same. */
function fill(): Kernel {
  const folder = mkdtempSync(join(CACHE, ".unpacking-"));
  try {
    const name = imagePackage();
    const version = name.slice("linux-image-".length);
    download(folder, name, BUSYBOX_PACKAGE);
    unpack(folder, `${name}_`, "--strip-components=2", `./boot/vmlinuz-${version}`);
    renameSync(join(folder, `vmlinuz-${version}`), join(folder, "vmlinuz"));
    const modules = `./lib/modules/${version}`;
    const below = MODULE_FOLDERS.map((path) => `${modules}/kernel/${path}`);
    const lists = ["modules.builtin", "modules.builtin.modinfo", "modules.order"];
    unpack(folder, `${name}_`, ...LEFT_OUT, ...lists.map((list) => `${modules}/${list}`), ...below);
    unpack(folder, `${BUSYBOX_PACKAGE}_`, "--strip-components=2", "./bin/busybox");
    execFileSync(join(folder, "busybox"), ["depmod", "-b", folder, version]);
    for (const file of packagesIn(folder)) rmSync(join(folder, file));
    moveTo(folder, kernelOf(version).folder);
    return kernelOf(version);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function imagePackage(): string {
  const depends = execFileSync("apt-cache", ["depends", "--important", KERNEL_PACKAGE], {
    stdio: "pipe",
    encoding: "utf8",
  });
  const [name] = /linux-image-\d\S*/.exec(depends) ?? [];
  if (name === undefined) throw new Error(`apt knows no ${KERNEL_PACKAGE} (apt-get update?)`);
  return name;
}

function download(folder: string, ...names: readonly string[]): void {
  const options = { cwd: folder, stdio: "pipe", timeout: DOWNLOAD_TIMEOUT_MS } as const;
  execFileSync("apt-get", ["download", "-qq", "-o", "Acquire::Retries=2", ...names], options);
}

function packagesIn(folder: string): string[] {
  return readdirSync(folder).filter((file) => file.endsWith(".deb"));
}

/** Hands `selection` to tar(1), which unpacks the package whose file begins with `name`. */
function unpack(folder: string, name: string, ...selection: readonly string[]): void {
  const file = packagesIn(folder).find((one) => one.startsWith(name));
  if (file === undefined) throw new Error(`no ${name}*.deb was downloaded`);
  execFileSync("bash", ["-c", UNPACK, "unpack", join(folder, file), folder, ...selection], { stdio: "pipe" });
}

function moveTo(folder: string, place: string): void {
  try {
    renameSync(folder, place);
  } catch (error) {
    if (!existsSync(join(place, "vmlinuz"))) throw error;
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
