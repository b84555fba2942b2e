import type { Classifier } from "../classifier/classifier.ts";
import type { DnsMessage, DnsSection } from "../classifier/dns.ts";
import type { EventRecord } from "../classifier/event.ts";
import type { NameClaim } from "../classifier/name.ts";
import type { EventListener } from "./event-drain.ts";

/** What a frame completed beside its headers. */
export interface FrameClaim {
  readonly host?: NameClaim;
  /** The name is the outer one of an encrypted ClientHello. */
  readonly isEch?: boolean;
  /** More than one where a TCP segment ends several. */
  readonly dns: readonly DnsClaim[];
}

/** What a DNS message asks and answers. */
export interface DnsClaim {
  readonly response: boolean;
  /** Names. */
  readonly questions: readonly string[];
  readonly answers: readonly { readonly name: string; readonly type: string; readonly data: string }[];
}

const NOTHING: FrameClaim = { dns: [] };

/** Names and DNS messages of the last describing walk, by the frame that completed them. */
export class FrameClaims implements EventListener {
  readonly #classifier: Classifier;
  readonly #byFrame = new Map<number, FrameClaim>();

  constructor(classifier: Classifier) {
    this.#classifier = classifier;
  }

  /** Before the events of the next walk. */
  forget(): void {
    this.#byFrame.clear();
  }

  /** `frame` counts from 0 among the frames of the walk. */
  of(frame: number): FrameClaim {
    return this.#byFrame.get(frame) ?? NOTHING;
  }

  name({ frame, name, isEch }: EventRecord): void {
    const claim = this.of(frame);
    if (!claim.host) this.#byFrame.set(frame, { ...claim, host: name, isEch });
  }

  dns(event: EventRecord): void {
    const message = this.#classifier.dnsMessage(event.octets);
    const claim = this.of(event.frame);
    if (message) this.#byFrame.set(event.frame, { ...claim, dns: [...claim.dns, claimOf(message)] });
  }
}

/** A copy of what is lent. */
function claimOf({ response, records }: DnsMessage): DnsClaim {
  const inSection = (wanted: DnsSection) => records.filter(({ section }) => section === wanted);
  return {
    response,
    questions: inSection("question").map(({ name }) => name),
    answers: inSection("answer").map(({ name, type, data }) => ({ name, type, data })),
  };
}
