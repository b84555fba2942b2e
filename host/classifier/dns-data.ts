// What resource records hold, as zone files write it (RFC 1035 section 5.1). Text of octets is ASCII, and everything
// else in it stands as \DDD: what is shown here came from outside.

import { formatAddress, ipv4Address } from "../address.ts";

const IPV4_SIZE = 4;
const IPV6_SIZE = 16;

const SPACE = 0x20;
const VISIBLE_LAST = 0x7e;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** RFC 3597 section 5: how data of any type may be written. */
export function unknownData(octets: Uint8Array): string {
  const hex = Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
  return hex === "" ? "\\# 0" : `\\# ${octets.length} ${hex}`;
}

/** Undefined where these are not the octets of one address. */
export function addressText(octets: Uint8Array): string | undefined {
  const view = viewOf(octets);
  if (octets.length === IPV4_SIZE) return formatAddress(ipv4Address(view.getUint32(0)));
  if (octets.length !== IPV6_SIZE) return undefined;
  return formatAddress({ ipv6: true, high: view.getBigUint64(0), low: view.getBigUint64(8) });
}

/** All <character-string>s of TXT (RFC 1035 section 3.3.14), quoted; undefined where the last one is cut. */
export function stringsText(octets: Uint8Array): string | undefined {
  const strings: string[] = [];
  for (let at = 0; at < octets.length; ) {
    const end = at + 1 + octets[at];
    if (end > octets.length) return undefined;
    strings.push(quoted(octets.subarray(at + 1, end)));
    at = end;
  }
  return strings.length === 0 ? undefined : strings.join(" ");
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
