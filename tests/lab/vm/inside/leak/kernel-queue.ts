import { readFileSync } from "node:fs";

/** A queue of the kernel's, as /proc/net/netfilter/nfnetlink_queue has it. */
export interface KernelQueue {
  readonly number: number;
  readonly waiting: number;
  /** For lack of room, in the queue or on the way to its listener. */
  readonly dropped: number;
  /** Packets that have come to it. */
  readonly packets: number;
}

/** Those of the network namespace of a process. */
export function kernelQueues(pid: number): KernelQueue[] {
  return queuesIn(readFileSync(`/proc/${pid}/net/netfilter/nfnetlink_queue`, "utf8"));
}

export function waitingIn(queues: readonly KernelQueue[]): number {
  return queues.reduce((sum, { waiting }) => sum + waiting, 0);
}

/** Of the file's text. */
export function queuesIn(text: string): KernelQueue[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [number, , waiting, , , dropped, userDropped, packets] = line.trim().split(/\s+/).map(Number);
      return { number, waiting, dropped: dropped + userDropped, packets };
    });
}
