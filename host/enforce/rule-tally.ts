import type { Channel } from "../netlink/channel.ts";
import { type Counted, type RuleCounters, ruleCounters } from "./kernel-table.ts";

const NONE: Counted = { packets: 0, bytes: 0 };
const NOTHING: RuleCounters = { asked: NONE, refused: NONE, unjudged: NONE };

/**
 * What the rules have counted since the start. A policy that is replaced leaves their counters as they are; where the
 * table goes and comes back they begin anew, and what they had when they were last read stays counted; it has to be read
 * often enough that they do not come back to that unseen.
 */
export class RuleTally {
  readonly #open: (() => Channel) | undefined;
  #before = NOTHING;
  #last = NOTHING;

  /** What the table has by now, from an earlier run or from boot, is not counted. */
  constructor(open?: () => Channel) {
    this.#open = open;
    const found = ruleCounters(this.#open);
    if (!found) return;
    this.#last = found;
    this.#before = each(found, NOTHING, (now) => ({ packets: -now.packets, bytes: -now.bytes }));
  }

  /** Never less than before. Where the kernel cannot be asked, what was last read. Throws ADDON_UNAVAILABLE. */
  read(): RuleCounters {
    const found = ruleCounters(this.#open);
    if (found) {
      this.#before = each(this.#before, this.#last, (before, last, key) =>
        found[key].packets < last.packets || found[key].bytes < last.bytes ? sum(before, last) : before,
      );
      this.#last = found;
    }
    return each(this.#before, this.#last, sum);
  }
}

function sum(one: Counted, other: Counted): Counted {
  return { packets: one.packets + other.packets, bytes: one.bytes + other.bytes };
}

function each(
  one: RuleCounters,
  other: RuleCounters,
  of: (one: Counted, other: Counted, key: keyof RuleCounters) => Counted,
): RuleCounters {
  return {
    asked: of(one.asked, other.asked, "asked"),
    refused: of(one.refused, other.refused, "refused"),
    unjudged: of(one.unjudged, other.unjudged, "unjudged"),
  };
}
