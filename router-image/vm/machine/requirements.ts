// Why no virtual machine can be had here.

import { execFileSync } from "node:child_process";
import { arch, platform } from "node:os";
import { prepareKernel } from "./kernel.ts";

/** Programs, each with the Debian package that has it. */
const PACKAGES = {
  "qemu-system-x86_64": "qemu-system-x86",
  setpriv: "util-linux",
  prlimit: "util-linux",
  bash: "bash",
  tar: "tar",
} as const;

/** What QEMU may be built without, and the option that lists it. */
const PARTS = { "virtio-9p-pci": "-device", user: "-netdev" } as const;

/** The reason; false where there is none. What `skip` of a test takes. Fills the kernel's cache. */
export function missingForVm(): string | false {
  if (platform() !== "linux" || arch() !== "x64")
    return `a kernel for x86-64 Linux, not ${platform()} ${arch()}`;
  const absent = Object.entries(PACKAGES).filter(([program]) => !isThere(program));
  if (absent.length > 0) {
    const programs = absent.map(([program]) => program).join(", ");
    const packages = [...new Set(absent.map(([, name]) => name))].join(" ");
    return `${programs} not installed (Debian: apt-get install ${packages})`;
  }
  const lacking = Object.entries(PARTS).filter(([part, list]) => !hasPart(part, list));
  if (lacking.length > 0) {
    const parts = lacking.map(([part]) => part).join(", ");
    return `QEMU without ${parts}: Debian's qemu-system-x86 has them`;
  }
  try {
    prepareKernel();
    return false;
  } catch (error) {
    return `no kernel of Debian's: ${(error as Error).message.trim()}`;
  }
}

function isThere(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function hasPart(part: string, list: string): boolean {
  const text = execFileSync("qemu-system-x86_64", [list, "help"], { stdio: "pipe", encoding: "utf8" });
  return new RegExp(`^(name ")?${part}("|$)`, "m").test(text);
}
