import { parseAddress } from "../../address.ts";
import type { HttpConfig } from "../../config/config.ts";
import { isWildcard } from "../listen.ts";

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "::1"];

/** RFC 9110 section 7.2: a name or an address, and perhaps a port. */
const HOST = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/?#@\s]+))(?::\d{0,5})?$/i;

/**
 * The names that the endpoint goes by. A page of somebody else's can make its own name point here (DNS rebinding) and
 * then read what a browser on this network may read; but the browser still says the page's name.
 */
export class HostNames {
  readonly #names: ReadonlySet<string>;
  readonly #isAnyAddress: boolean;

  constructor({ listen, allowedHosts }: HttpConfig) {
    this.#names = new Set([...LOOPBACK_NAMES, listen, ...allowedHosts].map(plain));
    this.#isAnyAddress = isWildcard(listen);
  }

  /** Whether a Host header names the endpoint. On a wildcard any address does: an address cannot be rebound. */
  allows(host: string): boolean {
    const [, ipv6, name = ipv6] = HOST.exec(host) ?? [];
    if (name === undefined) return false;
    const isAddress = ipv6 !== undefined || parseAddress(name) !== undefined;
    return this.#names.has(plain(name)) || (this.#isAnyAddress && isAddress);
  }
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
