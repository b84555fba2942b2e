// The source where this program has no build for the machine's system calls: tcpdump's output, whole frames. It costs
// several times as much as a ring, and merged segments cannot be told apart.

import {
  CAPTURED_MAX,
  PCAP_CAPTURED,
  PCAP_FRACTION,
  PCAP_HEADER_SIZE,
  PCAP_NANOSECONDS,
  PCAP_SECONDS,
  WALK_FULL,
} from "../../assembly/abi.ts";
import { formatAddress, formatPrefix } from "../address.ts";
import type { Classifier } from "../classifier/classifier.ts";
import { fingerprint } from "../fingerprint.ts";
import { NS_PER_SECOND } from "../nanoseconds.ts";
import { Child } from "../platform/child.ts";
import type { Elsewhere } from "./elsewhere.ts";
import type { LiveInterface, LiveOptions, LiveSource, LiveStatistics } from "./live.ts";

const FILE_HEADER_SIZE = 24;
const LISTENING = /^tcpdump: listening on /m;
/** Such as that the interface is gone. */
const COMPLAINT = /^tcpdump: (?!listening on )(.{1,200})/m;
/** tcpdump's answer to SIGUSR1. */
const DROPPED = /(\d+) packets? dropped by kernel/;

/** Walks whole records; called again while it returns true. */
export type Walk = (classifier: Classifier) => boolean;

export class TcpdumpSource implements LiveSource {
  readonly kind = "tcpdump";
  readonly bytesExact = false;
  readonly #child: Child;
  readonly #linkType: number;
  readonly #elsewhere: string;
  readonly #shiftOf: () => bigint;
  readonly #walk: (walk: Walk) => void;
  /** What has come and is no whole record yet; at first, no whole file header. */
  #held = new Uint8Array(0);
  #hasHeader = false;
  #packets = 0;
  #dropped = 0;
  #isListening = false;
  #isClosed = false;
  /** What it complained of last: why it ended, if it did. */
  #complaint = "";

  /** `shiftOf` makes times steady (platform/clock.ts); `walk` runs what it is given on a classifier. */
  constructor(
    live: LiveInterface,
    { promiscuous, ringSize }: LiveOptions,
    shiftOf: () => bigint,
    walk: (walk: Walk) => void,
  ) {
    this.#linkType = live.linkType;
    this.#shiftOf = shiftOf;
    this.#walk = walk;
    this.#elsewhere = fingerprint(live.elsewhere);
    const addressed = promiscuous ? [] : ["-p"];
    const room = ["-B", String(ringSize / 1024)];
    const options = ["-i", live.name, ...addressed, ...room, "-U", "-w", "-", "-s", String(CAPTURED_MAX)];
    const filter = filterText(live.elsewhere);
    this.#child = new Child("tcpdump", [...options, "--time-stamp-precision=nano", filter]);
    this.#child.onOutput((octets) => this.#take(octets));
    this.#child.onErrorOutput((text) => {
      this.#isListening ||= LISTENING.test(text);
      this.#dropped = Number(DROPPED.exec(text)?.[1] ?? this.#dropped);
      this.#complaint = COMPLAINT.exec(text)?.[1] ?? this.#complaint;
    });
  }

  onEnd(listener: (reason: string) => void): void {
    this.#child.onEnd((reason) => listener([reason, this.#complaint].filter(Boolean).join(", ")));
  }

  /** Drops are those that tcpdump told of when it was asked last, which every call does. */
  statistics(): LiveStatistics {
    // Before, it would end of it.
    if (this.#isListening) this.#child.signal("SIGUSR1");
    return { packets: this.#packets + this.#dropped, dropped: this.#dropped };
  }

  adapt({ linkType, elsewhere }: LiveInterface): boolean {
    return linkType === this.#linkType && fingerprint(elsewhere) === this.#elsewhere;
  }

  close(): void {
    this.#isClosed = true;
    this.#child.signal("SIGTERM");
  }

  #take(octets: Uint8Array): void {
    // Whoever hears the interface next counts it.
    if (this.#isClosed) return;
    const all = new Uint8Array(this.#held.length + octets.length);
    all.set(this.#held);
    all.set(octets, this.#held.length);
    let from = 0;
    if (!this.#hasHeader && all.length >= FILE_HEADER_SIZE) {
      this.#hasHeader = true;
      from = FILE_HEADER_SIZE;
    }
    if (!this.#hasHeader) {
      this.#held = all;
      return;
    }
    const end = this.#steady(all, from);
    this.#held = all.slice(end);
    this.#walkAll(all.subarray(from, end));
  }

  /** Makes the times of whole records steady, and returns where the first one that is not whole begins. */
  #steady(octets: Uint8Array, from: number): number {
    const view = new DataView(octets.buffer);
    const shift = this.#shiftOf();
    let at = from;
    for (;;) {
      if (at + PCAP_HEADER_SIZE > octets.length) return at;
      const next = at + PCAP_HEADER_SIZE + view.getUint32(at + PCAP_CAPTURED, true);
      if (next > octets.length) return at;
      const seconds = BigInt(view.getUint32(at + PCAP_SECONDS, true));
      const wall = seconds * NS_PER_SECOND + BigInt(view.getUint32(at + PCAP_FRACTION, true));
      const time = wall > shift ? wall - shift : 0n;
      view.setUint32(at + PCAP_SECONDS, Number(time / NS_PER_SECOND), true);
      view.setUint32(at + PCAP_FRACTION, Number(time % NS_PER_SECOND), true);
      this.#packets++;
      at = next;
    }
  }

  #walkAll(records: Uint8Array): void {
    let done = 0;
    while (done < records.length) {
      const before = done;
      this.#walk((classifier) => {
        const { batch } = classifier;
        const part = records.subarray(done, done + batch.length);
        batch.set(part);
        const size = classifier.walkPcap(0, part.length, this.#linkType, PCAP_NANOSECONDS, false);
        done += size;
        return classifier.walkStop === WALK_FULL;
      });
      // The classifier trapped and was replaced: the next one must not be given the same again.
      if (done === before) return;
    }
  }
}

/** elsewhere.ts in the language of pcap-filter(7). */
function filterText({ prefixes, own }: Elsewhere): string {
  if (prefixes.length === 0) return "";
  const elsewhere = prefixes.map((prefix) => `src net ${formatPrefix(prefix)}`).join(" or ");
  const notOwn = own.map((address) => ` and not src host ${formatAddress(address)}`).join("");
  return `not (outbound and (${elsewhere})${notOwn})`;
}
