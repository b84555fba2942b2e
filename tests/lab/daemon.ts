// `bordertap run` in the lab's router.

import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "./lab.ts";
import { ROOT } from "./namespace.ts";
import type { Program } from "./program.ts";

export const BORDERTAP = join(ROOT, "dist/bordertap.js");

/** Where it listens, inside the router's namespace. */
export const ENDPOINT_PORT = 9417;
export const ENDPOINT = `http://127.0.0.1:${ENDPOINT_PORT}`;

/** Why the daemon cannot be started; false where it can. What `skip` of a test takes. */
export function daemonMissing(): string | false {
  if (!existsSync(BORDERTAP)) return "dist/bordertap.js is not built (npm run build)";
  const { stdout } = spawnSync(process.execPath, [BORDERTAP, "--help"], { encoding: "utf8" });
  return /^ {2}run\b/m.test(stdout) ? false : "this version has no command 'run' yet";
}

/** A configuration that watches br-lan and flags China; what it keeps goes with the lab. */
export function daemonConfig(lab: Lab): Record<string, unknown> {
  return {
    bordertap: { mode: "alert", interfaces: ["br-lan"], leases: lab.leaseFile },
    country: [{ codes: ["CN"], action: "alert" }],
    geo: { update_interval_hours: 0, directory: join(lab.folder, "geo") },
    http: { listen: "127.0.0.1", port: ENDPOINT_PORT },
  };
}

/** Starts the daemon in the router; `config` is its configuration file. Returns when its endpoint answers. */
export async function startDaemon(lab: Lab, config: unknown = daemonConfig(lab)): Promise<Program> {
  const path = join(lab.folder, "bordertap.json");
  writeFileSync(path, JSON.stringify(config, null, 2));
  const daemon = lab.start("router", [process.execPath, BORDERTAP, "run", "--config", path]);
  await lab.waitFor(
    async () => {
      if (!daemon.running) throw new Error(`the daemon ended: ${daemon.stderr}`);
      return lab.get("router", `${ENDPOINT}/healthz`).catch(() => undefined);
    },
    () => `the endpoint: ${daemon.stderr}`,
  );
  return daemon;
}
