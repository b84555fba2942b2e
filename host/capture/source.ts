/** Part of an input that could not be read, and why; everything before it was. */
export interface Damage {
  /** Octets from the start of the input. */
  readonly offset: number;
  readonly reason: string;
}

/** What a link type was read from: the file itself for pcap, one of many for pcapng. */
export interface CaptureInterface {
  readonly number: number;
  readonly linkType: number;
}

/**
 * Where frames come from. A source copies them into the classifier's batch and walks it there.
 * It never parses a packet, and never looks at a counter.
 */
export interface CaptureSource {
  /** In order of appearance; grows while the source is read. */
  readonly interfaces: readonly CaptureInterface[];
  readonly damage: readonly Damage[];
  /** Octets read so far, and in all where that is known. */
  readonly position: number;
  readonly size: number | undefined;

  /**
   * Walks to the end of the input, pausing after each walk so that the caller takes what it left: frames when
   * `describing`, else events. Throws FILE_UNREADABLE where the input fails while being read.
   */
  walks(describing: boolean): Generator<void>;

  /** Gives the input back, read to its end or not. */
  close(): void;
}
