/** ASCII and UTF-8. */
export function textOctets(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

export function u16(value: number): number[] {
  return [value >> 8, value & 0xff];
}

/** Labels in wire form (RFC 1035 section 3.1), with the root at the end unless the name is only a part. */
export function wireName(name: string, whole = true): number[] {
  const labels = name === "" ? [] : name.split(".");
  return [...labels.flatMap((label) => [label.length, ...textOctets(label)]), ...(whole ? [0] : [])];
}
