import { joined } from "../octets.ts";

/** RFC 2131 section 2: where the places for options lie. */
const SNAME = 44;
const FILE = 108;
const COOKIE = 236;
const OPTIONS = 240;
const MAGIC_COOKIE: readonly number[] = [0x63, 0x82, 0x53, 0x63];

const OPTION_PAD = 0;
const OPTION_OVERLOAD = 52;
const OPTION_END = 255;
const OVERLOAD_FILE = 1;
const OVERLOAD_SNAME = 2;

/** The options of a DHCP message, those in `file` and `sname` too. One that leaves its bounds ends its place. */
export class DhcpOptions {
  readonly #places: Uint8Array[];

  private constructor(message: Uint8Array) {
    this.#places = [message.subarray(OPTIONS)];
    const overload = this.get(OPTION_OVERLOAD)?.[0] ?? 0;
    if (overload & OVERLOAD_FILE) this.#places.push(message.subarray(FILE, COOKIE));
    if (overload & OVERLOAD_SNAME) this.#places.push(message.subarray(SNAME, FILE));
  }

  /** Undefined for what is no DHCP message. */
  static in(message: Uint8Array): DhcpOptions | undefined {
    const isDhcp =
      message.length >= OPTIONS && MAGIC_COOKIE.every((octet, k) => message[COOKIE + k] === octet);
    return isDhcp ? new DhcpOptions(message) : undefined;
  }

  /** The parts of a long one together (RFC 3396). */
  get(code: number): Uint8Array | undefined {
    const parts: Uint8Array[] = [];
    for (const place of this.#places)
      for (let at = 0; at < place.length && place[at] !== OPTION_END; ) {
        if (place[at] === OPTION_PAD) {
          at++;
          continue;
        }
        const start = at + 2;
        const end = start > place.length ? start : start + place[at + 1];
        if (end > place.length) break;
        if (place[at] === code) parts.push(place.subarray(start, end));
        at = end;
      }
    return parts.length > 1 ? joined(parts) : parts[0];
  }
}
