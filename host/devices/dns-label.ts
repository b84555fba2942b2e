/** The octets of a label that is written with \DDD for what is no visible ASCII. */
export function labelOctets(label: string): Uint8Array {
  const text = label.replace(/\\([01][0-9]{2}|2[0-4][0-9]|25[0-5])/g, (_, digits) =>
    String.fromCharCode(digits),
  );
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
