import type { Address } from "../address.ts";
import type { Traffic } from "../netlink/conntrack.ts";
import type { FlowDelta } from "./conntrack-table.ts";

/** A flow as a tap on the LAN sees it, with exactly one end there. */
export interface LanView {
  readonly local: Address;
  readonly remote: Address;
  readonly up: Traffic;
  readonly down: Traffic;
}

/**
 * Undefined where none or both ends are local. A device that begins a flow knows the other end by the address that it
 * asked for; where somebody outside begins it, the device is whom the router passes the packets on to.
 */
export function lanView(delta: FlowDelta, isLocal: (address: Address) => boolean): LanView | undefined {
  const { original, reply, sent, answered } = delta;
  if (isLocal(original.source)) {
    if (isLocal(original.destination)) return undefined;
    return { local: original.source, remote: original.destination, up: sent, down: answered };
  }
  if (!isLocal(reply.source)) return undefined;
  return { local: reply.source, remote: original.source, up: answered, down: sent };
}
