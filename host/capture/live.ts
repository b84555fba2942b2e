// What live sources have in common. Unlike a file, an interface never ends: it is walked when something waits.

import type { Prefix } from "../address.ts";
import type { Belongings } from "../ffi/packet-ring.ts";
import type { Elsewhere } from "./elsewhere.ts";

/** An interface as the kernel has it now. */
export interface LiveInterface {
  readonly name: string;
  readonly index: number;
  /** LINKTYPE_* of its frames. */
  readonly linkType: number;
  readonly elsewhere: Elsewhere;
  /** Where no peer in the world has its address: local prefixes, and those of special purpose. */
  readonly home: readonly Prefix[];
}

export interface LiveOptions {
  /** Octets of each interface's ring. */
  readonly ringSize: number;
  readonly promiscuous: boolean;
  /** How many workers share each interface. */
  readonly workers: number;
  /** Tells this program's groups of sockets from those of others; 16 bits. */
  readonly group: number;
}

/** As the kernel counts, since the source was opened. */
export interface LiveStatistics {
  /** Frames, with those that were dropped. */
  readonly packets: number;
  readonly dropped: number;
}

export interface LiveSource {
  readonly kind: "afpacket" | "tcpdump";
  /** Whether merged segments can be told apart, so that bytes are those on the wire. */
  readonly bytesExact: boolean;
  /** What it holds of the process beside its thread. */
  readonly belongings?: Belongings;
  /** Takes up what has changed of its interface but for its name and index; false where it has to be opened anew. */
  adapt(live: LiveInterface): boolean;
  statistics(): LiveStatistics;
  close(): void;
}
