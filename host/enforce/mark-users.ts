// Which bits of marks the rules of others use, as `nft -j list ruleset` shows them (libnftables-json(5)).

import { isObject, type Listed } from "./listing.ts";

/** Users that are told; a machine has a handful. */
export const MARK_USERS_MAX = 64;
/** Levels of expressions in one another; nft itself allows 16. */
const DEPTH_MAX = 32;

const ALL = 0xffff_ffff;

const OWN_TABLES = ["bordertap", "bordertap_guard"];

/** A rule of somebody else's that cannot share bits of marks with us. */
export interface MarkUser {
  /** Such as "inet fw4, chain mangle_prerouting". */
  readonly where: string;
  /** `sets` and `replaces`: it writes them, in the second case whatever they were; `reads`: it decides by them. */
  readonly use: "sets" | "replaces" | "reads";
  readonly mark: "packet" | "connection";
  readonly bits: number;
}

/**
 * Those of the bits in `mask`, each once. Of packets' marks only what writes ones into our bits counts: they are ours
 * between our two chains alone, and we clear them before. A flow's mark is ours all its life, so there any writing
 * counts, and any reading.
 */
export function usersOf(mask: number, all: Iterable<MarkUser>): MarkUser[] {
  const users: MarkUser[] = [];
  for (const one of all) {
    const bits = (one.bits & mask) >>> 0;
    const isKnown = users.some(
      (user) => user.where === one.where && user.use === one.use && user.bits === bits,
    );
    if (bits !== 0 && !isKnown && users.length < MARK_USERS_MAX) users.push({ ...one, bits });
  }
  return users;
}

/** Of any bits, our own tables aside. */
export function nftMarkUsers(listed: readonly Listed[]): MarkUser[] {
  return listed.flatMap(({ kind, content }) => {
    if (kind !== "rule" || !Array.isArray(content.expr) || OWN_TABLES.includes(String(content.table)))
      return [];
    const where = `${content.family} ${content.table}, chain ${content.chain}`;
    return content.expr.flatMap(usesOf).map((use) => ({ where, ...use }));
  });
}

type Use = Omit<MarkUser, "where">;

function usesOf(statement: unknown): Use[] {
  if (!isObject(statement)) return [];
  if (isObject(statement.match)) return readsOf(statement.match);
  if (!isObject(statement.mangle)) return [];
  const { key, value } = statement.mangle;
  const mark = markOf(key);
  if (mark === undefined) return [];
  const change = changeOf(value, mark, 0);
  if (mark === "packet") return [{ use: "sets", mark, bits: change.ones }];
  const touched = ~change.kept >>> 0;
  return [{ use: touched === ALL ? "replaces" : "sets", mark, bits: touched }];
}

/** Undefined where it is no mark. */
function markOf(expression: unknown): MarkUser["mark"] | undefined {
  if (!isObject(expression)) return undefined;
  if (isObject(expression.meta) && expression.meta.key === "mark") return "packet";
  return isObject(expression.ct) && expression.ct.key === "mark" ? "connection" : undefined;
}

function readsOf({ left, right }: Record<string, unknown>): Use[] {
  const operands = isObject(left) ? left["&"] : undefined;
  const [mark, mask] = Array.isArray(operands) ? operands : [left, undefined];
  if (markOf(mark) !== "connection") return [];
  const bits = typeof mask === "number" ? mask : prefixMask(right);
  return [{ use: "reads", mark: "connection", bits: bits >>> 0 }];
}

/** nft writes a mask of leading ones as a prefix. */
function prefixMask(right: unknown): number {
  const length = isObject(right) && isObject(right.prefix) ? right.prefix.len : undefined;
  if (typeof length !== "number" || length < 0 || length > 32) return ALL;
  return length === 0 ? 0 : (ALL << (32 - length)) >>> 0;
}

/** What becomes of a mark's bits: those that stay as they were, and those that may become one. */
interface Change {
  readonly kept: number;
  readonly ones: number;
}

/** What is not known may be anything; what is copied from the other mark has no bit of ours that counts. */
function changeOf(expression: unknown, mark: MarkUser["mark"], depth: number): Change {
  if (typeof expression === "number") return { kept: 0, ones: expression >>> 0 };
  const from = markOf(expression);
  if (from !== undefined) return from === mark ? { kept: ALL, ones: 0 } : { kept: 0, ones: 0 };
  if (isObject(expression) && depth < DEPTH_MAX)
    for (const operator of ["&", "|", "^"] as const) {
      const operands = expression[operator];
      if (Array.isArray(operands) && operands.length > 0)
        return operands
          .map((operand) => changeOf(operand, mark, depth + 1))
          .reduce((one, other) => combined(operator, one, other));
    }
  return { kept: 0, ones: onesOfMap(expression, depth) };
}

/** What a map without a name may write. */
function onesOfMap(expression: unknown, depth: number): number {
  const data = isObject(expression) && isObject(expression.map) ? expression.map.data : undefined;
  const entries = isObject(data) ? data.set : undefined;
  if (!Array.isArray(entries) || depth >= DEPTH_MAX) return ALL;
  return entries.reduce<number>((ones, entry: unknown) => {
    const value = Array.isArray(entry) ? entry[1] : undefined;
    return typeof value === "number" ? (ones | value) >>> 0 : ALL;
  }, 0);
}

/** A number keeps nothing: its ones are its value. */
function combined(operator: "&" | "|" | "^", one: Change, other: Change): Change {
  if (operator === "&")
    return {
      kept: ((one.kept & (other.kept | other.ones)) | (other.kept & one.ones)) >>> 0,
      ones: (one.ones & (other.ones | other.kept)) >>> 0,
    };
  const kept = (one.kept & ~other.ones) | (other.kept & ~one.ones);
  return { kept: kept >>> 0, ones: (one.ones | other.ones) >>> 0 };
}
