// What resource records hold, as zone files write it (RFC 1035 section 5.1). Text of octets is ASCII, and everything
// else in it stands as \DDD: what is shown here came from outside.

import { formatAddress } from "../address.ts";

export const IPV4_SIZE = 4;
export const IPV6_SIZE = 16;

const SPACE = 0x20;
const VISIBLE_LAST = 0x7e;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** RFC 3597 section 5: how data of any type may be written. */
export function unknownData(octets: Uint8Array): string {
  const hex = Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
  return hex === "" ? "\\# 0" : `\\# ${octets.length} ${hex}`;
}

export function ipv6Text(view: DataView, at: number): string {
  return formatAddress({ ipv6: true, high: view.getBigUint64(at), low: view.getBigUint64(at + 8) });
}

/** The <character-string>s of TXT (RFC 1035 section 3.3.14), up to the first that is cut. */
function stringsOf(octets: Uint8Array): Uint8Array[] {
  const strings: Uint8Array[] = [];
  for (let at = 0; at < octets.length; ) {
    const end = at + 1 + octets[at];
    if (end > octets.length) break;
    strings.push(octets.subarray(at + 1, end));
    at = end;
  }
  return strings;
}

/** All of them, quoted; undefined where there is none, or the last one is cut. */
export function stringsText(octets: Uint8Array): string | undefined {
  const strings = stringsOf(octets);
  const size = strings.reduce((sum, { length }) => sum + 1 + length, 0);
  return size === 0 || size !== octets.length ? undefined : strings.map(quoted).join(" ");
}

function quoted(octets: Uint8Array): string {
  let text = '"';
  for (const octet of octets) {
    if (octet === QUOTE || octet === BACKSLASH) text += `\\${String.fromCharCode(octet)}`;
    else if (octet >= SPACE && octet <= VISIBLE_LAST) text += String.fromCharCode(octet);
    else text += `\\${String(octet).padStart(3, "0")}`;
  }
  return `${text}"`;
}

export function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}
