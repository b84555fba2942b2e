import { LOCAL_PREFIXES_MAX } from "../../assembly/abi.ts";
import { type Address, contains, hostPrefix, type Prefix } from "../address.ts";
import type { LiveInterface } from "../capture/live.ts";
import type { Config } from "../config/config.ts";
import { type Enforcement, effectiveFailMode, type FailMode } from "../enforce/enforcement.ts";
import type { MarkLayout } from "../enforce/mark-layout.ts";
import { fingerprint } from "../fingerprint.ts";
import { enforcementOf } from "../firewall/enforcement-of.ts";
import type { JudgeSettings } from "../judge/messages.ts";
import type { TableSettings } from "../tap/tables.ts";
import type { Rules } from "./rules-keeper.ts";

/** No flow has a mark when a router starts; always the same, so that the file stays the same. */
const BOOT_VERSION = 1;

/** What is to be enforced now; the daemon knows. */
export interface Wanted extends TableSettings {
  /** LAN-class interfaces: what leaves by any other is judged. */
  readonly inward: readonly string[];
  /** This machine's own addresses. */
  readonly own: readonly Address[];
  /** Whose DNS the judge hears. */
  readonly interfaces: readonly LiveInterface[];
  /** Undefined: too much for a set. */
  readonly lastGood: readonly Prefix[] | undefined;
  readonly isOffloading: boolean;
  readonly config: Config;
}

export function rulesOf(wanted: Wanted, version: number): Rules {
  const { directory, enforcement } = wanted.config;
  return {
    running: enforcementFor(wanted, enforcement.fail, version),
    boot: enforcementFor(wanted, enforcement.boot, BOOT_VERSION),
    directory,
  };
}

export function judgeSettingsOf(wanted: Wanted, marks: MarkLayout, version: number): JudgeSettings {
  const { geo, policy, interfaces, isOffloading } = wanted;
  const { running } = rulesOf(wanted, version);
  const { wait, accept, block, blockAddress } = marks.marks(version);
  return {
    geo,
    local: judgedLocal(wanted),
    policy,
    interfaces,
    queue: { ...running.queues, isFailOpen: effectiveFailMode(running) !== "closed" },
    marks: { mask: marks.mask, accept, wait, block, blockAddress, isOffloading },
    version,
  };
}

/** What a flow's verdict follows from: another one is another version. */
export function judgedKey(wanted: Wanted): string {
  const { geo, policy } = wanted;
  return fingerprint({ geo, local: judgedLocal(wanted), policy: policy.generation });
}

/** What the judge is told beside it. */
export function toldKey({ interfaces, isOffloading, config, lastGood }: Wanted): string {
  return fingerprint({
    interfaces,
    isOffloading,
    fail: config.enforcement.fail,
    isTooMuch: lastGood === undefined,
  });
}

/** The machine's own addresses, where the rules ask nobody about what it says itself: its flows are not a sweep's business. */
export function unaskedOf({ own, config }: Wanted): readonly Address[] {
  return config.enforcement.routerOutput ? [] : own;
}

/** Where the machine is judged as well it is at home: its address on the WAN is none of a device's. */
function judgedLocal({ local, own, config }: Wanted): readonly Prefix[] {
  if (!config.enforcement.routerOutput) return local;
  const others = own.filter((address) => !local.some((prefix) => contains(prefix, address)));
  return [...local, ...others.map(hostPrefix)].slice(0, LOCAL_PREFIXES_MAX);
}

function enforcementFor(
  { inward, lastGood, isOffloading, config }: Wanted,
  failMode: FailMode,
  policyVersion: number,
): Enforcement {
  return enforcementOf(config, failMode, { inward, policyVersion, lastGood, offload: isOffloading });
}
