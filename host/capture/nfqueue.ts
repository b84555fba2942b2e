import { QUEUE_SLOT_SIZE, QUEUE_SLOTS } from "../../assembly/abi.ts";
import type { Classifier } from "../classifier/classifier.ts";
import { OperatorError } from "../errors.ts";
import { DatagramSlots } from "../ffi/datagram-slots.ts";
import { NETLINK_NETFILTER, NetlinkSocket } from "../ffi/netlink.ts";
import type { Channel } from "../netlink/channel.ts";
import { Exchange, type Request } from "../netlink/exchange.ts";
import { EBUSY, EINVAL, EOPNOTSUPP, EPERM, KernelError } from "../netlink/kernel-error.ts";
import { request } from "../netlink/message.ts";
import { bindQueue, isPacket, limitQueue, setFailOpen } from "../netlink/queue.ts";

/**
 * Packets that wait in the kernel's queue until this program takes them: some 25 ms of what it answers at most. A flow
 * has one or two there.
 */
const QUEUE_PACKETS_MAX = 8192;
/** Octets of messages that the kernel keeps for the socket; a packet's takes 1 to 2 KiB of it, whatever its length. */
const KEPT_SIZE = 16 << 20;
/** Of each packet. A slot holds them, and what the kernel says of the packet beside them. */
const PACKET_SIZE = QUEUE_SLOT_SIZE - 512;

export interface QueueOptions {
  /** Numbers of the queues: `count` of them, beginning with `first`. */
  readonly first: number;
  readonly count: number;
  /** Whether what finds no room is accepted; else it is dropped. */
  readonly isFailOpen: boolean;
}

/** Packets that the kernel keeps until they are answered. */
export class NfQueueSource {
  readonly #socket: NetlinkSocket;
  readonly #slots: DatagramSlots;
  readonly #queues: readonly number[];
  readonly #batch: Uint8Array;
  /** Packets that came while the queues were taken; a handful. */
  readonly #early: Uint8Array[] = [];
  #isFailOpen: boolean;
  #overruns = 0;

  /**
   * Takes the queues; packets come to the slots of this classifier's batch. Throws QUEUE_UNAVAILABLE, SystemError,
   * ADDON_UNAVAILABLE.
   */
  constructor({ first, count, isFailOpen }: QueueOptions, { batch }: Classifier) {
    this.#queues = Array.from({ length: count }, (_, k) => first + k);
    this.#isFailOpen = isFailOpen;
    this.#batch = batch;
    this.#slots = new DatagramSlots(batch, QUEUE_SLOT_SIZE, QUEUE_SLOTS);
    this.#socket = new NetlinkSocket("queue", NETLINK_NETFILTER);
    try {
      this.#socket.keep(KEPT_SIZE);
      const exchange = new Exchange(this.#besidePackets());
      for (const queue of this.#queues) bind(exchange, queue, isFailOpen);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** What poll(2) waits for. */
  get descriptor(): number {
    return this.#socket.descriptor;
  }

  /** Times that the kernel found no room for packets; /proc/net/netfilter/nfnetlink_queue counts those. */
  get overruns(): number {
    return this.#overruns;
  }

  /** Whether packets have come that poll(2) does not tell of any more. */
  get hasEarly(): boolean {
    return this.#early.length > 0;
  }

  /** Fills the first slots of the batch with packets that wait, and says how many. */
  take(): number {
    if (this.#early.length > 0) return this.#takeEarly();
    const count = this.#slots.receive(this.#socket.descriptor);
    if (count !== "overrun") return count;
    this.#overruns++;
    return 0;
  }

  /** What PacketQueue.answer or answerHeld gave. */
  answer(octets: Uint8Array): void {
    if (octets.length > 0) this.#socket.send(octets);
  }

  setFailOpen(isFailOpen: boolean): void {
    if (isFailOpen === this.#isFailOpen) return;
    this.#isFailOpen = isFailOpen;
    for (const queue of this.#queues) this.#tell(setFailOpen(queue, isFailOpen));
  }

  /**
   * Takes no more packets, those that wait aside: what comes passes as from a queue that is full. Where that would drop
   * it, nothing changes.
   */
  deafen(): void {
    if (this.#isFailOpen) for (const queue of this.#queues) this.#tell(limitQueue(queue, 0));
  }

  /** Gives the queues back; what waits in them is dropped. */
  close(): void {
    this.#socket.close();
    this.#slots.close();
  }

  /** The socket, where packets may come before what is asked for. */
  #besidePackets(): Channel {
    return {
      send: (octets) => this.#socket.send(octets),
      receive: () => {
        let datagram = this.#socket.receive();
        for (; datagram instanceof Uint8Array && isPacket(datagram); datagram = this.#socket.receive())
          this.#early.push(datagram.slice());
        return datagram;
      },
      close: () => {},
    };
  }

  #takeEarly(): number {
    const packets = this.#early.splice(0, QUEUE_SLOTS);
    for (const [slot, octets] of packets.entries()) this.#batch.set(octets, slot * QUEUE_SLOT_SIZE);
    return packets.length;
  }

  /** Without an acknowledgement, which would be lost among packets: an error comes as one of them, and is counted. */
  #tell({ type, payload }: Request): void {
    this.#socket.send(request(type, 0, 0, payload));
  }
}

function bind(exchange: Exchange, queue: number, isFailOpen: boolean): void {
  try {
    exchange.request(bindQueue(queue, QUEUE_PACKETS_MAX, PACKET_SIZE, isFailOpen));
  } catch (error) {
    const reason = error instanceof KernelError ? REASONS[error.errno] : undefined;
    if (reason === undefined) throw error;
    throw new OperatorError("QUEUE_UNAVAILABLE", String(queue), reason);
  }
}

const NO_QUEUES = "the kernel has no queues (kmod-nfnetlink-queue).";

/** By errno. */
const REASONS: Readonly<Record<number, string>> = {
  [EBUSY]: "another program listens to it, or this one a second time.",
  [EPERM]: "another program listens to it, or CAP_NET_ADMIN is missing.",
  [EINVAL]: NO_QUEUES,
  [EOPNOTSUPP]: NO_QUEUES,
};
