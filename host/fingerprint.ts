/** The same text for values of the same content; sets and maps have theirs in the order that it was put in. */
export function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_, inner) => {
    if (typeof inner === "bigint") return `${inner}n`;
    return inner instanceof Set || inner instanceof Map ? [...inner] : inner;
  });
}
