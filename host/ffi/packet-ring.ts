// The receive ring of an AF_PACKET socket, TPACKET_V3 (packet(7), Documentation/networking/packet_mmap.rst): blocks of
// frames that the kernel fills and this program gives back one by one. assembly/abi.ts draws a block.

import { BLOCK_LEN, BLOCK_NUM_PKTS, BLOCK_STATUS } from "../../assembly/abi.ts";
import { SystemError } from "./errno.ts";
import { SharedMapping, unmapAt } from "./memory.ts";
import { AF_PACKET, attachFilter, linkAddress, SOCK_RAW, setProgram } from "./packet.ts";
import { closeDescriptor, Socket } from "./socket.ts";

const SOL_PACKET = 263;
const PACKET_ADD_MEMBERSHIP = 1;
const PACKET_RX_RING = 5;
const PACKET_STATISTICS = 6;
const PACKET_VERSION = 10;
const PACKET_VNET_HDR = 15;
const PACKET_FANOUT = 18;
const PACKET_FANOUT_DATA = 22;
const TPACKET_V3 = 2;
const FANOUT_CBPF = 6;
const MR_PROMISC = 1;

/**
 * A block must hold the longest frame, a merged one of 64 KiB. Larger ones wake the thread less often, but of a ring there
 * are fewer, each of which may be waited for: measured best of 256 KiB, 512 KiB and 1 MiB.
 */
export const BLOCK_SIZE = 524_288;
/** After this long the kernel hands over a block that is not full. */
const RETIRE_MS = 60;
/** Only its alignment counts in TPACKET_V3. */
const FRAME_SIZE = 2048;
const STATUS_KERNEL = 0;
const STATUS_USER = 1;

export interface RingOptions {
  readonly interfaceName: string;
  readonly interfaceIndex: number;
  /** Octets, a multiple of BLOCK_SIZE. */
  readonly ringSize: number;
  /** A program as capture/bpf.ts encodes it. */
  readonly filter: Uint8Array;
  readonly promiscuous: boolean;
  readonly fanout?: Fanout;
}

/** Shares the interface with other workers. */
export interface Fanout {
  /** 16 bits; the same for all of them, and for nobody else in the network namespace. */
  readonly group: number;
  /** A program that chooses a worker. */
  readonly filter: Uint8Array;
  /** A program that takes no frame. */
  readonly noneFilter: Uint8Array;
}

/** What the kernel counted since the ring was opened. */
export interface RingStatistics {
  /** Frames that the filter took, with those that were dropped. */
  readonly packets: number;
  /** Frames for which the ring had no room. */
  readonly dropped: number;
}

/** What a ring holds of the process, for whoever outlives the thread that opened it. */
export interface Belongings {
  readonly descriptor: number;
  /** Of the mapping. */
  readonly address: bigint;
  readonly size: number;
}

/** Gives back what a thread has left behind that ended without closing its rings; nobody else may use them. */
export function giveBack({ descriptor, address, size }: Belongings): void {
  unmapAt(address, size);
  closeDescriptor(descriptor);
}

export class PacketRing {
  /** Whether a virtio_net_hdr stands before each frame, which tells merged segments apart. */
  readonly hasVnetHeader: boolean;
  readonly #socket: Socket;
  readonly #mapping: SharedMapping;
  readonly #blocks: readonly Block[];
  #hand = 0;
  #taken = 0;
  #packets = 0;
  #dropped = 0;

  /** Throws SystemError (EPERM without CAP_NET_RAW, ENODEV without the interface), ADDON_UNAVAILABLE. */
  constructor(options: RingOptions) {
    const socket = new Socket(`AF_PACKET on ${options.interfaceName}`, AF_PACKET, SOCK_RAW, 0);
    let mapping: SharedMapping | undefined;
    try {
      this.#socket = socket;
      socket.setOption("PACKET_VERSION", SOL_PACKET, PACKET_VERSION, words(TPACKET_V3));
      this.hasVnetHeader = askForVnetHeader(socket);
      // While it is bound and has not joined its group yet it would take the frames of all workers.
      attachFilter(socket, options.fanout ? options.fanout.noneFilter : options.filter);
      const blockCount = options.ringSize / BLOCK_SIZE;
      // tpacket_req3: block_size, block_nr, frame_size, frame_nr, retire_blk_tov, sizeof_priv, feature_req_word
      const frames = options.ringSize / FRAME_SIZE;
      const request = words(BLOCK_SIZE, blockCount, FRAME_SIZE, frames, RETIRE_MS, 0, 0);
      socket.setOption("PACKET_RX_RING", SOL_PACKET, PACKET_RX_RING, request);
      const ring = new SharedMapping(socket.descriptor, options.ringSize);
      mapping = ring;
      this.#mapping = ring;
      this.#blocks = Array.from({ length: blockCount }, (_, k) => new Block(ring.octets, k));
      if (options.promiscuous) {
        // packet_mreq: ifindex i32, type u16, alen u16, address of 8 octets
        const membership = words(options.interfaceIndex, MR_PROMISC, 0, 0);
        socket.setOption("PACKET_ADD_MEMBERSHIP", SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership);
      }
      // Until now the socket had no protocol and heard nothing.
      socket.bind(linkAddress(options.interfaceIndex));
      if (options.fanout) {
        joinFanout(socket, options.fanout);
        attachFilter(socket, options.filter);
      }
    } catch (error) {
      // A mapping keeps its socket alive.
      mapping?.unmap();
      socket.close();
      throw error;
    }
  }

