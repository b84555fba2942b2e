import type { RunningDaemon } from "../../../running-daemon.ts";
import { waitFor } from "../../../wait.ts";
import { kernelQueues, waitingIn } from "./kernel-queue.ts";
import type { Sending } from "./sending.ts";

/** Well below the two seconds without progress after which the kernel ends the daemon: emulation takes its time too. */
const STOP_MS = 800;
/** How long packets go on coming after the queue is full. */
const FULL_MS = 200;
/** Share of the packets. */
const BEGUN = 0.005;
/** Packets that wait at most. */
const QUEUE_LENGTH = 8192;

/**
 * Has a judge fall behind while packets are sent: it is stopped again and again until its queue is full, and goes on in
 * between until it has answered something. Returns the most that waited.
 */
export async function overrun({ program }: RunningDaemon, sending: Sending): Promise<number> {
  let most = 0;
  // Its start takes as long as a queue needs to be full.
  await sending.until(BEGUN);
  while (sending.running) {
    program.signal("SIGSTOP");
    await untilFull(program.pid, sending);
    const waiting = waitingOf(program.pid);
    most = Math.max(most, waiting);
    program.signal("SIGCONT");
    await waitFor(() => waiting === 0 || waitingOf(program.pid) < waiting, "a judge that goes on");
  }
  return most;
}

async function untilFull(pid: number, sending: Sending): Promise<void> {
  const end = performance.now() + STOP_MS;
  let fullAt = Number.POSITIVE_INFINITY;
  const isOver = () => {
    const now = performance.now();
    if (fullAt > now && waitingOf(pid) >= QUEUE_LENGTH) fullAt = now;
    return now >= Math.min(end, fullAt + FULL_MS) || !sending.running;
  };
  await waitFor(isOver, "a full queue");
}

function waitingOf(pid: number): number {
  return waitingIn(kernelQueues(pid));
}
