// What the lab needs of the machine, and why it cannot be built here.

import { execFileSync } from "node:child_process";
import { createRunId } from "../../router-image/vm/machine/run-id.ts";
import { isInstalled } from "../installed.ts";
import { RULESET } from "./network.ts";
import { removeTraces } from "./traces.ts";

/** Programs, each with the Debian package that has it. */
const PACKAGES = {
  ip: "iproute2",
  ethtool: "ethtool",
  sysctl: "procps",
  setpriv: "util-linux",
  nft: "nftables",
  conntrack: "conntrack",
  dnsmasq: "dnsmasq-base",
  udhcpc: "udhcpc",
  curl: "curl",
  openssl: "openssl",
  iperf3: "iperf3",
  tcpreplay: "tcpreplay",
  tcpdump: "tcpdump",
  ping: "iputils-ping",
} as const;

export type Requirement = keyof typeof PACKAGES;

/** Why namespaces with these programs cannot be had; false where they can. What `skip` of a test takes. */
export function missing(...programs: readonly Requirement[]): string | false {
  if (process.getuid?.() !== 0) return "needs root: network namespaces";
  const wanted: readonly Requirement[] = ["ip", "ethtool", "sysctl", "setpriv", ...programs];
  const absent = wanted.filter((program) => !isInstalled(program));
  if (absent.length > 0) {
    const packages = [...new Set(absent.map((program) => PACKAGES[program]))].join(" ");
    return `${absent.join(", ")} not installed (Debian: apt-get install ${packages})`;
  }
  return refusal(wanted.includes("nft") ? ["nft", "-f", "-"] : ["true"]);
}

/** What a whole Lab needs. */
export function missingForLab(...programs: readonly Requirement[]): string | false {
  return missing("nft", "dnsmasq", "udhcpc", "curl", "openssl", ...programs);
}

/** What the kernel has against the parts of a lab; `firewall` reads the router's rules. */
function refusal(firewall: readonly string[]): string | false {
  const id = createRunId();
  const name = `${id}-trial`;
  const links = "link add bridge0 type bridge\nlink add one type veth peer name two\n";
  try {
    execFileSync("ip", ["netns", "add", name], { stdio: "pipe" });
    execFileSync("ip", ["-n", name, "-batch", "-"], { input: links, stdio: "pipe" });
    // Who does not read its input may have ended before it is written.
    const input = firewall.includes("nft") ? RULESET : undefined;
    execFileSync("ip", ["netns", "exec", name, ...firewall], { input, stdio: "pipe" });
    return false;
  } catch (error) {
    return `no network namespaces as the lab needs them: ${(error as Error).message.trim()}`;
  } finally {
    removeTraces(id);
  }
}
