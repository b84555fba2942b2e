import { openCapture } from "../../../host/capture/open.ts";
import { PcapSource } from "../../../host/capture/pcap.ts";
import { PCAPNG_MAGIC, PcapngSource } from "../../../host/capture/pcapng.ts";
import type { CaptureSource, Damage } from "../../../host/capture/source.ts";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import type { InputFile } from "../../../host/platform/files.ts";
import { Dissection } from "../../../host/report/dissection.ts";
import type { FrameReport } from "../../../host/report/frames.ts";
import { loadClassifier } from "./module.ts";
import { temporaryFile } from "./temporary-file.ts";

export { temporaryFile };

/** What a source made of an input. */
export interface Reading {
  readonly frames: FrameReport[];
  readonly linkTypes: number[];
  readonly damage: readonly Damage[];
}

const MAGIC_SIZE = 4;

const classifier = loadClassifier("router");

/** Reads a capture as dissect does, without countries. */
export function readCapture(content: Uint8Array): Reading {
  return readingOf(openCapture(temporaryFile(content), classifier));
}

/** The same from an input that hands out at most `size` octets at a time, as a slow pipe does. */
export function readInPieces(content: Uint8Array, size: number): Reading {
  return readingOf(sourceInPieces(content, size, classifier));
}

/** A source whose input lies in memory. Throws CAPTURE_FORMAT. */
export function sourceInPieces(content: Uint8Array, size: number, classifier: Classifier): CaptureSource {
  const input = new Trickle(content, size) as unknown as InputFile;
  const magic = new Uint8Array(MAGIC_SIZE);
  input.readFully(magic);
  const isPcapng = new DataView(magic.buffer).getUint32(0) === PCAPNG_MAGIC;
  return new (isPcapng ? PcapngSource : PcapSource)("-", input, magic, classifier);
}

function readingOf(source: CaptureSource): Reading {
  const frames: FrameReport[] = [];
  const dissection = new Dissection(classifier, () => null);
  for (const _ of source.walks(true))
    for (const report of dissection.take()) frames.push(JSON.parse(JSON.stringify(report)));
  return { frames, linkTypes: source.interfaces.map(({ linkType }) => linkType), damage: source.damage };
}

/** An InputFile without a file. */
class Trickle {
  readonly size = undefined;
  readonly #content: Uint8Array;
  readonly #piece: number;
  #at = 0;

  constructor(content: Uint8Array, piece: number) {
    this.#content = content;
    this.#piece = piece;
  }

  read(target: Uint8Array): number {
    const size = Math.min(target.length, this.#piece, this.#content.length - this.#at);
    target.set(this.#content.subarray(this.#at, this.#at + size));
    this.#at += size;
    return size;
  }

  readFully(target: Uint8Array): number {
    let size = 0;
    for (let read = 1; read > 0 && size < target.length; size += read)
      read = this.read(target.subarray(size));
    return size;
  }
}

/** Source ports of the frames, by which packets.ts names them. */
export function portsOf({ frames }: Reading): (number | undefined)[] {
  return frames.map(({ sourcePort }) => sourcePort);
}
