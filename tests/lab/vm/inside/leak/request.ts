// What the phone's client is asked for, and what it answers.

export type Transport = "tcp" | "udp";

/** A flow to each address. */
export interface Destinations {
  readonly transport: Transport;
  readonly addresses: readonly string[];
  readonly port: number;
}

export type Asked =
  /** Opens flows, and keeps them; answered with how many opened. */
  | {
      readonly what: "open";
      /** By which these flows are known later on. */
      readonly name: string;
      readonly to: Destinations;
      readonly timeoutMs: number;
    }
  /** Has kept flows say something; answered with an Outcome. */
  | {
      readonly what: "say";
      readonly name: string;
      /** Base64; of TCP each is a segment of its own. */
      readonly pieces: readonly string[];
      readonly timeoutMs: number;
    }
  | { readonly what: "close"; readonly name: string }
  /** Asks FTP servers for a data connection, and opens it; answered with an Outcome of those. */
  | {
      readonly what: "ftp";
      readonly addresses: readonly string[];
      readonly dataPort: number;
      readonly timeoutMs: number;
    }
  /** Calls a server of SIP, once for each address of media, and sends media there; answered with how many were answered. */
  | {
      readonly what: "sip";
      readonly server: string;
      readonly media: readonly string[];
      readonly mediaPort: number;
      readonly timeoutMs: number;
    }
  /** Reads files by TFTP, which are sent from `dataPort`; answered with an Outcome of those. */
  | {
      readonly what: "tftp";
      readonly server: string;
      readonly dataPort: number;
      readonly count: number;
      readonly timeoutMs: number;
    }
  /** Asks DNS for a name so often and connects to what it is told, at once; answered with an Outcome of connections. */
  | {
      readonly what: "resolve";
      readonly resolver: string;
      readonly host: string;
      readonly ipv6: boolean;
      readonly port: number;
      readonly count: number;
      readonly timeoutMs: number;
    };

/** What became of flows that said something, or wanted to open. */
export interface Outcome {
  answered: number;
  /** Reset, or told that it is prohibited. */
  refused: number;
  silent: number;
}
