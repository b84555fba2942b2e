/** The value of a key in the data of a TXT record (RFC 6763 section 6): the first, whatever its case. */
export function textValue(data: Uint8Array | undefined, key: string): Uint8Array | undefined {
  if (!data) return undefined;
  const start = `${key}=`;
  for (let at = 0; at < data.length; ) {
    const text = data.subarray(at + 1, at + 1 + data[at]);
    if (text.length < data[at]) return undefined;
    const head = String.fromCharCode(...text.subarray(0, start.length)).toLowerCase();
    if (head === start) return text.subarray(start.length);
    at += 1 + data[at];
  }
  return undefined;
}
