// Who watches an end of the cable: the daemon, or tcpdump.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENDPOINT } from "../lab/daemon.ts";
import type { Program } from "../lab/program.ts";
import { BORDERTAP, ENDPOINT_PORT } from "../lab/running-daemon.ts";
import type { Tap } from "../lab/tap.ts";

/** What a watcher says when it ends. */
export interface Watched {
  readonly frames: number;
  /** By the kernel, for want of room. */
  readonly dropped: number;
}

export interface Watcher {
  readonly pid: number;
  stop(): Promise<Watched>;
}

export type StartWatcher = (tap: Tap, interfaceName: string) => Promise<Watcher>;

export const startTcpdump: StartWatcher = async (tap, interfaceName) => {
  const program = tap.start(["tcpdump", "-i", interfaceName, "-w", "/dev/null"]);
  await program.until("listening on");
  return {
    pid: program.pid,
    async stop() {
      const { stderr } = await program.stop("SIGINT");
      return {
        frames: numberIn(stderr, /(\d+) packets? captured/),
        dropped: numberIn(stderr, /(\d+) packets? dropped/),
      };
    },
  };
};

export const startDaemon: StartWatcher = async (tap, interfaceName) => {
  const path = join(tap.folder, "bordertap.json");
  const directory = join(tap.folder, "geo");
  mkdirSync(directory, { recursive: true });
  const config = {
    bordertap: { mode: "alert", interfaces: [interfaceName], leases: join(tap.folder, "dhcp.leases") },
    country: [{ codes: ["CN"], action: "alert" }],
    geo: { update_interval_hours: 0, directory },
    http: { listen: "127.0.0.1", port: ENDPOINT_PORT },
  };
  writeFileSync(path, JSON.stringify(config));
  const program = tap.start([process.execPath, BORDERTAP, "run", "--config", path]);
  await program.until("interface heard");
  await answering(tap, program);
  return {
    pid: program.pid,
    async stop() {
      const { stderr } = await program.stop();
      const last = stderr.split("\n").find((line) => line.includes("event=stopped")) ?? stderr;
      return { frames: numberIn(last, /frames=(\d+)/), dropped: numberIn(last, /dropped=(\d+)/) };
    },
  };
};

async function answering(tap: Tap, program: Program): Promise<void> {
  await tap.waitFor(
    async () => {
      if (!program.running) throw new Error(`the daemon ended: ${program.stderr}`);
      return (await tap.run(["curl", "-sf", `${ENDPOINT}/healthz`])).status === 0;
    },
    () => `the endpoint: ${program.stderr}`,
  );
}

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text);
  if (!found) throw new Error(`no ${pattern} in ${text}`);
  return Number(found[1]);
}
