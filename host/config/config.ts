// What the daemon is told, checked and whole. Everything in it is frozen.

import type { Prefix } from "../address.ts";
import type { UpdateSource } from "../geo/update/source.ts";
import type { Policy } from "../policy/policy.ts";
import type { File } from "./schema.ts";

export interface Config {
  readonly mode: "alert" | "enforce";
  /** Empty: all LAN-class bridges. */
  readonly interfaces: readonly string[];
  /** Beside those that interfaces tell. */
  readonly local: readonly Prefix[];
  /** Threads. */
  readonly workers: number;
  /** Octets of the ring of each worker and interface. */
  readonly ringSize: number;
  readonly promiscuous: boolean;
  readonly accounting: "auto" | "tap" | "conntrack";
  /** Path of dnsmasq's file. */
  readonly leases: string;
  /** Path of the folder of what has to be there before the program runs. */
  readonly directory: string;
  readonly logLevel: LogLevel;
  readonly policy: Policy;
  readonly devices: readonly NamedDevice[];
  readonly geo: GeoConfig;
  readonly enforcement: EnforcementConfig;
  /** Absent: no endpoint. */
  readonly http?: HttpConfig;
}

/** What the firewall is told where flows are blocked. */
export interface EnforcementConfig {
  /** While nobody judges, and before anybody has. */
  readonly fail: "open" | "last-good" | "closed";
  readonly boot: "open" | "last-good" | "closed";
  readonly routerOutput: boolean;
  /** Adjacent bits of marks. */
  readonly markMask: number;
  readonly queueFirst: number;
  readonly queueCount: number;
}

export type LogLevel = "error" | "warning" | "info" | "debug";

export interface NamedDevice {
  /** As outputs write them. */
  readonly macs: readonly string[];
  readonly name: string;
}

export interface GeoConfig {
  /** Path; absent: the last good update, or else the installed table. */
  readonly table?: string;
  /** Path; absent: the installed one, if there is one. */
  readonly asn?: string;
  /** Absent: nothing to update from. */
  readonly source?: UpdateSource;
  /** 0: never. */
  readonly updateIntervalHours: number;
  /** Path of the folder that holds updates. */
  readonly directory: string;
}

/** Where and to whom the endpoint answers. */
export interface HttpConfig {
  /** An IP address, or `localhost`; 0.0.0.0 and :: are all of the machine's. */
  readonly listen: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Bearer token; there in any case where `listen` is no loopback address. */
  readonly token?: string;
  /** Names by which it may be called, lower-case, beside those of the loopback and the address itself. */
  readonly allowedHosts: readonly string[];
}

const MIB = 2 ** 20;

/** What a file without mistakes says; `token` is what token_file held. */
export function configOf(
  { bordertap, device, geo, http }: File,
  policy: Policy,
  token: string | undefined,
): Config {
  return frozen({
    mode: bordertap.mode,
    interfaces: bordertap.interfaces,
    local: bordertap.local,
    workers: bordertap.workers,
    ringSize: bordertap.ring_size_mib * MIB,
    promiscuous: bordertap.promiscuous,
    accounting: bordertap.accounting,
    leases: bordertap.leases,
    directory: bordertap.directory,
    logLevel: bordertap.log_level,
    policy,
    devices: device.map(({ macs, name }) => ({ macs, name })),
    geo: {
      table: geo.table,
      asn: geo.asn,
      source: updateSource(geo),
      updateIntervalHours: geo.update_interval_hours,
      directory: geo.directory,
    },
    enforcement: {
      fail: bordertap.fail,
      boot: bordertap.boot,
      routerOutput: bordertap.router_output,
      markMask: bordertap.mark_mask,
      queueFirst: bordertap.queue_first,
      queueCount: bordertap.queue_count,
    },
    http: http.enabled
      ? { listen: http.listen, port: http.port, token, allowedHosts: http.allowed_hosts }
      : undefined,
  });
}

function updateSource({ url, sha256, sha256_url, mmdb }: File["geo"]): UpdateSource | undefined {
  if (url !== undefined) return { kind: "url", url, sha256, sha256Url: sha256_url };
  return mmdb === undefined ? undefined : { kind: "mmdb", path: mmdb };
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
