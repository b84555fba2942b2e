import { type ObservedEvent, type ObservedKind, wants } from "../observed.ts";

type Listener = (event: ObservedEvent) => void;

/** Tells whoever listens what happens. Listeners bound their own queues. */
export class Broadcast {
  /** With the kinds of events that each wants; all of them where there are none. */
  readonly #listeners = new Map<Listener, readonly ObservedKind[] | undefined>();

  hasListeners(kind: ObservedKind): boolean {
    return [...this.#listeners.values()].some((kinds) => wants(kinds, kind));
  }

  /** Until the returned function is called. */
  subscribe(listener: Listener, kinds?: readonly ObservedKind[]): () => void {
    this.#listeners.set(listener, kinds);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(event: ObservedEvent): void {
    for (const [listener, kinds] of this.#listeners) if (wants(kinds, event.kind)) listener(event);
  }
}
