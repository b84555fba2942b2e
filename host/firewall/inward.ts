import type { Config } from "../config/config.ts";
import { type Mistake, valueText } from "../config/mistake.ts";
import { isInterfaceName } from "../enforce/enforcement.ts";
import { OperatorError } from "../errors.ts";
import { defaultInterfaces } from "../local/default-interfaces.ts";
import { carriersAmong, defaultRouteLinks } from "../local/default-route.ts";
import type { NetworkState } from "../local/network-state.ts";

/**
 * Names of the LAN's interfaces: those that are asked for, but for what leads out, or else the LAN-class ones of the
 * machine. Throws LAN_INTERFACE_MISSING where there is none, or where nft cannot be told a name; `place` is where they
 * could be named.
 */
export function inwardInterfaces(
  asked: readonly string[],
  state: NetworkState,
  place: string,
): readonly string[] {
  const names = asked.length > 0 ? inwardAmong(asked, state) : defaultInterfaces(state);
  assertInward(names, place);
  return names;
}

/**
 * One that carries the default route may be watched; were it the LAN's, nothing that leaves by it would be judged. It is
 * none either while its route is away: `outward` are those that had one, and where nothing leads out now, those that are
 * the LAN's for certain stand alone.
 */
export function inwardAmong(
  names: readonly string[],
  state: NetworkState,
  outward: ReadonlySet<string> = NONE,
): readonly string[] {
  const carriers = carriersAmong(names, state);
  const inward = names.filter((name) => !carriers.includes(name) && !outward.has(name));
  if (defaultRouteLinks(state).size > 0) return inward;
  const lan = defaultInterfaces(state);
  const certain = inward.filter((name) => lan.includes(name));
  return certain.length > 0 ? certain : inward;
}

const NONE: ReadonlySet<string> = new Set();

/** What is odd of a configuration on this machine: who names an exit for the LAN's may mean that all of it be let by. */
export function exitWarnings({ mode, interfaces }: Config, networks: () => NetworkState): Mistake[] {
  if (mode !== "enforce" || interfaces.length === 0) return [];
  return carriersAmong(interfaces, networks()).map((name) => ({
    option: "bordertap.interfaces",
    value: valueText(name),
    reason: "it carries the default route: it leads out, and what leaves by it is judged.",
    remedy: "Name the LAN's interfaces alone.",
  }));
}

/** Throws the same of interfaces that are known already. */
export function assertInward(names: readonly string[], place: string): void {
  if (names.length === 0)
    throw new OperatorError("LAN_INTERFACE_MISSING", place, [
      "no bridge looks like a LAN's, and no interface is named that does not carry the default route",
    ]);
  const unsayable = names.filter((name) => !isInterfaceName(name));
  if (unsayable.length === 0) return;
  const reasons = unsayable.map((name) => `${name}: nft's language has no such names`);
  throw new OperatorError("LAN_INTERFACE_MISSING", place, reasons);
}
