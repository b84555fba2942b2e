import type { InputFile } from "../../platform/files.ts";
import { UpdateRefused } from "./refused.ts";

const PIECE_SIZE = 65_536;

/** RFC 1952 section 2.3.1. */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

/** Hands what a gzip file holds to `take`, piece by piece. Throws UpdateRefused, FILE_UNREADABLE, what `take` throws. */
export async function unpack(
  file: InputFile,
  take: (piece: Uint8Array) => void,
  octetsMax: number,
): Promise<void> {
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const piece = new Uint8Array(PIECE_SIZE);
      const size = file.read(piece);
      if (size === 0) controller.close();
      else controller.enqueue(piece.subarray(0, size));
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  let octets = 0;
  try {
    for (;;) {
      const { done, value } = await readFrom(reader);
      if (done) return;
      octets += value.length;
      if (octets > octetsMax) throw new UpdateRefused(`unpacked it has more than ${octetsMax} octets.`);
      take(value);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function readFrom(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch (error) {
    throw new UpdateRefused(`it is no whole gzip file: ${(error as Error).message}.`);
  }
}
