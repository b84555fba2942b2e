import { VERDICT_MASK, VERDICT_NONE } from "../../assembly/abi.ts";
import type { Address } from "../address.ts";
import { compile, type GroupPlan } from "./compile.ts";
import type { OpinionsDiffer, Policy } from "./policy.ts";

/** Groups of devices, a bit each. */
export type Groups = number;

/** From its first address on, up to the next one's of the same family. */
export interface ExceptionRun {
  readonly first: Address;
  /** Groups for which an exception decides here. */
  readonly decided: Groups;
  /** Those of them that it blocks. */
  readonly blocked: Groups;
}

/** For which groups a policy blocks an address that has no name. */
export class BlockedGroups {
  readonly all: Groups;
  /** Of IPv4, then of IPv6, each ascending. */
  readonly runs: readonly ExceptionRun[];
  readonly #groups: readonly GroupPlan[];
  readonly #opinionsDiffer: OpinionsDiffer;
  readonly #byCode = new Map<string, Groups>();

  constructor(policy: Policy) {
    const { groups, runs, opinionsDiffer } = compile(policy, true);
    this.all = 2 ** groups.length - 1;
    this.#groups = groups;
    this.#opinionsDiffer = opinionsDiffer;
    this.runs = runs.map(({ first, verdicts }) => ({
      first,
      decided: bits(verdicts, (verdict) => verdict !== undefined),
      blocked: bits(verdicts, (verdict = VERDICT_NONE) => verdict !== VERDICT_NONE && isBlock(verdict)),
    }));
  }

  /** Where no exception decides; `other` is what the second opinion says, where it differs. */
  byCountry(country: string, other: string | undefined): Groups {
    const first = this.#byOpinion(country);
    if (other === undefined || this.#opinionsDiffer === "first") return first;
    const second = this.#byOpinion(other);
    return this.#opinionsDiffer === "either" ? first | second : first & second;
  }

  #byOpinion(code: string): Groups {
    const known = this.#byCode.get(code);
    if (known !== undefined) return known;
    const groups = bits(this.#groups, ({ byCode, otherwise }) => isBlock(byCode.get(code) ?? otherwise));
    this.#byCode.set(code, groups);
    return groups;
  }
}

function isBlock(verdict: number): boolean {
  return (verdict & VERDICT_MASK) !== 0;
}

function bits<T>(values: readonly T[], holds: (value: T) => boolean): Groups {
  return values.reduce((sum, value, at) => (holds(value) ? sum + 2 ** at : sum), 0);
}
