// Who watches an end of the cable: the daemon, or tcpdump.

import { tapConfig, watchTap } from "../lab/daemon.ts";
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
  const daemon = await watchTap(tap, tapConfig(tap, { interfaces: [interfaceName] }));
  return {
    pid: daemon.program.pid,
    async stop() {
      const { stderr } = await daemon.stop();
      const last = stderr.split("\n").find((line) => line.includes("event=stopped")) ?? stderr;
      return { frames: numberIn(last, /frames=(\d+)/), dropped: numberIn(last, /dropped=(\d+)/) };
    },
  };
};

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text);
  if (!found) throw new Error(`no ${pattern} in ${text}`);
  return Number(found[1]);
}
