import { parsePrefix } from "../../../../host/address.ts";
import { parseConfig } from "../../../../host/config/load.ts";
import { judgeSettingsOf, type Wanted } from "../../../../host/daemon/wanted.ts";
import type { MarkLayout } from "../../../../host/enforce/mark-layout.ts";
import type { JudgeSettings } from "../../../../host/judge/messages.ts";
import { compile } from "../../../../host/policy/compile.ts";

/** The same list each time, as the keeper of the block set gives it. */
const LAST_GOOD = [parsePrefix("198.51.100.0/24")!];

/** What a home wants, with `differing` in its place; `bordertap` is what its configuration says of itself. */
export function wantedOf(differing: Partial<Wanted> = {}, bordertap: object = {}): Wanted {
  const file = { bordertap: { mode: "enforce", ...bordertap } };
  const config = parseConfig(new TextEncoder().encode(JSON.stringify(file))).config!;
  return {
    geo: { path: "geo.table", generation: 1 },
    local: [parsePrefix("192.168.1.0/24")!],
    policy: { plan: compile(config.policy, true), generation: 1 },
    inward: ["br-lan"],
    own: [],
    interfaces: [],
    lastGood: LAST_GOOD,
    isOffloading: false,
    config,
    ...differing,
  };
}

/** What the judge is told of it. */
export function settingsOf(version: number, marks: MarkLayout): JudgeSettings {
  return judgeSettingsOf(wantedOf(), marks, version);
}
