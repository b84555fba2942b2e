import {
  BATCH_SIZE,
  RECORD_BIG_ENDIAN,
  RECORD_CAPTURED,
  RECORD_FLAGS,
  RECORD_HEADER_SIZE,
  RECORD_LENGTH,
  RECORD_LINK_TYPE,
  RECORD_TIME,
} from "../../../assembly/abi.ts";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import { Dissection } from "../../../host/report/dissection.ts";
import type { FrameReport } from "../../../host/report/frames.ts";

/** One frame on its way into the batch. */
export interface Record {
  readonly linkType: number;
  readonly length: number;
  readonly captured: number;
  readonly bigEndian?: boolean;
  readonly time?: bigint;
  /** The captured octets, and what happens to stand behind them in memory. */
  readonly octets: Uint8Array;
}

/** The last place of the batch where a record of `captured` octets fits. */
export function lastPlace(captured: number): number {
  return BATCH_SIZE - RECORD_HEADER_SIZE - ((captured + 7) & ~7);
}

/** Writes a batch record at `at`; returns where the next one goes. */
export function writeRecord({ batch, batchView }: Classifier, at: number, record: Record): number {
  batchView.setBigUint64(at + RECORD_TIME, record.time ?? 0n, true);
  batchView.setUint32(at + RECORD_LENGTH, record.length, true);
  batchView.setUint32(at + RECORD_CAPTURED, record.captured, true);
  batchView.setUint16(at + RECORD_LINK_TYPE, record.linkType, true);
  batchView.setUint16(at + RECORD_FLAGS, record.bigEndian ? RECORD_BIG_ENDIAN : 0, true);
  const octets = at + RECORD_HEADER_SIZE;
  batch.set(record.octets.subarray(0, BATCH_SIZE - octets), octets);
  return octets + ((record.captured + 7) & ~7);
}

/** Counts one frame that was captured whole. */
export function countWhole(classifier: Classifier, linkType: number, octets: Uint8Array, time = 1n): void {
  const { length } = octets;
  const record = { octets, linkType, captured: length, length, time };
  classifier.walkRecords(0, writeRecord(classifier, 0, record), false);
}

/** What dissect says of one frame; every country reads "??", since no table is loaded. */
export function dissect(classifier: Classifier, record: Record, at = 0): FrameReport {
  classifier.walkRecords(at, writeRecord(classifier, at, record), true);
  const [report] = new Dissection(classifier, () => "??").take();
  return report;
}
