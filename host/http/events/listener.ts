import type { Connection } from "../../platform/http-server.ts";

/**
 * Octets that wait for one client, beside what the system's own buffers take. A tap tells of 1,000 flows, each with an alert,
 * in one message, and nothing leaves before all of it is queued. Clients that lag share the same octets.
 */
const QUEUE_MAX = 4 * 1024 * 1024;

/** A client that listens to events. */
export class Listener {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #connection: Connection;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  /** `left` is called once, when the client goes away. */
  constructor(connection: Connection, left: (listener: Listener) => void) {
    this.#connection = connection;
    connection.keepOpen();
    this.stream = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => {
          this.#controller = undefined;
          left(this);
        },
      },
      { highWaterMark: QUEUE_MAX, size: (octets) => octets.byteLength },
    );
  }

  /** False where the client reads too slowly for its queue to take any more. */
  tell(octets: Uint8Array): boolean {
    if (this.#controller === undefined) return true;
    if ((this.#controller.desiredSize ?? 0) < octets.byteLength) return false;
    this.#controller.enqueue(octets);
    return true;
  }

  /** Ends the connection, with whatever waits. */
  drop(): void {
    this.#controller = undefined;
    this.#connection.drop();
  }
}
