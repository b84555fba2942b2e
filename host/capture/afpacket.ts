import { LINKTYPE_ETHERNET, TPACKET_VNET_HDR, WALK_FULL, WALK_OUT_OF_BLOCK } from "../../assembly/abi.ts";
import type { Classifier } from "../classifier/classifier.ts";
import { SystemError } from "../ffi/errno.ts";
import { type Belongings, BLOCK_SIZE, PacketRing } from "../ffi/packet-ring.ts";
import type { LiveInterface, LiveOptions, LiveSource, LiveStatistics } from "./live.ts";
import { fanoutFilter, noneFilter, rawFilter, tapFilter } from "./tap-filter.ts";

/** Octets of the longest frame, a merged one, with its header in the ring. */
const MERGED_FRAME_MAX = 65_536 + 256;

/** An interface, heard through the ring of an AF_PACKET socket: both directions, each frame once. */
export class AfPacketSource implements LiveSource {
  readonly kind = "afpacket";
  readonly #ring: PacketRing;
  readonly #linkType: number;
  /** Of the block that is being walked: the next packet's place, 0 before the first, and where the block ends. */
  #at = 0;
  #end = 0;

  /** Throws SystemError, ADDON_UNAVAILABLE. */
  constructor(live: LiveInterface, options: LiveOptions) {
    const { name, index, linkType } = live;
    const { ringSize, promiscuous, workers, group } = options;
    const isEthernet = linkType === LINKTYPE_ETHERNET;
    const ringWith = (filter: Uint8Array) =>
      new PacketRing({
        interfaceName: name,
        interfaceIndex: index,
        ringSize,
        filter,
        promiscuous,
        fanout:
          workers > 1
            ? {
                group: fanoutGroup(group, index),
                filter: fanoutFilter(workers, isEthernet),
                noneFilter: noneFilter(),
              }
            : undefined,
      });
    // What comes in is whole then, and so is its count.
    this.#ring = orWithLessRoom(
      () => ringWith(filterOf(live)),
      () => ringWith(filterOf({ ...live, home: [] })),
    );
    this.#linkType = linkType;
  }

  get bytesExact(): boolean {
    return this.#ring.hasVnetHeader;
  }

  get belongings(): Belongings {
    return this.#ring.belongings;
  }

  /** Of its ring. */
  get blocks(): number {
    return this.#ring.blockCount;
  }

  /** Whether a third of its ring waits to be taken. */
  get isThirdFull(): boolean {
    return this.#ring.isThirdFull;
  }

  /** Whether the block that was taken last had no room for another frame: its time was not over. */
  get wasFull(): boolean {
    return this.#end > BLOCK_SIZE - MERGED_FRAME_MAX;
  }

  /** What poll(2) waits for. */
  get descriptor(): number {
    return this.#ring.descriptor;
  }

  adapt(live: LiveInterface): boolean {
    if (live.linkType !== this.#linkType) return false;
    // Until the new filter has taken the place of the old one there has to be room for both.
    return orWithLessRoom(
      () => {
        this.#ring.setFilter(filterOf(live));
        return true;
      },
      () => false,
    );
  }

  /** Copies the next block to the classifier's batch and gives it back to the kernel; false where none waits. */
  take({ batch }: Classifier): boolean {
    const block = this.#ring.next();
    if (block === undefined) return false;
    batch.set(block);
    // Before it is walked: the kernel may fill it meanwhile.
    this.#ring.release();
    this.#end = block.length;
    this.#at = 0;
    return true;
  }

  /**
   * Walks the block that was taken last, as far as there is room for events; false when it is done. `shift` makes the
   * frames' times steady (platform/clock.ts).
   */
  walk(classifier: Classifier, shift: bigint): boolean {
    const flags = this.#ring.hasVnetHeader ? TPACKET_VNET_HDR : 0;
    this.#at = classifier.walkTpacket(this.#at, this.#end, this.#linkType, flags, shift, false);
    if (classifier.walkStop === WALK_OUT_OF_BLOCK) throw new Error("a packet leads out of its block");
    return classifier.walkStop === WALK_FULL;
  }

  /** Hears nothing from now on; what it has heard can still be taken. */
  deafen(): void {
    this.#ring.setFilter(noneFilter());
  }

  /** Frames that it has heard and that were not taken yet. */
  get waiting(): number {
    return this.#ring.waiting;
  }

  /** Why the interface stopped, such as ENETDOWN; asking clears it. */
  takeError(): string | undefined {
    return this.#ring.takeError();
  }

  statistics(): LiveStatistics {
    return this.#ring.statistics();
  }

  close(): void {
    this.#ring.close();
  }
}

/**
 * The first, or the second where the kernel has no room for the first one's filter: it gives a socket net.core.optmem_max for
 * them, 20 KiB before Linux 6.8.
 */
function orWithLessRoom<Result>(first: () => Result, second: () => Result): Result {
  try {
    return first();
  } catch (error) {
    if (!(error instanceof SystemError) || error.code !== "ENOMEM") throw error;
    return second();
  }
}

function filterOf(live: LiveInterface): Uint8Array {
  return live.linkType === LINKTYPE_ETHERNET ? tapFilter(live) : rawFilter(live);
}

/**
 * A number for one interface's group. Programs that run side by side have numbers near each other, and so have
 * interfaces: steps of 2^16 / golden ratio keep their sums apart (Knuth, TAOCP volume 3, 6.4).
 */
export function fanoutGroup(program: number, interfaceIndex: number): number {
  return (program + interfaceIndex * 40_503) & 0xffff;
}
