/** The octets of a label that is written with \DDD for what is no visible ASCII. */
export function labelOctets(label: string): Uint8Array {
  const text = label.replace(/\\([01][0-9]{2}|2[0-4][0-9]|25[0-5])/g, (_, digits) =>
    String.fromCharCode(digits),
  );
  const octets = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) octets[at] = text.charCodeAt(at);
  return octets;
}
