import {
  BATCH_SIZE,
  LINKTYPE_ETHERNET,
  QUEUE_AREA_SIZE,
  RECORD_CAPTURED,
  RECORD_FLAGS,
  RECORD_HEADER_SIZE,
  RECORD_LENGTH,
  RECORD_LINK_TYPE,
  RECORD_TIME,
} from "../../assembly/abi.ts";
import type { Classifier } from "../classifier/classifier.ts";
import { PacketSocket } from "../ffi/packet-socket.ts";
import { dnsFilter } from "./dns-filter.ts";
import type { LiveInterface, LiveStatistics } from "./live.ts";

/** What a frame may take at most: one that offload has merged. */
const FRAME_SIZE_MAX = 65_536 + 64;

/** An interface's DNS, heard as it passes: a device connects 0.1 ms after its answer. */
export class DnsEar {
  readonly kind = "afpacket";
  readonly bytesExact = false;
  readonly #socket: PacketSocket;
  readonly #linkType: number;
  #packets = 0;

  /** Throws SystemError, ADDON_UNAVAILABLE. */
  constructor({ name, index, linkType }: LiveInterface) {
    this.#linkType = linkType;
    this.#socket = new PacketSocket(name, index, dnsFilter(linkType === LINKTYPE_ETHERNET));
  }

  get descriptor(): number {
    return this.#socket.descriptor;
  }

  /**
   * Has the classifier read what waits, at the steady time `time`, as much as there is room for behind the queue's
   * slots. False where more may wait.
   */
  hear(classifier: Classifier, time: bigint): boolean {
    let at = QUEUE_AREA_SIZE;
    let isEmptied = false;
    while (at + RECORD_HEADER_SIZE + FRAME_SIZE_MAX <= BATCH_SIZE) {
      const start = at + RECORD_HEADER_SIZE;
      const size = this.#socket.receive(classifier.batch.subarray(start, start + FRAME_SIZE_MAX));
      if (size === undefined) {
        isEmptied = true;
        break;
      }
      this.#packets++;
      this.#writeHeader(classifier.batchView, at, size, time);
      at = start + ((size + 7) & ~7);
    }
    if (at > QUEUE_AREA_SIZE) classifier.walkRecords(QUEUE_AREA_SIZE, at, false);
    return isEmptied;
  }

  adapt({ linkType }: LiveInterface): boolean {
    return linkType === this.#linkType;
  }

  /** Why the interface stopped; asking clears it. */
  takeError(): string | undefined {
    return this.#socket.takeError();
  }

  /** What the kernel dropped is not counted: names are not traffic. */
  statistics(): LiveStatistics {
    return { packets: this.#packets, dropped: 0 };
  }

  close(): void {
    this.#socket.close();
  }

  #writeHeader(view: DataView, at: number, size: number, time: bigint): void {
    view.setBigUint64(at + RECORD_TIME, time, true);
    view.setUint32(at + RECORD_LENGTH, size, true);
    view.setUint32(at + RECORD_CAPTURED, size, true);
    view.setUint16(at + RECORD_LINK_TYPE, this.#linkType, true);
    view.setUint16(at + RECORD_FLAGS, 0, true);
  }
}
