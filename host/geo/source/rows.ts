import { parseAddress } from "../../address.ts";
import { type ErrorCode, OperatorError } from "../../errors.ts";
import { type Family, familyOf, IPV4, IPV6, keyOf } from "../family.ts";
import { fieldsOf } from "./fields.ts";
import { Mistakes } from "./mistakes.ts";
import type { Opinion } from "./opinion.ts";

/**
 * What rows that overlap mean. `refused`: a mistake. `lastStartWins`: an address belongs to the last row
 * whose first address is not above it, and to none if that row ends before it.
 */
export type Overlaps = "refused" | "lastStartWins";

/** What the rows of a file hold behind the two ends of a range. */
export interface RowForm {
  readonly columns: "first,last,CC" | "first,last,asn,organization";
  readonly overlaps: Overlaps;
  /** The number that stands for those fields, or what is wrong with them. */
  readonly numberOf: (fields: readonly string[]) => number | string;
  /** What is thrown where a file has mistakes. */
  readonly code: ErrorCode;
}

const COUNT_NAMES = ["no", "one", "two", "three", "four"];
const ROW_SHOWN_MAX = 120;

/**
 * Adds the rows of a file to `opinion`. Addresses are text, or integers as in the `-num` files; an integer row is
 * IPv4 when its last address is below 2^32. Fields may be quoted; a header line, more columns, CRLF and a byte
 * order mark are passed over. Rows ascend within each family, over all files of an opinion. Throws the form's code
 * with every mistake in the file.
 */
export function readRows(content: Uint8Array, file: string, form: RowForm, opinion: Opinion): void {
  const text = new TextDecoder().decode(content);
  const fieldCount = form.columns.split(",").length;
  const mistakes = new Mistakes();
  let rows = 0;
  let line = 0;
  let at = 0;
  while (at < text.length) {
    line++;
    let end = text.indexOf("\n", at);
    if (end < 0) end = text.length;
    const row = text.slice(at, text.charCodeAt(end - 1) === 0x0d ? end - 1 : end);
    at = end + 1;
    if (row === "") continue;
    const fields = fieldsOf(row, fieldCount);
    const first = fields && parseEnd(fields[0]);
    const last = fields && parseEnd(fields[1] ?? "");
    if (line === 1 && !first && !last && fields?.length === fieldCount) continue;
    rows++;
    const problem = fields ? add(first, last, fields, fieldCount, form, opinion) : "a quote is not closed";
    if (problem) mistakes.add(`line ${line}: ${row.slice(0, ROW_SHOWN_MAX)}: ${problem}`);
  }
  if (rows === 0) mistakes.add(`it holds no row of '${form.columns}'`);
  if (mistakes.any) throw new OperatorError(form.code, file, mistakes.list());
}

interface End {
  /** Undefined for an integer, whose family its row decides. */
  readonly family: Family | undefined;
  readonly key: bigint;
}

function parseEnd(field: string): End | undefined {
  const address = parseAddress(field);
  if (address) return { family: familyOf(address), key: keyOf(address) };
  if (!/^[0-9]{1,39}$/.test(field)) return undefined;
  const key = BigInt(field);
  return key <= IPV6.lastKey ? { family: undefined, key } : undefined;
}

/** Adds one row; returns what is wrong with it. */
function add(
  first: End | undefined,
  last: End | undefined,
  fields: readonly string[],
  fieldCount: number,
  form: RowForm,
  opinion: Opinion,
): string | undefined {
  if (!first) return "the first field is no address";
  if (!last) return "the second field is no address";
  if (fields.length < fieldCount) return `it has fewer than ${COUNT_NAMES[fieldCount]} fields`;
  if (first.family !== last.family) return "its ends are of two kinds";
  if (first.key > last.key) return "it ends before it starts";
  const number = form.numberOf(fields.slice(2));
  if (typeof number === "string") return number;

  const family = first.family ?? (last.key <= IPV4.lastKey ? IPV4 : IPV6);
  const ranges = family === IPV4 ? opinion.ipv4 : opinion.ipv6;
  const previous = ranges.length - 1;
  if (previous >= 0) {
    if (first.key < ranges.first(previous)) return "it starts before the row above it";
    if (first.key <= ranges.last(previous)) {
      if (form.overlaps === "refused") return "it overlaps the row above it";
      if (first.key === ranges.first(previous)) ranges.removeLast();
      else ranges.clip(first.key - 1n);
    }
  }
  ranges.add(first.key, last.key, number);
  return undefined;
}
