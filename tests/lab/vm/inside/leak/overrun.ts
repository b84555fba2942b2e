import { setTimeout as delay } from "node:timers/promises";
import type { RunningDaemon } from "../../../running-daemon.ts";
import { waitFor } from "../../../wait.ts";
import { kernelQueues } from "./kernel-queue.ts";
import type { Sending } from "./sending.ts";

/** Well below the two seconds without progress after which the kernel ends the daemon. */
const STOP_MS = 600;

/**
 * Has a judge fall behind while packets are sent: it is stopped again and again, and goes on in between until it has
 * answered something. Returns the most that waited.
 */
export async function overrun({ program }: RunningDaemon, sending: Sending): Promise<number> {
  let most = 0;
  while (sending.running) {
    program.signal("SIGSTOP");
    await Promise.race([sending.finished, delay(STOP_MS)]);
    const waiting = waitingOf(program.pid);
    most = Math.max(most, waiting);
    program.signal("SIGCONT");
    await waitFor(() => waiting === 0 || waitingOf(program.pid) < waiting, "a judge that goes on");
  }
  return most;
}

function waitingOf(pid: number): number {
  return kernelQueues(pid).reduce((sum, { waiting }) => sum + waiting, 0);
}
