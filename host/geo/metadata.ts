/** Which part a source has in a table. */
export type Opinion = "first" | "second" | "override";

/** One input file, as the table remembers it. */
export interface SourceMetadata {
  readonly opinion: Opinion;
  readonly name: string;
  /** YYYY-MM-DD, where the source says. */
  readonly date?: string;
  /** Of the input file. */
  readonly sha256: string;
  /** Base name of the input file. */
  readonly file: string;
  /** Ranges or prefixes that it gave. */
  readonly ranges: number;
  /** SPDX identifier or the licence's own name. */
  readonly licence?: string;
  /** The sentence that the licence wants beside results. */
  readonly attribution?: string;
  readonly link?: string;
}

/** The JSON at the end of an image. No clock and no path goes into it: the same input gives the same octets. */
export interface Metadata {
  readonly sources: readonly SourceMetadata[];
  readonly counts: {
    /** Stretches of addresses with one answer. */
    readonly ipv4Ranges: number;
    readonly ipv6Ranges: number;
    readonly countries: number;
  };
}

/** A source in reports. */
export interface SourceReport {
  readonly name: string;
  readonly date?: string;
  readonly sha256: string;
}
