import type { Config } from "../config/config.ts";
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
  /** Of what is compiled. */
  #key: string | undefined;
  #clockIsRight: boolean | undefined;
  #wanted!: TapSettings["policy"];

  /** `timeMs` is the wall's, in milliseconds since 1970; undefined while the clock is not right. */
  constructor({ policy, mode }: Ruling, log: Log, timeMs: number | undefined) {
    this.#log = log;
    this.#policy = policy;
    this.#isEnforcing = mode === "enforce";
    this.#take(timeMs);
  }

  /** What the taps are to load. */
  get wanted(): TapSettings["policy"] {
    return this.#wanted;
  }

  configure({ policy, mode }: Ruling, timeMs: number | undefined): void {
    this.#policy = policy;
    this.#isEnforcing = mode === "enforce";
    this.#key = undefined;
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
