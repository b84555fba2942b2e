import { LOCAL_PREFIXES_MAX } from "../../assembly/abi.ts";
import type { Prefix } from "../address.ts";
import { linkTypeOf } from "../capture/link-type.ts";
import type { LiveInterface } from "../capture/live.ts";
import { conflicts } from "../local/conflicts.ts";
import { defaultInterfaces } from "../local/default-interfaces.ts";
import { localPrefixes } from "../local/local-prefixes.ts";
import type { NetworkState } from "../local/network-state.ts";

/** What is asked for. */
export interface Watched {
  /** Empty: all LAN-class bridges. */
  readonly interfaces: readonly string[];
  /** Beside those that interfaces tell. */
  readonly local: readonly Prefix[];
}

/** One interface that is asked for, as the machine has it now. */
export interface PlannedInterface {
  readonly name: string;
  /** Absent where there is no such interface now, or it must not be heard. */
  readonly live?: LiveInterface;
  readonly up: boolean;
  /** Why it must not be heard. */
  readonly refusal?: string;
}

/** What is heard, and what is local, on this machine as it is now. */
export interface WatchPlan {
  readonly interfaces: readonly PlannedInterface[];
  readonly local: readonly Prefix[];
  /** Prefixes beyond LOCAL_PREFIXES_MAX. */
  readonly localNotKept: number;
}

export function watchPlan(state: NetworkState, watched: Watched): WatchPlan {
  const names = watched.interfaces.length > 0 ? watched.interfaces : defaultInterfaces(state);
  const refusals = new Map(
    conflicts(state, names).map(({ interfaces: [, second], reason }) => [
      second,
      `${reason} It would count twice.`,
    ]),
  );
  const interfaces = names.map((name): PlannedInterface => {
    const link = state.links.find((link) => link.name === name);
    if (link === undefined) return { name, up: false };
    const { index, up } = link;
    const linkType = linkTypeOf(link.type);
    const refusal =
      refusals.get(name) ??
      (linkType === undefined ? `its frames are of a type (${link.type}) that is not read.` : undefined);
    const live = refusal === undefined && linkType !== undefined ? { name, index, linkType } : undefined;
    return { name, live, up, refusal };
  });
  const heard = interfaces.filter(({ live }) => live).map(({ name }) => name);
  const { prefixes, notKept } = localPrefixes(state, heard);
  // The operator's own come first: they must not fall out.
  const all = [...watched.local, ...prefixes];
  const local = all.slice(0, LOCAL_PREFIXES_MAX);
  return { interfaces, local, localNotKept: notKept + all.length - local.length };
}
