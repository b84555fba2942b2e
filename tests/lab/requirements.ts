// What the lab needs of the machine, and why it cannot be built here.

import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";

/** Programs, each with the Debian package that has it. */
const PACKAGES = {
  ip: "iproute2",
  ethtool: "ethtool",
  sysctl: "procps",
  setpriv: "util-linux",
  nft: "nftables",
  dnsmasq: "dnsmasq-base",
  udhcpc: "udhcpc",
  curl: "curl",
  openssl: "openssl",
  iperf3: "iperf3",
  tcpreplay: "tcpreplay",
  tcpdump: "tcpdump",
} as const;

export type Requirement = keyof typeof PACKAGES;

const FOLDERS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** Why namespaces with these programs cannot be had; false where they can. What `skip` of a test takes. */
export function missing(...programs: readonly Requirement[]): string | false {
  if (process.getuid?.() !== 0) return "needs root: network namespaces";
  const wanted: readonly Requirement[] = ["ip", "ethtool", "sysctl", "setpriv", ...programs];
  const absent = wanted.filter((program) => !FOLDERS.some((folder) => isProgram(`${folder}/${program}`)));
  if (absent.length > 0) {
    const packages = [...new Set(absent.map((program) => PACKAGES[program]))].join(" ");
    return `${absent.join(", ")} not installed (Debian: apt-get install ${packages})`;
  }
  const trial = spawnSync("unshare", ["--net", "--mount", "ip", "link", "add", "bridge0", "type", "bridge"]);
  if (trial.status !== 0)
    return `no network namespaces here: ${trial.error?.message ?? String(trial.stderr).trim()}`;
  return false;
}

/** What a whole Lab needs. */
export function missingForLab(...programs: readonly Requirement[]): string | false {
  return missing("nft", "dnsmasq", "udhcpc", "curl", "openssl", ...programs);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
