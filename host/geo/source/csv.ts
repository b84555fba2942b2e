import { COUNTRY_UNKNOWN } from "../../../assembly/abi.ts";
import { parseAddress } from "../../address.ts";
import { OperatorError } from "../../errors.ts";
import type { CountryCodes } from "../codes.ts";
import { type Family, familyOf, IPV4, IPV6, keyOf } from "../family.ts";
import { Mistakes } from "./mistakes.ts";
import type { Opinion } from "./opinion.ts";

/**
 * What rows that overlap mean. `refused`: a mistake. `lastStartWins`: an address belongs to the last row
 * whose first address is not above it, and to none if that row ends before it.
 */
export type Overlaps = "refused" | "lastStartWins";

/** Country fields that say "not known" in the files that people have. */
const UNKNOWN_FIELDS = new Set(["", "-"]);

/**
 * Adds the rows `first,last,CC[,...]` of a file to `opinion`. Addresses are text, or integers as in the
 * `-num` files; an integer row is IPv4 when its last address is below 2^32. Fields may be quoted; a header
 * line, CRLF and a byte order mark are passed over. Rows ascend within each family, over all files of an
 * opinion. Throws GEO_SOURCE_INVALID with every mistake in the file.
 */
export function readCsv(
  content: Uint8Array,
  file: string,
  codes: CountryCodes,
  overlaps: Overlaps,
  opinion: Opinion,
): void {
  const text = new TextDecoder("latin1").decode(content);
  const mistakes = new Mistakes();
  let rows = 0;
  let line = 0;
  // A byte order mark, EF BB BF, as Latin-1 shows it.
  let at = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
  while (at < text.length) {
    line++;
    let end = text.indexOf("\n", at);
    if (end < 0) end = text.length;
    const row = text.slice(at, text.charCodeAt(end - 1) === 0x0d ? end - 1 : end);
    at = end + 1;
    if (row === "") continue;
    const [firstField, lastField, countryField] = row.split(",", 3).map(unquoted);
    const first = parseEnd(firstField);
    const last = parseEnd(lastField ?? "");
    if (line === 1 && first === undefined && last === undefined && countryField !== undefined) continue;
    rows++;
    const problem = add(first, last, countryField, codes, overlaps, opinion);
    if (problem) mistakes.add(`line ${line}: ${row.slice(0, ROW_SHOWN_MAX)}: ${problem}`);
  }
  if (rows === 0) mistakes.add("it holds no row of 'first,last,CC'");
  if (mistakes.any) throw new OperatorError("GEO_SOURCE_INVALID", file, mistakes.list());
}

const ROW_SHOWN_MAX = 120;

function unquoted(field: string): string {
  const trimmed = field.trim();
  return trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"')
    ? trimmed.slice(1, -1)
    : trimmed;
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
  countryField: string | undefined,
  codes: CountryCodes,
  overlaps: Overlaps,
  opinion: Opinion,
): string | undefined {
  if (!first) return "the first field is no address";
  if (!last) return "the second field is no address";
  if (countryField === undefined) return "it has fewer than three fields";
  if (first.family !== last.family) return "its ends are of two kinds";
  if (first.key > last.key) return "it ends before it starts";
  const number = UNKNOWN_FIELDS.has(countryField) ? COUNTRY_UNKNOWN : codes.number(countryField);
  if (number === undefined) return "the third field is no ISO 3166-1 alpha-2 code";

  const family = first.family ?? (last.key <= IPV4.lastKey ? IPV4 : IPV6);
  const ranges = family === IPV4 ? opinion.ipv4 : opinion.ipv6;
  const previous = ranges.length - 1;
  if (previous >= 0) {
    if (first.key < ranges.first(previous)) return "it starts before the row above it";
    if (first.key <= ranges.last(previous)) {
      if (overlaps === "refused") return "it overlaps the row above it";
      if (first.key === ranges.first(previous)) ranges.removeLast();
      else ranges.clip(first.key - 1n);
    }
  }
  ranges.add(first.key, last.key, number);
  return undefined;
}
