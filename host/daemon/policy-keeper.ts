import type { Config } from "../config/config.ts";
import { fingerprint } from "../fingerprint.ts";
import { compile } from "../policy/compile.ts";
import { inForceAt, isTimed } from "../policy/in-force.ts";
import type { Policy } from "../policy/policy.ts";
import type { TapSettings } from "../tap/messages.ts";
import type { Log } from "./log.ts";

/** What a configuration says of policy; in mode alert, what says block passes with an alert. */
type Ruling = Pick<Config, "policy" | "mode">;

/** What of the policy is in force, compiled. */
export class PolicyKeeper {
  readonly #log: Log;
  #policy: Policy;
  #isEnforcing: boolean;
  /** Of the whole policy, and of what of it is compiled. */
  #rules: string;
  #key: string | undefined;
  #clockIsRight: boolean | undefined;
  #wanted!: TapSettings["policy"];

  /** `timeMs` is the wall's, in milliseconds since 1970; undefined while the clock is not right. */
  constructor({ policy, mode }: Ruling, log: Log, timeMs: number | undefined) {
    this.#log = log;
    this.#policy = policy;
    this.#isEnforcing = mode === "enforce";
    this.#rules = rulesKey({ policy, mode });
    this.#take(timeMs);
  }

  /** What the taps are to load. */
  get wanted(): TapSettings["policy"] {
    return this.#wanted;
  }

  /** The same rules stay what they are: another generation has every open flow judged anew. */
  configure({ policy, mode }: Ruling, timeMs: number | undefined): void {
    const rules = rulesKey({ policy, mode });
    if (rules !== this.#rules) this.#key = undefined;
    this.#rules = rules;
    this.#policy = policy;
    this.#isEnforcing = mode === "enforce";
    this.#take(timeMs);
  }

  /** Whether something else is in force than before: rules have hours, exceptions expire, clocks are set. */
  tick(timeMs: number | undefined): boolean {
    const generation = this.#wanted.generation;
    if (isTimed(this.#policy)) this.#take(timeMs);
    return this.#wanted.generation !== generation;
  }

  #take(timeMs: number | undefined): void {
    const isRight = timeMs !== undefined;
    if (!isRight && this.#clockIsRight !== false && isTimed(this.#policy))
      this.#log.warning("the clock is not set: rules with hours are not in force, and nothing expires");
    this.#clockIsRight = isRight;
    const { policy, key } = inForceAt(this.#policy, timeMs);
    if (key === this.#key) return;
    this.#key = key;
    this.#wanted = {
      plan: compile(policy, this.#isEnforcing),
      generation: (this.#wanted?.generation ?? 0) + 1,
    };
  }
}

/** What verdicts follow from: neither where a rule stands nor what a device is called. */
function rulesKey({ policy, mode }: Ruling): string {
  return fingerprint({
    ...policy,
    mode,
    devices: policy.devices.map(({ keys, policy }) => ({ keys, policy })),
    countries: policy.countries.map(({ place, ...rule }) => rule),
    exceptions: policy.exceptions.map(({ place, ...rule }) => rule),
  });
}
