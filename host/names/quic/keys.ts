// The keys of a client's Initials, which follow from the version and a connection ID (RFC 9001 sections 5.1, 5.2).

import { Aes128, hmacSha256 } from "../../platform/cipher.ts";
import { Recent } from "../recent.ts";
import { expandLabel, label } from "./label.ts";
import type { QuicVersion } from "./version.ts";

const CLIENT_IN = label("client in", 32);

/** About 3 KB each. A hello is over after a few packets. */
const KEYS_MAX = 256;

export interface InitialKeys {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  /** Header protection. */
  readonly hp: Uint8Array;
}

/** Keys, and a cipher that is made once for all packets. */
export interface OpeningKeys extends InitialKeys {
  readonly headerProtection: Aes128;
}

/** Derived keys: retransmissions, and the packets of a ClientHello that needs several, share a connection ID. */
export class InitialKeyCache {
  readonly #recent = new Recent<string, OpeningKeys>(KEYS_MAX);

  keysOf(version: QuicVersion, connectionId: Uint8Array): OpeningKeys {
    const name = String.fromCharCode(version.number >>> 16, version.number & 0xffff, ...connectionId);
    let keys = this.#recent.get(name);
    if (!keys) {
      const derived = deriveKeys(version, connectionId);
      keys = { ...derived, headerProtection: new Aes128(derived.hp) };
      this.#recent.set(name, keys);
    }
    return keys;
  }
}

export function deriveKeys({ salt, labels }: QuicVersion, connectionId: Uint8Array): InitialKeys {
  const initial = hmacSha256(salt, connectionId);
  const secret = expandLabel(initial, CLIENT_IN);
  return {
    key: expandLabel(secret, labels.key),
    iv: expandLabel(secret, labels.iv),
    hp: expandLabel(secret, labels.hp),
  };
}
