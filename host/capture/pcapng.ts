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
import { BLOCK_SIZE_MAX, BlockReader } from "./blocks.ts";
import { type PcapngInterface, readInterface } from "./pcapng-interface.ts";
import {
  type PacketBlock,
  readEnhancedPacket,
  readObsoletePacket,
  readSimplePacket,
} from "./pcapng-packet.ts";
import type { CaptureInterface, CaptureSource, Damage } from "./source.ts";

/** A section header's type, a palindrome so that it reads the same in both byte orders. */
export const PCAPNG_MAGIC = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
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
  /** Interfaces of the current section by number; undefined where the description is damaged. */
  #section: (PcapngInterface | undefined)[] = [];
  /** Octets of the batch that are filled. */
  #filled = 0;

  /** `magic` has been read from `input` already. Throws CAPTURE_FORMAT where the first section header is not whole. */
  constructor(path: string, input: InputFile, magic: Uint8Array, classifier: Classifier) {
    this.#classifier = classifier;
    this.size = input.size;
    this.#blocks = new BlockReader(input, magic);
    const fault = this.#blocks.next();
    if (fault !== undefined) throw new OperatorError("CAPTURE_FORMAT", path, `its section header: ${fault}.`);
  }

  get position(): number {
    return this.#blocks.position;
  }

  *walks(describing: boolean): Generator<void> {
    const blocks = this.#blocks;
    do {
      const fault = this.#readBlock();
      if (fault !== undefined) this.#damaged(fault);
      if (this.#filled >= WALK_SIZE) yield* this.#walk(describing);
      const broken = blocks.next();
      if (broken !== undefined) {
        this.#damaged(broken);
        break;
      }
    } while (!blocks.ended);
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

  /** Takes the current block; returns what is wrong with it. */
  #readBlock(): string | undefined {
    const { type, skipped } = this.#blocks;
    if (skipped && LOOKED_INTO.has(type)) {
      if (type === INTERFACE_DESCRIPTION) this.#section.push(undefined);
      return `block of ${skipped} octets, more than ${BLOCK_SIZE_MAX}`;
    }
    switch (type) {
      case PCAPNG_MAGIC:
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
    const description = readInterface(this.#blocks);
    if (typeof description === "string") {
      this.#section.push(undefined);
      return description;
    }
    this.#section.push(description);
    this.interfaces.push({ number: this.interfaces.length, linkType: description.linkType });
    return undefined;
  }

  #readPacket(packet: PacketBlock | string): string | undefined {
    if (typeof packet === "string") return packet;
    const { interfaceNumber, captured } = packet;
    const description = this.#section[interfaceNumber];
    if (!description) return `packet of interface ${interfaceNumber}, which the section does not describe`;
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

  #damaged(reason: string): void {
    const { offset } = this.#blocks;
    if (this.damage.length < DAMAGE_MAX) this.damage.push({ offset, reason });
    else if (this.damage.length === DAMAGE_MAX)
      this.damage.push({ offset, reason: `and more from here on; only ${DAMAGE_MAX} are named` });
  }
}
