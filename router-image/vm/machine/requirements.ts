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
