import { formatAddress } from "../address.ts";
import type { FrameRecord } from "../classifier/frame.ts";
import type { NameSource } from "../classifier/name.ts";
import { OUTCOME_NAMES } from "../classifier/totals.ts";
import { formatEther } from "../ether.ts";
import type { DnsClaim, FrameClaim } from "../names/frame-claims.ts";
import { type CodeOf, otherOf } from "./countries.ts";
import { dnsReport } from "./dns.ts";
import { timeText } from "./text.ts";

/** One line of `dissect`: what a frame says. A field that it does not say is absent. */
export interface FrameReport {
  /** From 1, in file order. */
  readonly frame: number;
  readonly time?: string;
  readonly length: number;
  readonly captured: number;
  readonly outcome: string;
  readonly etherSource?: string;
  readonly etherDestination?: string;
  readonly vlan?: readonly number[];
  readonly source?: string;
  readonly destination?: string;
  readonly protocol?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** In units of 8 octets. */
  readonly fragmentOffset?: number;
  readonly sourceCountry?: string | null;
  readonly sourceOtherCountry?: string;
  readonly destinationCountry?: string | null;
  readonly destinationOtherCountry?: string;
  /** Stands on the frame that completes the name. */
  readonly host?: string;
  readonly hostSource?: NameSource;
  /** Stands beside `host` where the ClientHello held an encrypted one: then it is the outer name. */
  readonly ech?: true;
  readonly dns?: DnsClaim;
}

export function frameReport(
  frame: FrameRecord,
  number: number,
  codeOf: CodeOf,
  { host, isEch, dns }: FrameClaim,
): FrameReport {
  const { time, etherSource, etherDestination, source, destination, sourceAnswer, destinationAnswer } = frame;
  return {
    frame: number,
    time: time === undefined ? undefined : timeText(time),
    length: frame.length,
    captured: frame.captured,
    outcome: OUTCOME_NAMES[frame.outcome],
    etherSource: etherSource === undefined ? undefined : formatEther(etherSource),
    etherDestination: etherDestination === undefined ? undefined : formatEther(etherDestination),
    vlan: frame.vlan,
    source: source && formatAddress(source),
    destination: destination && formatAddress(destination),
    protocol: frame.protocol,
    sourcePort: frame.sourcePort,
    destinationPort: frame.destinationPort,
    fragmentOffset: frame.fragmentOffset,
    sourceCountry: source && codeOf(sourceAnswer & 0xff),
    sourceOtherCountry: otherOf(sourceAnswer, codeOf),
    destinationCountry: destination && codeOf(destinationAnswer & 0xff),
    destinationOtherCountry: otherOf(destinationAnswer, codeOf),
    host: host?.name,
    hostSource: host?.source,
    ech: isEch || undefined,
    dns: dnsReport(dns),
  };
}
