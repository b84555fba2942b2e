// What is known of updates between two runs. The file is ours; it is read as carefully as any, since a power cut or a
// hand may have been there.

import * as v from "valibot";
import { OperatorError } from "../../errors.ts";
import { readSmallFile, replaceFile } from "../../platform/files.ts";
import { printable } from "../../text.ts";

const STATE_OCTETS_MAX = 16_384;
const TEXT_LENGTH_MAX = 4096;

export const TEXT = v.pipe(v.string(), v.maxLength(TEXT_LENGTH_MAX));
/** As outputs write times, with nine digits; earlier versions wrote three. */
export function timeOf(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000000Z");
}

export const TIME = v.pipe(v.string(), v.isoTimestamp(), v.maxLength(30));
export const SHA256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const ATTEMPT = v.object({
  time: TIME,
  result: v.picklist(["installed", "unchanged", "failed"]),
  source: TEXT,
  reason: v.optional(TEXT),
  /** In a row, this one included. */
  failures: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
});

const TABLE = v.object({
  time: TIME,
  source: TEXT,
  /** Of the file that came from there. */
  sourceSha256: SHA256,
});

const STATE = v.object({
  lastAttempt: v.optional(ATTEMPT),
  table: v.optional(TABLE),
  previous: v.optional(TABLE),
  /** Of a file whose table was rolled back: it is not taken again. */
  rolledBack: v.optional(SHA256),
});

export type UpdateState = v.InferOutput<typeof STATE>;
export type LastAttempt = v.InferOutput<typeof ATTEMPT>;

/** Empty where there is none, or none that can be read. */
export function readState(path: string): UpdateState {
  try {
    const content = readSmallFile(path, STATE_OCTETS_MAX);
    const { success, output } = v.safeParse(STATE, JSON.parse(new TextDecoder().decode(content)));
    return success ? output : {};
  } catch (error) {
    if (error instanceof OperatorError || error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Throws OUTPUT_UNWRITABLE. */
export function writeState(path: string, state: UpdateState): void {
  replaceFile(path, new TextEncoder().encode(`${JSON.stringify(state, undefined, 2)}\n`));
}

/** A text of any origin as the state holds it. */
export function stateText(text: string): string {
  return [...printable(text)].slice(0, TEXT_LENGTH_MAX / 4).join("");
}
