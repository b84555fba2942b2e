import {
  BLOCK_OFFSET_TO_FIRST_PKT,
  LINKTYPE_ETHERNET,
  TPACKET_VNET_HDR,
  WALK_FULL,
} from "../../assembly/abi.ts";
import type { Classifier } from "../classifier/classifier.ts";
import { PacketRing } from "../ffi/packet-ring.ts";
import type { LiveInterface, LiveOptions, LiveSource, LiveStatistics } from "./live.ts";
import { fanoutFilter, tapFilter, wholeFilter } from "./tap-filter.ts";

/** An interface, heard through the ring of an AF_PACKET socket: both directions, each frame once. */
export class AfPacketSource implements LiveSource {
  readonly kind = "afpacket";
  readonly #ring: PacketRing;
  readonly #classifier: Classifier;
  readonly #linkType: number;

  /** Throws SystemError, ADDON_UNAVAILABLE. */
  constructor({ name, index, linkType }: LiveInterface, options: LiveOptions, classifier: Classifier) {
    const { ringSize, promiscuous, workers, group } = options;
    const isEthernet = linkType === LINKTYPE_ETHERNET;
    this.#ring = new PacketRing({
      interfaceName: name,
      interfaceIndex: index,
      ringSize,
      filter: isEthernet ? tapFilter() : wholeFilter(),
      promiscuous,
      fanout:
        workers > 1
          ? { group: (group << 8) | (index & 0xff), filter: fanoutFilter(workers, isEthernet) }
          : undefined,
    });
    this.#classifier = classifier;
    this.#linkType = linkType;
  }

  get bytesExact(): boolean {
    return this.#ring.hasVnetHeader;
  }

  /** What poll(2) waits for. */
  get descriptor(): number {
    return this.#ring.descriptor;
  }

  /**
   * Walks the next block that waits, pausing after each walk so that the caller takes the events; false where none
   * waits. Frames' times become steady by `shift` (platform/clock.ts).
   */
  walkBlock(shift: bigint, afterWalk: () => void): boolean {
    const block = this.#ring.next();
    if (block === undefined) return false;
    const { batch, batchView } = this.#classifier;
    batch.set(block);
    // The kernel has it back before it is walked: it may fill it meanwhile.
    this.#ring.release();
    const flags = this.#ring.hasVnetHeader ? TPACKET_VNET_HDR : 0;
    let at = batchView.getUint32(BLOCK_OFFSET_TO_FIRST_PKT, true);
    do {
      at = this.#classifier.walkTpacket(at, block.length, this.#linkType, shift, flags);
      afterWalk();
    } while (this.#classifier.walkStop === WALK_FULL);
    return true;
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
