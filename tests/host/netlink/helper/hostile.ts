import assert from "node:assert/strict";
import { NetlinkFormatError } from "../../../../host/netlink/format-error.ts";
import { KernelError } from "../../../../host/netlink/kernel-error.ts";
import { type Message, messages } from "../../../../host/netlink/message.ts";
import { Random } from "../../helper/random.ts";

const MUTANTS = 20_000;

function attempt(octets: Uint8Array, read: (message: Message) => unknown): boolean {
  try {
    for (const one of messages(octets)) read(one);
    return true;
  } catch (error) {
    assert.ok(error instanceof NetlinkFormatError || error instanceof KernelError, String(error));
    return false;
  }
}

/**
 * Asserts that whatever is read, `read` throws nothing but what it states: `whole` (one message) with every octet cut
 * off its end, with its length mended and not, and changed at random.
 */
export function withstandsHostility(whole: Uint8Array, read: (message: Message) => unknown): void {
  assert.ok(attempt(whole, read), "the whole message can be read");
  for (let size = 0; size < whole.length; size++) {
    const cut = whole.slice(0, size);
    assert.equal(attempt(cut, read), size === 0, `cut to ${size}`);
    if (size >= 16) new DataView(cut.buffer).setUint32(0, size, true);
    attempt(cut, read);
  }
  const random = new Random(whole.length);
  for (let k = 0; k < MUTANTS; k++) {
    const mutant = whole.slice();
    for (let changes = 1 + random.below(4); changes > 0; changes--)
      mutant[random.below(mutant.length)] =
        random.below(4) === 0 ? random.pick([0, 1, 4, 0xff]) : random.next();
    attempt(mutant, read);
    attempt(
      Uint8Array.from(mutant, () => random.next()),
      read,
    );
  }
}
