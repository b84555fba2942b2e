// Classic pcap (draft-ietf-opsawg-pcap). The file's own records are read straight into the batch and walked there.
//
//   0       4               8                       16        20
//  | magic | major, minor  | reserved (2 x u32)    | snaplen | link type (low 16 bits), FCS length | records ...

import {
  BATCH_SIZE,
  CAPTURED_MAX,
  PCAP_BIG_ENDIAN,
  PCAP_CAPTURED,
  PCAP_HEADER_SIZE,
  PCAP_NANOSECONDS,
  WALK_FULL,
  WALK_RECORD_TOO_LONG,
} from "../../assembly/abi.ts";
import type { Classifier } from "../classifier/classifier.ts";
import { OperatorError } from "../errors.ts";
import type { InputFile } from "../platform/files.ts";
import type { CaptureInterface, CaptureSource, Damage } from "./source.ts";

const FILE_HEADER_SIZE = 24;
const MAJOR = 4;
const LINK_TYPE = 20;
const LINK_TYPE_MASK = 0xffff; // a reader must ignore the reserved bits above (section 4)
const MAJOR_SUPPORTED = 2;

/** The magic as a big-endian u32: how the file's fields and fractions are written. */
const MAGICS = new Map([
  [0xa1b2c3d4, PCAP_BIG_ENDIAN],
  [0xa1b23c4d, PCAP_BIG_ENDIAN | PCAP_NANOSECONDS],
  [0xd4c3b2a1, 0],
  [0x4d3cb2a1, PCAP_NANOSECONDS],
]);

export function isPcapMagic(magic: number): boolean {
  return MAGICS.has(magic);
}

export class PcapSource implements CaptureSource {
  readonly interfaces: CaptureInterface[];
  readonly damage: Damage[] = [];
  readonly size: number | undefined;
  readonly #input: InputFile;
  readonly #classifier: Classifier;
  readonly #flags: number;
  readonly #linkType: number;
  /** Octets of the input that have been read. */
  #position = FILE_HEADER_SIZE;

  /** `magic` has been read from `input` already. Throws CAPTURE_FORMAT. */
  constructor(path: string, input: InputFile, magic: Uint8Array, classifier: Classifier) {
    const header = new Uint8Array(FILE_HEADER_SIZE);
    header.set(magic);
    const size = magic.length + input.readFully(header.subarray(magic.length));
    if (size < FILE_HEADER_SIZE)
      throw new OperatorError(
        "CAPTURE_FORMAT",
        path,
        `its header ends after ${size} of ${FILE_HEADER_SIZE} octets.`,
      );
    const view = new DataView(header.buffer);
    this.#flags = MAGICS.get(view.getUint32(0)) ?? 0;
    const littleEndian = (this.#flags & PCAP_BIG_ENDIAN) === 0;
    const major = view.getUint16(MAJOR, littleEndian);
    if (major !== MAJOR_SUPPORTED)
      throw new OperatorError(
        "CAPTURE_FORMAT",
        path,
        `its pcap version is ${major}, not ${MAJOR_SUPPORTED}.`,
      );
    this.#linkType = view.getUint32(LINK_TYPE, littleEndian) & LINK_TYPE_MASK;
    this.interfaces = [{ number: 0, linkType: this.#linkType }];
    this.size = input.size;
    this.#input = input;
    this.#classifier = classifier;
  }

  get position(): number {
    return this.#position;
  }

  *walks(describing: boolean): Generator<void> {
    const { batch } = this.#classifier;
    let held = 0;
    for (;;) {
      const size = this.#input.read(batch.subarray(held));
      this.#position += size;
      held += size;
      let from = 0;
      do {
        from = this.#classifier.walkPcap(from, held, this.#linkType, this.#flags, describing);
        yield;
      } while (this.#classifier.walkStop === WALK_FULL);

      if (this.#classifier.walkStop === WALK_RECORD_TOO_LONG) return this.#damaged(from, held);
      if (size === 0) {
        if (from < held) this.#damaged(from, held);
        return;
      }
      // The rest, always less than one record, is the start of the next batch.
      batch.copyWithin(0, from, held);
      held -= from;
    }
  }

  close(): void {
    this.#input.close();
  }

  /** Names what stands at `at` of the `held` octets: no record, and after it there is no way to find the next. */
  #damaged(at: number, held: number): void {
    const left = held - at;
    const offset = this.#position - left;
    if (left < PCAP_HEADER_SIZE) {
      this.damage.push({ offset, reason: `record header cut after ${left} of ${PCAP_HEADER_SIZE} octets` });
      return;
    }
    const littleEndian = (this.#flags & PCAP_BIG_ENDIAN) === 0;
    const captured = this.#classifier.batchView.getUint32(at + PCAP_CAPTURED, littleEndian);
    const reason =
      captured > CAPTURED_MAX
        ? `record claims ${captured} captured octets, more than ${CAPTURED_MAX}`
        : `record cut after ${left - PCAP_HEADER_SIZE} of ${captured} captured octets`;
    this.damage.push({ offset, reason });
  }
}

if (BATCH_SIZE < PCAP_HEADER_SIZE + CAPTURED_MAX) throw new Error("the batch cannot hold the longest record");
