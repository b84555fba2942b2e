import { containsPrefix, formatPrefix, type Prefix, parsePrefix } from "../../address.ts";
import { OperatorError } from "../../errors.ts";
import type { CountryCodes } from "../codes.ts";
import { familyOf, IPV4, keysOf } from "../family.ts";
import { EMBEDDING, SPECIAL_PURPOSE } from "../special.ts";
import { Mistakes } from "./mistakes.ts";
import { emptyOpinion, type Opinion } from "./opinion.ts";
import type { Ranges } from "./ranges.ts";

interface Override {
  readonly line: number;
  readonly prefix: Prefix;
  readonly country: number;
}

/**
 * Reads lines of `CIDR,CC`; `#` starts a comment. The most specific prefix wins, whatever the order. Throws
 * GEO_OVERRIDE_INVALID with every mistake: line, value, reason, remedy.
 */
export function readOverrides(content: Uint8Array, file: string, codes: CountryCodes): Opinion {
  const mistakes = new Mistakes();
  const overrides = new Map<string, Override>();
  const lines = new TextDecoder().decode(content).split(/\r?\n/);
  for (const [index, whole] of lines.entries()) {
    const line = index + 1;
    const text = whole.split("#", 1)[0].trim();
    if (text === "") continue;
    const [prefixText, code, ...rest] = text.split(",").map((field) => field.trim());
    const prefix = parsePrefix(prefixText);
    const country = codes.number(code ?? "");
    const problems = [
      ...(code === undefined || rest.length > 0
        ? ["it is not of the form 'CIDR,CC'. Write one prefix and one code."]
        : []),
      ...(prefix ? againstPrefix(prefix) : ["the first field is no prefix. Write one such as 192.0.2.0/24."]),
      ...(code !== undefined && country === undefined ? [`${againstCode(code)}`] : []),
    ];
    const before = prefix && overrides.get(formatPrefix(prefix));
    if (before) problems.push(`line ${before.line} gives the same prefix. Keep one of the two.`);
    for (const problem of problems) mistakes.add(`line ${line}: ${text}: ${problem}`);
    if (problems.length === 0 && prefix && country !== undefined)
      overrides.set(formatPrefix(prefix), { line, prefix, country });
  }
  if (mistakes.any) throw new OperatorError("GEO_OVERRIDE_INVALID", file, mistakes.list());
  return layered([...overrides.values()]);
}

function againstCode(code: string): string {
  const upper = code.toUpperCase();
  const remedy =
    upper !== code && /^[A-Z]{2}$/.test(upper) ? `Write ${upper}.` : "Write two letters, such as NL.";
  return `${JSON.stringify(code)} is no ISO 3166-1 alpha-2 code. ${remedy}`;
}

/** Prefixes for which an override could never be looked up. */
function againstPrefix(prefix: Prefix): string[] {
  const special = SPECIAL_PURPOSE.find((block) => containsPrefix(block.prefix, prefix));
  if (special)
    return [`${formatPrefix(special.prefix)} (${special.name}) is never a country. Remove the line.`];
  const embedding = EMBEDDING.find((block) => containsPrefix(block.prefix, prefix));
  if (!embedding) return [];
  return [
    `addresses in ${formatPrefix(embedding.prefix)} are looked up as the IPv4 in them. Name that IPv4 prefix.`,
  ];
}

/** Nested prefixes as disjoint ranges: of two that hold an address, the longer has it. */
function layered(overrides: Override[]): Opinion {
  const layers = emptyOpinion();
  for (const ranges of [layers.ipv4, layers.ipv6]) {
    const ofFamily = overrides
      .filter(({ prefix }) => (familyOf(prefix.address) === IPV4) === (ranges === layers.ipv4))
      .map(({ prefix, country }) => ({ ...keysOf(prefix), country }))
      // An outer prefix comes before those inside it.
      .sort((a, b) => (a.first !== b.first ? (a.first < b.first ? -1 : 1) : a.last > b.last ? -1 : 1));
    addNested(ofFamily, ranges);
  }
  return layers;
}

interface Block {
  readonly first: bigint;
  readonly last: bigint;
  readonly country: number;
}

function addNested(blocks: Block[], ranges: Ranges): void {
  const open: Block[] = [];
  let key = 0n;
  function closeBefore(limit: bigint): void {
    for (let top = open.at(-1); top && top.last < limit; top = open.at(-1)) {
      if (key <= top.last) ranges.add(key, top.last, top.country);
      key = top.last + 1n;
      open.pop();
    }
  }
  for (const block of blocks) {
    closeBefore(block.first);
    const outer = open.at(-1);
    if (outer && key < block.first) ranges.add(key, block.first - 1n, outer.country);
    key = block.first;
    open.push(block);
  }
  closeBefore(1n << 128n);
}
