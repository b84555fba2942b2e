import { isInterfaceName } from "../enforce/enforcement.ts";
import { OperatorError } from "../errors.ts";
import { defaultInterfaces } from "../local/default-interfaces.ts";
import type { NetworkState } from "../local/network-state.ts";

/**
 * Names of the LAN's interfaces: those that are asked for, or else the LAN-class ones of the machine. Throws
 * LAN_INTERFACE_MISSING where there is none, or where nft cannot be told a name; `place` is where they could be named.
 */
export function inwardInterfaces(
  asked: readonly string[],
  networks: () => NetworkState,
  place: string,
): readonly string[] {
  const names = asked.length > 0 ? asked : defaultInterfaces(networks());
  assertInward(names, place);
  return names;
}

/** Throws the same of interfaces that are known already. */
export function assertInward(names: readonly string[], place: string): void {
  if (names.length === 0)
    throw new OperatorError("LAN_INTERFACE_MISSING", place, "no bridge looks like a LAN's");
  const unsayable = names.filter((name) => !isInterfaceName(name));
  if (unsayable.length === 0) return;
  const reasons = unsayable.map((name) => `${name}: nft's language has no such names`);
  throw new OperatorError("LAN_INTERFACE_MISSING", place, reasons);
}
