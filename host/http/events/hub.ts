import type { Observed, ObservedEvent } from "../../observed.ts";
import { joined } from "../../octets.ts";
import type { Connection } from "../../platform/http-server.ts";
import { Listener } from "./listener.ts";
import { GREETING, HEARTBEAT, message } from "./message.ts";

export const LISTENERS_MAX = 32;
/** Events that a client which comes back can still be told. */
const KEPT_MAX = 256;
const HEARTBEAT_MS = 15_000;
/** How long events are kept for clients that come back while none listens: a browser asks again after seconds. */
const LINGER_MS = 60_000;

interface Kept {
  readonly number: number;
  readonly octets: Uint8Array;
}

/** Tells every listening client what is observed; each event is written once for all of them. */
export class EventHub {
  readonly #observed: Observed;
  readonly #lingerMs: number;
  readonly #listeners = new Set<Listener>();
  readonly #kept: Kept[] = [];
  /** Numbers count from 1 in each run: this tells whose they are. */
  readonly #run = crypto.randomUUID().slice(0, 8);
  #number = 0;
  /** Told before the next task runs. */
  #waiting: Uint8Array[] = [];
  #stop: (() => void) | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;
  /** Events, however many clients heard each. */
  told = 0;
  /** Clients that read too slowly. */
  dropped = 0;

  constructor(observed: Observed, lingerMs = LINGER_MS) {
    this.#observed = observed;
    this.#lingerMs = lingerMs;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  get isFull(): boolean {
    return this.#listeners.size >= LISTENERS_MAX;
  }

  /** A stream of events, after the one with the id `last` as far as they are kept. */
  listen(connection: Connection, last: string | undefined): ReadableStream<Uint8Array> {
    // What waits is among what is kept: this one is not to hear it twice.
    this.#flush();
    const listener = new Listener(connection, (gone) => this.#leave(gone));
    this.#listeners.add(listener);
    listener.tell(GREETING);
    for (const { octets } of this.#missed(last)) listener.tell(octets);
    clearTimeout(this.#lingering);
    this.#stop ??= this.#start();
    return listener.stream;
  }

  /** Ends every client's connection; what is kept stays for those that come back. */
  dropAll(): void {
    for (const listener of [...this.#listeners]) {
      listener.drop();
      this.#leave(listener);
    }
  }

  /** The end of it. */
  close(): void {
    this.dropAll();
    clearTimeout(this.#lingering);
    this.#stopHearing();
  }

  #start(): () => void {
    // What happened while nobody heard has no number: the gap tells of it.
    if (this.#number > 0) this.#number++;
    const unsubscribe = this.#observed.subscribe((event) => this.#event(event));
    const heartbeat = setInterval(() => this.#tell(HEARTBEAT), HEARTBEAT_MS).unref();
    return () => {
      unsubscribe();
      clearInterval(heartbeat);
    };
  }

  #event(event: ObservedEvent): void {
    this.told++;
    const number = ++this.#number;
    const octets = message(`${this.#run}-${number}`, event);
    // Counters are sums: the next ones say it all.
    if (event.kind !== "counters") {
      this.#kept.push({ number, octets });
      if (this.#kept.length > KEPT_MAX) this.#kept.shift();
    }
    if (this.#waiting.push(octets) === 1) queueMicrotask(() => this.#flush());
  }

  /** A tap tells of up to a thousand flows at once, and a write takes longer than writing an event down. */
  #flush(): void {
    if (this.#waiting.length === 0) return;
    const octets = joined(this.#waiting);
    this.#waiting = [];
    this.#tell(octets);
  }

  #tell(octets: Uint8Array): void {
    for (const listener of [...this.#listeners]) {
      if (listener.tell(octets)) continue;
      this.dropped++;
      listener.drop();
      this.#leave(listener);
    }
  }

  #leave(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    clearTimeout(this.#lingering);
    this.#lingering = setTimeout(() => this.#stopHearing(), this.#lingerMs);
    this.#lingering.unref();
  }

  #stopHearing(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #missed(last: string | undefined): readonly Kept[] {
    const [, run, number] = /^([0-9a-f]{8})-(\d{1,15})$/.exec(last ?? "") ?? [];
    return run === this.#run ? this.#kept.filter((kept) => kept.number > Number(number)) : [];
  }
}
