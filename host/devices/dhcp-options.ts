/** RFC 2131 section 2: where the places for options lie. */
const SNAME = 44;
const FILE = 108;
const COOKIE = 236;
const OPTIONS = 240;
const MAGIC_COOKIE = 0x63825363;

const OPTION_PAD = 0;
const OPTION_OVERLOAD = 52;
const OPTION_END = 255;
const OVERLOAD_FILE = 1;
const OVERLOAD_SNAME = 2;

/**
 * The options of a DHCP message, those in `file` and `sname` too, the parts of a long one together (RFC 3396).
 * One that leaves its bounds ends its place. Undefined for what is no DHCP message.
 */
export function dhcpOptions(message: Uint8Array): ReadonlyMap<number, Uint8Array> | undefined {
  if (message.length < OPTIONS) return undefined;
  const view = new DataView(message.buffer, message.byteOffset);
  if (view.getUint32(COOKIE) !== MAGIC_COOKIE) return undefined;
  const options = new Map<number, Uint8Array>();
  gather(message.subarray(OPTIONS), options);
  const overload = options.get(OPTION_OVERLOAD)?.[0] ?? 0;
  if (overload & OVERLOAD_FILE) gather(message.subarray(FILE, COOKIE), options);
  if (overload & OVERLOAD_SNAME) gather(message.subarray(SNAME, FILE), options);
  return options;
}

function gather(place: Uint8Array, options: Map<number, Uint8Array>): void {
  const parts = new Map<number, Uint8Array[]>();
  for (let at = 0; at < place.length; ) {
    const code = place[at++];
    if (code === OPTION_PAD) continue;
    if (code === OPTION_END || at === place.length) break;
    const end = at + 1 + place[at];
    if (end > place.length) break;
    const part = place.subarray(at + 1, end);
    const before = parts.get(code);
    if (before) before.push(part);
    else parts.set(code, [part]);
    at = end;
  }
  for (const [code, pieces] of parts) options.set(code, joined([options.get(code), ...pieces]));
}

function joined(pieces: readonly (Uint8Array | undefined)[]): Uint8Array {
  const present = pieces.filter((piece) => piece !== undefined);
  if (present.length === 1) return present[0];
  const all = new Uint8Array(present.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of present) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
