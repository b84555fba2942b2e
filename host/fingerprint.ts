/** The same text for values of the same content, 64-bit integers included. */
export function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}n` : inner));
}
