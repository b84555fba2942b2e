// The keys of a client's Initials, which follow from the version and a connection ID (RFC 9001 sections 5.1, 5.2).

import { hmacSha256 } from "../../platform/cipher.ts";
import { Recent } from "../recent.ts";
import { expandLabel, label } from "./label.ts";
import type { QuicVersion } from "./version.ts";

const CLIENT_IN = label("client in", 32);

/** About 500 octets each. */
const KEYS_MAX = 1024;

export interface InitialKeys {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  /** Header protection. */
  readonly hp: Uint8Array;
}

/** Derived keys: retransmissions, and the packets of a ClientHello that needs several, share a connection ID. */
export class InitialKeyCache {
  readonly #recent = new Recent<string, InitialKeys>(KEYS_MAX);

  keysOf(version: QuicVersion, connectionId: Uint8Array): InitialKeys {
    const name = String.fromCharCode(version.number >>> 16, version.number & 0xffff, ...connectionId);
    let keys = this.#recent.get(name);
    if (!keys) {
      keys = deriveKeys(version, connectionId);
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
