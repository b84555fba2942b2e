// What `nft -j list ruleset` prints (libnftables-json(5)). Read as hostile: any program may have written the ruleset.

/** One object of a ruleset, such as { "rule": { "family": "inet", ... } }. */
export interface Listed {
  /** table, chain, rule, set, counter, ... */
  readonly kind: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Undefined where it is no listing. */
export function readListing(text: string): Listed[] | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  const objects = isObject(document) ? document.nftables : undefined;
  if (!Array.isArray(objects)) return undefined;
  return objects.flatMap((object: unknown) =>
    isObject(object)
      ? Object.entries(object).flatMap(([kind, content]) => (isObject(content) ? { kind, content } : []))
      : [],
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
