/** What netlink is spoken over: a socket of host/ffi, or a test's own. */
export interface Channel {
  send(octets: Uint8Array): void;
  /**
   * One datagram, valid until the next call; undefined where none waits: it does not block. "overrun": messages were
   * lost because nobody took them, and everything has to be asked for again.
   */
  receive(): Uint8Array | "overrun" | undefined;
  close(): void;
}
