// Captures that a link can send and a tap sees as they are: whole Ethernet frames. They are a microsecond apart, about
// as they are sent, so that what expires with time expires neither in `replay` of them nor on the tap.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { captureFolder, captureNames, root } from "../differential/shared.ts";
import { type CapturedFrame, PcapWriter, readEthernetFrames } from "./pcap-file.ts";

export const PHONE_2014 = join(root, "tests/captures/phone-2014/phone-2014.pcap");

const HEADER_SIZE = 14;
/** A link carries no longer IP packet than 65,535 octets. */
const FRAME_MAX = 65_535 + HEADER_SIZE;

/** A file to send. */
export interface EthernetCapture {
  readonly path: string;
  readonly frames: number;
  /** Of the frames, without a file's headers. */
  readonly bytes: number;
  /** What a link needs to carry the longest frame. */
  readonly mtu: number;
  /** Frames of the sources that no link can send as they were: cut by the recorder, shorter than a header, too long. */
  readonly leftOut: number;
}

/** Paths of the captures that are Ethernet: the bundled one, and those of ../shared where it is. */
export function ethernetCaptures(): string[] {
  const shared = captureNames().map((name) => join(captureFolder, name));
  return [PHONE_2014, ...shared].filter((path) => existsSync(path) && sendable(path).length > 0);
}

/** Writes what can be sent of `sources`, one after the other, to `path`. */
export function prepareCapture(sources: readonly string[], path: string): EthernetCapture {
  const all = sources.flatMap(framesOf);
  const frames = all.filter(canBeSent).map(({ octets }) => octets);
  return { ...written(frames, path), leftOut: all.length - frames.length };
}

/**
 * Writes the frames of `capture` again and again to `path`, until they are `count`; `change` may alter each lap's,
 * counted from 0.
 */
export function extendCapture(
  capture: EthernetCapture,
  count: number,
  path: string,
  change: (frame: Uint8Array, lap: number) => void = () => {},
): EthernetCapture {
  const frames = sendable(capture.path).map(({ octets }) => octets);
  if (frames.length === 0) throw new Error(`${capture.path} holds no frame to repeat`);
  return { ...written(laps(frames, count, change), path), leftOut: capture.leftOut };
}

function* laps(
  frames: readonly Uint8Array[],
  count: number,
  change: (frame: Uint8Array, lap: number) => void,
): Generator<Uint8Array> {
  for (let number = 0; number < count; number++) {
    const frame = Uint8Array.from(frames[number % frames.length]);
    change(frame, Math.floor(number / frames.length));
    yield frame;
  }
}

function written(frames: Iterable<Uint8Array>, path: string): Omit<EthernetCapture, "leftOut"> {
  const writer = new PcapWriter(path);
  let count = 0;
  let bytes = 0;
  let longest = HEADER_SIZE;
  for (const frame of frames) {
    writer.write(frame);
    count++;
    bytes += frame.length;
    longest = Math.max(longest, frame.length);
  }
  writer.close();
  return { path, frames: count, bytes, mtu: longest - HEADER_SIZE };
}

function framesOf(path: string): CapturedFrame[] {
  const frames = readEthernetFrames(path);
  if (!frames) throw new Error(`${path} is no capture of Ethernet frames`);
  return frames;
}

function sendable(path: string): CapturedFrame[] {
  return (readEthernetFrames(path) ?? []).filter(canBeSent);
}

function canBeSent({ octets, length }: CapturedFrame): boolean {
  return octets.length === length && length >= HEADER_SIZE && length <= FRAME_MAX;
}
