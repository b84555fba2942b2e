// `bordertap run` in the lab's router, and on the end of a cable.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "./lab.ts";
import type { Program } from "./program.ts";
import { BORDERTAP, type DaemonOptions, ENDPOINT_PORT, RunningDaemon } from "./running-daemon.ts";
import { TAPPED, type Tap } from "./tap.ts";

/** Where it listens, inside the router's namespace. */
export const ENDPOINT = `http://127.0.0.1:${ENDPOINT_PORT}`;

/** Why the daemon cannot be started; false where it can. What `skip` of a test takes. */
export function daemonMissing(): string | false {
  if (!existsSync(BORDERTAP)) return "dist/bordertap.js is not built (npm run build)";
  const { stdout } = spawnSync(process.execPath, [BORDERTAP, "--help"], { encoding: "utf8" });
  return /^ {2}run\b/m.test(stdout) ? false : "this version has no command 'run' yet";
}

/** A configuration that watches br-lan and flags China; what it keeps goes with the lab. `bordertap` adds to its section. */
export function daemonConfig(lab: Lab, bordertap: Readonly<Record<string, unknown>> = {}) {
  return {
    bordertap: { mode: "alert", interfaces: ["br-lan"], leases: lab.leaseFile, ...bordertap },
    country: [{ codes: ["CN"], action: "alert" }],
    geo: { update_interval_hours: 0, directory: join(lab.folder, "geo") },
    http: { listen: "127.0.0.1", port: ENDPOINT_PORT },
  };
}

/** Starts the daemon in the router; `config` is its configuration file. Returns when its endpoint answers. */
export async function startDaemon(lab: Lab, config: unknown = daemonConfig(lab)): Promise<Program> {
  return (await watchLab(lab, config)).program;
}

/** The same, to be asked. */
export function watchLab(
  lab: Lab,
  config: unknown = daemonConfig(lab),
  options: DaemonOptions = {},
): Promise<RunningDaemon> {
  return RunningDaemon.start(lab.of("router"), lab.folder, config, options);
}

/** A configuration that watches the end of a cable, and nothing of the machine around it. */
export function tapConfig(tap: Tap, bordertap: Readonly<Record<string, unknown>> = {}) {
  return {
    bordertap: { interfaces: [TAPPED], leases: join(tap.folder, "no.leases"), ...bordertap },
    geo: { update_interval_hours: 0, directory: join(tap.folder, "geo") },
    http: { listen: "127.0.0.1", port: ENDPOINT_PORT },
  };
}

/** Starts the daemon on the end of a cable. */
export function watchTap(
  tap: Tap,
  config: unknown = tapConfig(tap),
  options: DaemonOptions = {},
): Promise<RunningDaemon> {
  return RunningDaemon.start(tap.namespace, tap.folder, config, options);
}
