import type { ObservedEvent } from "../observed.ts";

type Listener = (event: ObservedEvent) => void;

/** Tells whoever listens what happens. Listeners bound their own queues. */
export class Broadcast {
  readonly #listeners = new Set<Listener>();

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  /** Until the returned function is called. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(event: ObservedEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
