import { NS_PER_MS } from "../nanoseconds.ts";
import { compile, type VerdictPlan } from "../policy/compile.ts";
import { inForceAt, isTimed } from "../policy/in-force.ts";
import type { Policy } from "../policy/policy.ts";
import type { Classifier } from "./classifier.ts";

const TIME_MAX = (1n << 64n) - 1n;
/** Compiled policies that are kept; a week has few sets of rules, and comes again. */
const PLANS_MAX = 32;

/** Gives a replayed capture the policy that was in force at its frames' times. */
export class PolicyFollower {
  readonly #classifier: Classifier;
  readonly #policy: Policy;
  readonly #codes: readonly string[];
  readonly #plans = new Map<string, VerdictPlan>();
  #loaded: string | undefined;

  /** `codes` are the country table's, by number. Frames without a time are judged without rules that have hours. */
  constructor(classifier: Classifier, policy: Policy, codes: readonly string[]) {
    this.#classifier = classifier;
    this.#policy = policy;
    this.#codes = codes;
    this.#load(undefined);
    // No frame has this time: the first that has one asks for its policy.
    if (isTimed(policy)) classifier.setPolicySpan(TIME_MAX - 1n, TIME_MAX);
  }

  /** After each walk, with all events taken; true where flows were judged, and may have left events. */
  follow(): boolean {
    const due = this.#classifier.policyDue;
    if (due === undefined) return false;
    this.#load(Number(due / NS_PER_MS));
    return true;
  }

  #load(timeMs: number | undefined): void {
    const { policy, key, fromMs, untilMs } = inForceAt(this.#policy, timeMs);
    if (key !== this.#loaded) {
      this.#classifier.loadPolicy(this.#plan(key, policy), this.#codes);
      this.#loaded = key;
    }
    this.#classifier.setPolicySpan(nanoseconds(fromMs), nanoseconds(untilMs));
  }

  #plan(key: string, policy: Policy): VerdictPlan {
    const known = this.#plans.get(key);
    if (known) return known;
    if (this.#plans.size === PLANS_MAX) this.#plans.clear();
    const plan = compile(policy, true);
    this.#plans.set(key, plan);
    return plan;
  }
}

function nanoseconds(timeMs: number): bigint {
  if (timeMs === Number.NEGATIVE_INFINITY) return 0n;
  return timeMs === Number.POSITIVE_INFINITY ? TIME_MAX : BigInt(timeMs) * NS_PER_MS;
}
