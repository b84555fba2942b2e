const LABEL_SIZE_MAX = 63;
const DOT = 0x2e;

/**
 * The octets of a domain name in wire form without pointers (RFC 1035 section 3.1) as dotted text: whole, or a part
 * that no root ends (RFC 4702 section 2.3.1). Undefined where a label leaves its bounds.
 */
export function dottedName(octets: Uint8Array): Uint8Array | undefined {
  const dotted: number[] = [];
  for (let at = 0; at < octets.length; ) {
    const size = octets[at++];
    if (size === 0) break;
    if (size > LABEL_SIZE_MAX || at + size > octets.length) return undefined;
    if (dotted.length > 0) dotted.push(DOT);
    dotted.push(...octets.subarray(at, at + size));
    at += size;
  }
  return Uint8Array.from(dotted);
}
