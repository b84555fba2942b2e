// Why there can be no router here.

import { existsSync } from "node:fs";
import { missingForVm } from "./machine/requirements.ts";

/** What the router and its household use of this machine's programs, each with the Debian package that has it. */
const PACKAGES = {
  nft: "nftables",
  dnsmasq: "dnsmasq-base",
  ip: "iproute2",
  sysctl: "procps",
  logger: "bsdutils",
  awk: "mawk",
  openssl: "openssl",
} as const;

const FOLDERS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** The reason, with what to do; false where there is none. Fills the kernel's cache. */
export function missingForRouter(folders: readonly string[] = FOLDERS): string | false {
  const absent = Object.entries(PACKAGES).filter(
    ([program]) => !folders.some((folder) => existsSync(`${folder}/${program}`)),
  );
  if (absent.length === 0) return missingForVm();
  const packages = absent.map(([, name]) => name).join(" ");
  const programs = absent.map(([program]) => program).join(", ");
  return `${programs} not installed (Debian: apt-get install ${packages})`;
}
