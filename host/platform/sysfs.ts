import { existsSync, readdirSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";

const LINKS = "/sys/class/net";
const IPV4_ROUTES = "/proc/net/route";

/** A network interface as files tell it; numbers as the kernel writes them. */
export interface SysfsLink {
  readonly name: string;
  readonly index: number;
  /** ARPHRD_*. */
  readonly type: number;
  /** IFF_*. */
  readonly flags: number;
  readonly isBridge: boolean;
  /** CIDR texts. */
  readonly addresses: readonly string[];
}

/** What can be known of interfaces without a system call of our own. One that goes meanwhile is left out. */
export function sysfsLinks(): SysfsLink[] {
  const addresses = networkInterfaces();
  return readdirSync(LINKS).flatMap((name) => {
    const field = (file: string) => Number(readFileSync(join(LINKS, name, file), "utf8"));
    const own = (addresses[name] ?? []).flatMap(({ cidr }) => cidr ?? []);
    try {
      const [index, type, flags] = [field("ifindex"), field("type"), field("flags")];
      return [
        { name, index, type, flags, isBridge: existsSync(join(LINKS, name, "bridge")), addresses: own },
      ];
    } catch {
      return [];
    }
  });
}

/** Names of interfaces that carry a default route of IPv4. */
export function defaultRouteNames(): string[] {
  const rows = existsSync(IPV4_ROUTES) ? readFileSync(IPV4_ROUTES, "utf8").split("\n").slice(1) : [];
  return rows
    .map((row) => row.split("\t"))
    .filter(([, destination, , , , , , mask]) => destination === "00000000" && mask === "00000000")
    .map(([name]) => name);
}
