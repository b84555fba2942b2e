import { type Side, sideOf } from "./block-sets.ts";
import { isObject, type Listed } from "./listing.ts";

const FAMILY = "inet";
const NAME = "bordertap";

/** What a listing says of our table. */
export interface Loaded {
  /** It is there, with the chains that packets meet. */
  readonly isThere: boolean;
  /** Which block set its rules ask; undefined for none. */
  readonly side: Side | undefined;
  /** Names of block sets that its rules ask, and of those that they do not. */
  readonly asked: readonly string[];
  readonly stale: readonly string[];
  /** The same for the same table; what packets change of it (counters) does not count. */
  readonly fingerprint: string;
}

export function loadedIn(listed: readonly Listed[]): Loaded {
  const own = listed.filter(
    ({ kind, content }) =>
      content.family === FAMILY && (kind === "table" ? content.name : content.table) === NAME,
  );
  const rules = JSON.stringify(own.filter(({ kind }) => kind === "rule"));
  const names = own.flatMap(({ kind, content: { name } }) =>
    kind === "set" && typeof name === "string" && sideOf(name) !== undefined ? name : [],
  );
  const asked = names.filter((name) => rules.includes(`"@${name}"`));
  return {
    isThere: own.some(({ kind, content }) => kind === "chain" && content.name === "act"),
    side: asked.length > 0 ? sideOf(asked[0]) : undefined,
    asked,
    stale: names.filter((name) => !asked.includes(name)),
    fingerprint: JSON.stringify(own, withoutCounts),
  };
}

const COUNTS = ["handle", "packets", "bytes"];

function withoutCounts(_: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !COUNTS.includes(name)));
}
