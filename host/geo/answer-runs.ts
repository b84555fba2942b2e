import { ANSWER_NAT64 } from "../../assembly/geo/image.ts";
import { type Family, IPV4, IPV6, keysOf } from "./family.ts";
import { SegmentWalk } from "./segment-walk.ts";
import { EMBEDDING } from "./special.ts";
import type { CountryTable } from "./table.ts";

/**
 * By answer (country | other country << 8, numbers of a table, or ANSWER_6TO4), what it comes to for who asks: 16 bits.
 */
export type AnswerClasses = Uint32Array;

/** None of theirs. */
const NAT64_CLASS = 0x1_0000;
/** All of 64:ff9b::/96; the IPv4 addresses follow in its last bits. */
const NAT64_FIRST = keysOf(EMBEDDING.find(({ answer }) => answer === ANSWER_NAT64)!.prefix).first;

/**
 * What a table's answers come to, over all addresses of a family: calls `each` with the first address, and wherever the
 * class may change, ascending. An address of 64:ff9b::/96 has the class of the IPv4 address in it; 2002::/16 is one run.
 * False where `each` said so, and in a table that lies.
 */
export function eachAnswerRun(
  { view }: CountryTable,
  family: Family,
  classes: AnswerClasses,
  each: (first: bigint, answerClass: number) => boolean,
): boolean {
  const ownClasses = Uint32Array.from(classes);
  if (family === IPV6) ownClasses[ANSWER_NAT64] = NAT64_CLASS;
  return new SegmentWalk(view, family).eachChange(ownClasses, (first, answer) => {
    if (ownClasses[answer] !== NAT64_CLASS) return each(first, classes[answer]);
    return new SegmentWalk(view, IPV4).eachChange(classes, (embedded, answer4) =>
      each(NAT64_FIRST | embedded, classes[answer4]),
    );
  });
}
