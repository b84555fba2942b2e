import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cpio, type Entry } from "./cpio.ts";
import { type Kernel, modulesWithNeeds } from "./kernel.ts";

/** What it takes to see this machine's folders and to be heard. */
const MODULES = ["virtio_pci", "virtio_console", "9pnet_virtio", "9p", "overlay"];

/** What the kernel starts with: busybox, a few modules, and two scripts. */
export function initramfs(kernel: Kernel): Buffer {
  const list = join("lib/modules", kernel.version, "modules.dep");
  const copied = [...modulesWithNeeds(kernel, MODULES), list];
  const files: Entry[] = [
    { path: "init", content: script("init.sh") },
    { path: "bin/busybox", content: readFileSync(kernel.busybox) },
    { path: "main.sh", content: script("main.sh") },
    ...copied.map((path) => ({ path, content: readFileSync(join(kernel.folder, path)) })),
  ];
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)));
  return cpio([...[...folders].sort().map((path) => ({ path })), ...files]);
}

function script(name: string): Buffer {
  return readFileSync(new URL(name, import.meta.url));
}

function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return folder === "." ? [] : [...foldersOf(folder), folder];
}
