// Ports are used again: the packet of another connection finds the flow of the one before, with its name.

import { HAS_SOURCE, OUTCOME_OK } from "../abi";
import { Flow } from "../flow/flow";
import { hashFrame } from "../flow/identity";
import { reopen } from "../flow/open";
import { find } from "../flow/table";
import { Frame } from "../frame";
import { PROTOCOL_TCP } from "../wire/protocol";
import { TCP_ACK, TCP_SYN } from "../wire/tcp";
import { markMask } from "./marks";
import { Queued } from "./message";

/** Less than conntrack keeps any datagram's flow (nf_conntrack_udp_timeout, 30 s); more than a hello takes. */
const SILENCE_MAX: u64 = 10_000_000_000;

/** The kernel knows the packet's flow from before, if its flow's mark had bits of ours (the rules tell by its own). */
export function beginAnew(queued: Queued, frame: Frame): void {
  if (!(frame.present & HAS_SOURCE) || queued.mark & markMask) return;
  hashFrame(frame);
  const flow = find(frame);
  if (flow != null && isAnother(frame, flow)) reopen(frame, flow);
}

function isAnother(frame: Frame, flow: Flow): bool {
  if (frame.protocol == <u8>PROTOCOL_TCP && frame.outcome == <u8>OUTCOME_OK)
    return (frame.tcpFlags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
  return frame.time > flow.last + SILENCE_MAX;
}
