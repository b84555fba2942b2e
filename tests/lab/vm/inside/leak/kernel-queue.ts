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
  const lines = readFileSync(`/proc/${pid}/net/netfilter/nfnetlink_queue`, "utf8")
    .split("\n")
    .filter(Boolean);
  return lines.map((line) => {
    const [number, , waiting, , , dropped, userDropped, packets] = line.trim().split(/\s+/).map(Number);
    return { number, waiting, dropped: dropped + userDropped, packets };
  });
}
