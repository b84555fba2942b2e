// nfnetlink_queue (linux/netfilter/nfnetlink_queue.h): a socket binds queues, and is told of the packets in them.

import type { Request } from "./exchange.ts";
import { netfilterRequest } from "./netfilter.ts";
import { u32be } from "./octets.ts";
import { rawAttribute } from "./raw-attribute.ts";

const NFNL_SUBSYS_QUEUE = 3;
const NFQNL_MSG_PACKET = 0;
const NFQNL_MSG_CONFIG = 2;

/** Where nlmsghdr has the message's type. */
const TYPE = 4;
/** Where nfgenmsg has the queue's number, in network byte order. */
const RESOURCE = 2;

const NFQA_CFG_CMD = 1;
const NFQA_CFG_PARAMS = 2;
const NFQA_CFG_QUEUE_MAXLEN = 3;
const NFQA_CFG_MASK = 4;
const NFQA_CFG_FLAGS = 5;

const NFQNL_CFG_CMD_BIND = 1;
const NFQNL_COPY_PACKET = 2;

/** What does not fit is accepted, as if it had never been queued. */
const NFQA_CFG_F_FAIL_OPEN = 1;
/** Merged packets come as they are; else the kernel takes each of them apart. */
const NFQA_CFG_F_GSO = 4;

/**
 * Takes a queue for this socket. Packets come at once, each with its first `octetsMax` octets: were that said later, the
 * kernel would drop those in between.
 */
export function bindQueue(
  queue: number,
  packetsMax: number,
  octetsMax: number,
  isFailOpen: boolean,
): Request {
  const flags = NFQA_CFG_F_GSO | (isFailOpen ? NFQA_CFG_F_FAIL_OPEN : 0);
  return config(
    queue,
    // command u8, padding, protocol family u16
    rawAttribute(NFQA_CFG_CMD, new Uint8Array([NFQNL_CFG_CMD_BIND, 0, 0, 0])),
    rawAttribute(NFQA_CFG_PARAMS, new Uint8Array([...u32be(octetsMax), NFQNL_COPY_PACKET])),
    rawAttribute(NFQA_CFG_QUEUE_MAXLEN, u32be(packetsMax)),
    rawAttribute(NFQA_CFG_MASK, u32be(NFQA_CFG_F_GSO | NFQA_CFG_F_FAIL_OPEN)),
    rawAttribute(NFQA_CFG_FLAGS, u32be(flags)),
  );
}

/** Whether a datagram tells of a packet; such hold one message. */
export function isPacket(octets: Uint8Array): boolean {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  return (
    octets.length > TYPE + 1 && view.getUint16(TYPE, true) === (NFNL_SUBSYS_QUEUE << 8) + NFQNL_MSG_PACKET
  );
}

/** How many packets may wait, of a queue that is bound; 0: whatever comes finds it full. */
export function limitQueue(queue: number, packetsMax: number): Request {
  return config(queue, rawAttribute(NFQA_CFG_QUEUE_MAXLEN, u32be(packetsMax)));
}

/** For when the queue overflows, of one that is bound. */
export function setFailOpen(queue: number, isFailOpen: boolean): Request {
  return config(
    queue,
    rawAttribute(NFQA_CFG_MASK, u32be(NFQA_CFG_F_FAIL_OPEN)),
    rawAttribute(NFQA_CFG_FLAGS, u32be(isFailOpen ? NFQA_CFG_F_FAIL_OPEN : 0)),
  );
}

function config(queue: number, ...attributes: readonly Uint8Array[]): Request {
  const request = netfilterRequest(NFNL_SUBSYS_QUEUE, NFQNL_MSG_CONFIG, 0, ...attributes);
  new DataView(request.payload.buffer).setUint16(RESOURCE, queue);
  return request;
}
