import { OperatorError } from "../errors.ts";
import { readSmallFile } from "../platform/files.ts";

const PATH = "/proc/net/netfilter/nfnetlink_queue";
/** A line a queue; no program has hundreds. */
const OCTETS_MAX = 65_536;
/** Columns: number, port, waiting, copy mode, copy range, dropped for lack of room, dropped on the way to us, ... */
const NUMBER = 0;
const DROPPED = 5;
const USER_DROPPED = 6;

/** Packets that never came to a listener, by queue, since it listens: the queue was full, or its socket. */
export function queueDrops(text = queueText()): ReadonlyMap<number, number> {
  const rows = text.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return new Map(
    rows.flatMap((row) =>
      row.length > USER_DROPPED ? [[row[NUMBER], row[DROPPED] + row[USER_DROPPED]]] : [],
    ),
  );
}

/** Empty where the kernel has no queues. */
function queueText(): string {
  try {
    return new TextDecoder().decode(readSmallFile(PATH, OCTETS_MAX));
  } catch (error) {
    if (error instanceof OperatorError) return "";
    throw error;
  }
}