  /** What has to be given back where this thread cannot. */
  get belongings(): Belongings {
    return { descriptor: this.#socket.descriptor, address: this.#mapping.address, size: this.#mapping.size };
  }

  get blockCount(): number {
    return this.#blocks.length;
  }

  get descriptor(): number {
    return this.#socket.descriptor;
  }

  /** The next block that the kernel has handed over, lent until `release`; undefined where none waits. */
  next(): Uint8Array | undefined {
    return this.#blocks[this.#hand].handedOver();
  }

  /** Whether a third of the blocks have been handed over. */
  get isThirdFull(): boolean {
    const count = this.#blocks.length;
    return this.#blocks[(this.#hand + Math.floor(count / 3) - 1) % count].isHandedOver;
  }

  /** Gives the block of the last `next` back to the kernel. */
  release(): void {
    this.#taken += this.#blocks[this.#hand].count;
    this.#blocks[this.#hand].giveBack();
    this.#hand = (this.#hand + 1) % this.#blocks.length;
  }

  /** Frames in the ring that `next` has not lent yet. */
  get waiting(): number {
    const { packets, dropped } = this.statistics();
    return packets - dropped - this.#taken;
  }

  /** Why the interface stopped, such as ENETDOWN; asking clears it, so that poll(2) waits again. */
  takeError(): string | undefined {
    return this.#socket.takeError();
  }

  /** Takes the place of the filter before, between two frames. */
  setFilter(filter: Uint8Array): void {
    attachFilter(this.#socket, filter);
  }

  statistics(): RingStatistics {
    // tpacket_stats_v3: tp_packets, tp_drops, tp_freeze_q_cnt; reading them sets them to 0.
    const value = new Uint8Array(12);
    this.#socket.option("PACKET_STATISTICS", SOL_PACKET, PACKET_STATISTICS, value);
    const view = new DataView(value.buffer);
    this.#packets += view.getUint32(0, true);
    this.#dropped += view.getUint32(4, true);
    return { packets: this.#packets, dropped: this.#dropped };
  }

  close(): void {
    this.#mapping.unmap();
    this.#socket.close();
  }
}

/** One block of the ring. The status is what both sides hand each other, so it is read and written atomically. */
class Block {
  readonly #octets: Uint8Array;
  readonly #status: Int32Array;
  readonly #length: Uint32Array;
  readonly #count: Uint32Array;

  constructor(ring: Uint8Array, number: number) {
    const start = ring.byteOffset + number * BLOCK_SIZE;
    this.#octets = new Uint8Array(ring.buffer, start, BLOCK_SIZE);
    this.#status = new Int32Array(ring.buffer, start + BLOCK_STATUS, 1);
    this.#length = new Uint32Array(ring.buffer, start + BLOCK_LEN, 1);
    this.#count = new Uint32Array(ring.buffer, start + BLOCK_NUM_PKTS, 1);
  }

  /** Frames in it. */
  get count(): number {
    return this.#count[0];
  }

  get isHandedOver(): boolean {
    return (Atomics.load(this.#status, 0) & STATUS_USER) !== 0;
  }

  handedOver(): Uint8Array | undefined {
    if (!this.isHandedOver) return undefined;
    return this.#octets.subarray(0, this.#length[0]);
  }

  giveBack(): void {
    Atomics.store(this.#status, 0, STATUS_KERNEL);
  }
}

/** Old kernels refuse it together with a ring. */
function askForVnetHeader(socket: Socket): boolean {
  try {
    socket.setOption("PACKET_VNET_HDR", SOL_PACKET, PACKET_VNET_HDR, words(1));
    return true;
  } catch (error) {
    if (error instanceof SystemError) return false;
    throw error;
  }
}

function joinFanout(socket: Socket, { group, filter }: Fanout): void {
  socket.setOption("PACKET_FANOUT", SOL_PACKET, PACKET_FANOUT, words((FANOUT_CBPF << 16) | group));
  setProgram(socket, "PACKET_FANOUT_DATA", SOL_PACKET, PACKET_FANOUT_DATA, filter);
}

function words(...values: readonly number[]): Uint8Array {
  return new Uint8Array(new Uint32Array(values).buffer);
}
