// What judges a capture by a configuration: loaded where one is given, for most runs judge nothing.

import type { Classifier } from "../classifier/classifier.ts";
import { PolicyFollower } from "../classifier/policy-follower.ts";
import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { mistakeText } from "../config/mistake.ts";
import { suffixKinds } from "../names/suffix-kind.ts";
import { writeError } from "../platform/terminal.ts";
import { isTimed } from "../policy/in-force.ts";
import { timezoneName } from "../policy/local-time.ts";

/** A configuration as far as a capture needs it. */
export interface ReplayPolicy {
  readonly devices: Config["devices"];
  /** The zone of hours and expiry; undefined where nothing has any. */
  readonly timezone: string | undefined;
  /** `codes` are the country table's, by number. */
  follower(classifier: Classifier, codes: readonly string[]): PolicyFollower;
}

/** Throws FILE_UNREADABLE, CONFIG_INVALID; what can stand, and is odd, goes to standard error. */
export async function replayPolicy(path: string): Promise<ReplayPolicy> {
  const { policy, devices } = await loadConfig(path, {
    suffixKind: await suffixKinds(),
    looksAround: false,
    onWarning: (warning) => writeError(`bordertap: ${mistakeText(warning)}\n`),
  });
  return {
    devices,
    timezone: isTimed(policy) ? timezoneName(policy.timezone) : undefined,
    follower: (classifier, codes) => new PolicyFollower(classifier, policy, codes),
  };
}
