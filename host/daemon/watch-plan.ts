import { LOCAL_PREFIXES_MAX } from "../../assembly/abi.ts";
import { type Address, contains, type Prefix } from "../address.ts";
import type { Elsewhere } from "../capture/elsewhere.ts";
import { linkTypeOf } from "../capture/link-type.ts";
import type { LiveInterface } from "../capture/live.ts";
import { inwardAmong } from "../firewall/inward.ts";
import { SPECIAL_PURPOSE } from "../geo/special.ts";
import { conflicts } from "../local/conflicts.ts";
import { defaultInterfaces } from "../local/default-interfaces.ts";
import { localPrefixes } from "../local/local-prefixes.ts";
import type { NetworkState } from "../local/network-state.ts";
import { ownAddresses } from "../local/own-addresses.ts";

/** Own addresses that a filter tells apart; a program of the kernel's has 4,096 instructions at most. */
const OWN_MAX = 64;

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
  /** This machine's own addresses. */
  readonly own: readonly Address[];
  /** The LAN's side, sorted: what leaves by any other interface leads out. */
  readonly inward: readonly string[];
}

/** `outward` are names that carried the default route before. */
export function watchPlan(
  state: NetworkState,
  watched: Watched,
  outward: ReadonlySet<string> = new Set(),
): WatchPlan {
  const names = watched.interfaces.length > 0 ? watched.interfaces : defaultInterfaces(state);
  const refusals = new Map(
    conflicts(state, names).map(({ interfaces: [, second], reason }) => [
      second,
      `${reason} It would count twice.`,
    ]),
  );
  const found = names.map((name) => findInterface(state, name, names, refusals.get(name)));
  const heard = found.filter(({ live }) => live).map(({ name }) => name);
  const { prefixes, notKept } = localPrefixes(state, heard);
  // The operator's own come first: they must not fall out.
  const all = [...watched.local, ...prefixes];
  const local = all.slice(0, LOCAL_PREFIXES_MAX);
  // The own network's first: a filter asks for them in turn.
  const home = [...local, ...SPECIAL_PURPOSE.map(({ prefix }) => prefix)];
  const inward = [...inwardAmong(names, state, outward)].sort();
  return {
    interfaces: found.map(({ live, ...rest }) => (live ? { ...rest, live: { ...live, home } } : rest)),
    local,
    localNotKept: notKept + all.length - local.length,
    own: ownAddresses(state),
    inward,
  };
}

/** An interface before it is known what is local. */
interface FoundInterface extends Omit<PlannedInterface, "live"> {
  readonly live?: Omit<LiveInterface, "home">;
}

function findInterface(
  state: NetworkState,
  name: string,
  names: readonly string[],
  conflict: string | undefined,
): FoundInterface {
  const link = state.links.find((link) => link.name === name);
  if (link === undefined) return { name, up: false };
  const { index, up } = link;
  const linkType = linkTypeOf(link.type);
  const refusal =
    conflict ??
    (linkType === undefined ? `its frames are of a type (${link.type}) that is not read.` : undefined);
  if (refusal !== undefined || linkType === undefined) return { name, up, refusal };
  return { name, live: { name, index, linkType, elsewhere: elsewhere(state, name, names) }, up };
}

/** What comes from the other watched networks is counted where it comes in. */
function elsewhere(state: NetworkState, name: string, names: readonly string[]): Elsewhere {
  const others = names.filter((other) => other !== name);
  const { prefixes } = localPrefixes(state, others);
  const own = state.addresses
    .map(({ address }) => address)
    .filter((address) => prefixes.some((prefix) => contains(prefix, address)));
  return { prefixes, own: own.slice(0, OWN_MAX) };
}
