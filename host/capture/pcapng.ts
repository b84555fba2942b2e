// pcapng (draft-ietf-opsawg-pcapng). Packet blocks become batch records; everything else is structure.
//
//  block  | type u32 | total length u32 | body, padded to 4 | total length u32 |     in the section's byte order

import {
  BATCH_SIZE,
  RECORD_BIG_ENDIAN,
  RECORD_CAPTURED,
  RECORD_FLAGS,
  RECORD_HEADER_SIZE,
  RECORD_LENGTH,
  RECORD_LINK_TYPE,
  RECORD_TIME,
  RECORD_TIMELESS,
  WALK_FULL,
} from "../../assembly/abi.ts";
import type { Classifier } from "../classifier/classifier.ts";
import { OperatorError } from "../errors.ts";
import type { InputFile } from "../platform/files.ts";
import {
  BLOCK_SIZE_MAX,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
  OBSOLETE_PACKET,
  SECTION_HEADER,
  SIMPLE_PACKET,
} from "./block-shape.ts";
import { BlockReader } from "./blocks.ts";
import { type PcapngInterface, readInterface } from "./pcapng-interface.ts";
import {
  type PacketBlock,
  readEnhancedPacket,
  readObsoletePacket,
  readSimplePacket,
} from "./pcapng-packet.ts";
import type { CaptureInterface, CaptureSource, Damage } from "./source.ts";

/** A pcapng file starts with a section header. */
export const PCAPNG_MAGIC = SECTION_HEADER;
/** Block types that cannot be passed over without a loss. */
const LOOKED_INTO = new Set([INTERFACE_DESCRIPTION, OBSOLETE_PACKET, SIMPLE_PACKET, ENHANCED_PACKET]);

/** Interfaces that one file may describe; each costs some 100 octets here. */
const INTERFACES_MAX = 65536;
/** Octets that are gathered before a walk; the longest record still fits behind them. */
const WALK_SIZE = BATCH_SIZE / 2;
/** Damaged blocks that are named one by one; the file may hold millions. */
const DAMAGE_MAX = 1000;

export class PcapngSource implements CaptureSource {
  readonly interfaces: CaptureInterface[] = [];
  readonly damage: Damage[] = [];
  readonly size: number | undefined;
  readonly #classifier: Classifier;
  readonly #blocks: BlockReader;
  /** What is wrong with the current block as a block. */
  #fault: string | undefined;
  /** Interfaces of the current section by number; undefined where the description is damaged. */
  #section: (PcapngInterface | undefined)[] = [];
  /** Octets of the batch that are filled. */
  #filled = 0;

  /** `magic` has been read from `input` already. Throws CAPTURE_FORMAT where no block can be read. */
  constructor(path: string, input: InputFile, magic: Uint8Array, classifier: Classifier) {
    this.#classifier = classifier;
    this.size = input.size;
    this.#blocks = new BlockReader(input, magic);
    this.#fault = this.#blocks.next();
    if (this.#blocks.ended)
      throw new OperatorError("CAPTURE_FORMAT", path, `its section header: ${this.#fault}.`);
  }

  get position(): number {
    return this.#blocks.position;
  }

  *walks(describing: boolean): Generator<void> {
    const blocks = this.#blocks;
    while (!blocks.ended) {
      const fault = blocks.isLost ? this.#loseBlock() : this.#readBlock();
      // A block is named once; what is wrong with its lengths explains the rest.
      this.#fault ??= fault;
      if (this.#fault !== undefined) this.#damaged(this.#fault);
      if (this.#filled >= WALK_SIZE) yield* this.#walk(describing);
      this.#fault = blocks.next();
    }
    if (this.#fault !== undefined) this.#damaged(this.#fault);
    yield* this.#walk(describing);
  }

  close(): void {
    this.#blocks.close();
  }

  *#walk(describing: boolean): Generator<void> {
    let from = 0;
    do {
      from = this.#classifier.walkRecords(from, this.#filled, describing);
      yield;
    } while (this.#classifier.walkStop === WALK_FULL);
    this.#filled = 0;
  }

  /** What was lost with the current block: later packets must not be taken for those of other interfaces. */
  #loseBlock(): undefined {
    const { type } = this.#blocks;
    if (type === SECTION_HEADER) this.#section = [];
    if (type === INTERFACE_DESCRIPTION) this.#describe(undefined);
  }

  /** Takes the current block; returns what is wrong with it. */
  #readBlock(): string | undefined {
    const { type, skipped } = this.#blocks;
    if (skipped && LOOKED_INTO.has(type)) {
      this.#loseBlock();
      return `block of ${skipped} octets, more than ${BLOCK_SIZE_MAX}`;
    }
    switch (type) {
      case SECTION_HEADER:
        this.#section = [];
        return undefined;
      case INTERFACE_DESCRIPTION:
        return this.#readInterface();
      case ENHANCED_PACKET:
        return this.#readPacket(readEnhancedPacket(this.#blocks));
      case SIMPLE_PACKET:
        return this.#readPacket(readSimplePacket(this.#blocks, this.#section[0]));
      case OBSOLETE_PACKET:
        return this.#readPacket(readObsoletePacket(this.#blocks));
      default:
        return undefined;
    }
  }

  #readInterface(): string | undefined {
    if (this.interfaces.length === INTERFACES_MAX) return `more than ${INTERFACES_MAX} interfaces`;
    const { description, fault } = readInterface(this.#blocks);
    this.#describe(description);
    return fault;
  }

  /** Gives the section's next number to an interface, damaged or not. */
  #describe(description: PcapngInterface | undefined): void {
    if (this.#section.length === INTERFACES_MAX) return;
    this.#section.push(description);
    if (description) this.interfaces.push({ number: this.interfaces.length, linkType: description.linkType });
  }

  #readPacket(packet: PacketBlock | string): string | undefined {
    if (typeof packet === "string") return packet;
    const { interfaceNumber, captured } = packet;
    const description = this.#section[interfaceNumber];
    if (!description) return this.#undescribed(interfaceNumber);
    const { bytes, littleEndian } = this.#blocks;
    const time = packet.ticks === undefined ? undefined : description.toNanoseconds(packet.ticks);

    const { batch, batchView } = this.#classifier;
    const at = this.#filled;
    let flags = littleEndian ? 0 : RECORD_BIG_ENDIAN;
    if (time === undefined) flags |= RECORD_TIMELESS;
    batchView.setBigUint64(at + RECORD_TIME, time ?? 0n, true);
    batchView.setUint32(at + RECORD_LENGTH, packet.length, true);
    batchView.setUint32(at + RECORD_CAPTURED, captured, true);
    batchView.setUint16(at + RECORD_LINK_TYPE, description.linkType, true);
    batchView.setUint16(at + RECORD_FLAGS, flags, true);
    const octets = at + RECORD_HEADER_SIZE;
    batch.set(bytes.subarray(packet.at, packet.at + captured), octets);
    this.#filled = octets + ((captured + 7) & ~7);
    return undefined;
  }

  #undescribed(number: number): string {
    return number < this.#section.length
      ? `packet of interface ${number}, whose description is damaged`
      : `packet of interface ${number}, which the section does not describe`;
  }

  #damaged(reason: string): void {
    const { offset } = this.#blocks;
    if (this.damage.length < DAMAGE_MAX) this.damage.push({ offset, reason });
    else if (this.damage.length === DAMAGE_MAX)
      this.damage.push({ offset, reason: `and more from here on; only ${DAMAGE_MAX} are named` });
  }
}
