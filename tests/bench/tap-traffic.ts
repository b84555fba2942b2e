// What the bench of the tap sends.

import { execFileSync } from "node:child_process";
import { basename, join } from "node:path";
import {
  type EthernetCapture,
  ethernetCaptures,
  extendCapture,
  prepareCapture,
} from "../lab/ethernet-capture.ts";
import { PcapWriter, readEthernetFrames } from "../lab/pcap-file.ts";
import { moveFrame } from "./move-frame.ts";

/** Enough laps of the shared captures that there are some 16,000 flows. */
const FRAMES = 300_000;
const SMALL_MAX = 100;
const RECORDED_FRAMES_MIN = 1500;
const LAPS_FRAMES = 60_000;
/** Private addresses: what comes from them goes one way, all else the other. */
const DEVICES = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7,fe80::/10";

const FLOW_FRAME_SIZE = 60;
const ETHERTYPE_IPV4 = 0x0800;
const UDP = 17;
const IP = 14;
/** 11.0.0.0, and the step from one remote end to the next: they lie in all countries. */
const FIRST_REMOTE = 0x0b000000;
const REMOTE_STEP = 0x0000_c5b3;

/** The shared captures, one after the other. */
export function onceOf(folder: string): EthernetCapture {
  return prepareCapture(ethernetCaptures(), join(folder, "once.pcap"));
}

/** The same, lap after lap with other devices. */
export function mixOf(folder: string, once = onceOf(folder)): EthernetCapture {
  return extendCapture(once, FRAMES, join(folder, "mix.pcap"), moveFrame);
}

/** A household's own capture. */
export interface Recorded {
  readonly name: string;
  readonly capture: EthernetCapture;
  readonly ways: string;
}

/** The longer ones of the captures, each by itself, as often as tcpreplay takes no time for its laps. */
export function recordedOf(folder: string): Recorded[] {
  return ethernetCaptures().flatMap((path) => {
    const name = basename(path).replace(/\.pcap(ng)?$/, "");
    const once = prepareCapture([path], join(folder, `${name}-once.pcap`));
    if (once.frames < RECORDED_FRAMES_MIN) return [];
    const laps = Math.ceil(LAPS_FRAMES / once.frames);
    const capture = extendCapture(once, laps * once.frames, join(folder, `${name}.pcap`));
    return [{ name, capture, ways: waysOf(capture) }];
  });
}

/** Those frames of a mix that are small: acknowledgements, questions, greetings. */
export function smallOf(mix: EthernetCapture, folder: string): EthernetCapture {
  const frames = readEthernetFrames(mix.path) ?? [];
  const small = frames.map(({ octets }) => octets).filter(({ length }) => length <= SMALL_MAX);
  return written(small, join(folder, "small.pcap"));
}

/** Which frames of a capture come from its devices, for tcpreplay to send the others back. */
export function waysOf(capture: EthernetCapture): string {
  const path = `${capture.path}.ways`;
  execFileSync("tcpprep", [`--cidr=${DEVICES}`, `--pcap=${capture.path}`, `--cachefile=${path}`], {
    stdio: "pipe",
  });
  return path;
}

/** So many flows of so many devices, a frame each, to remote ends all over the world. */
export function flowsOf(flows: number, devices: number, folder: string): EthernetCapture {
  const frames = Array.from({ length: flows }, (_, flow) => flowFrame(flow, flow % devices));
  return written(frames, join(folder, "flows.pcap"));
}

function flowFrame(flow: number, device: number): Uint8Array {
  const octets = new Uint8Array(FLOW_FRAME_SIZE);
  const view = new DataView(octets.buffer);
  octets.set([0x02, 0, 0, 0, 0xff, 0xff, 0x02, 0, 0, 0]);
  view.setUint16(10, device);
  view.setUint16(12, ETHERTYPE_IPV4);
  octets[IP] = 0x45;
  view.setUint16(IP + 2, FLOW_FRAME_SIZE - IP);
  octets[IP + 8] = 64;
  octets[IP + 9] = UDP;
  view.setUint32(IP + 12, 0x0a00_0001 + device);
  view.setUint32(IP + 16, FIRST_REMOTE + flow * REMOTE_STEP);
  view.setUint16(IP + 20, 1024 + (flow % 60_000));
  view.setUint16(IP + 22, 443);
  view.setUint16(IP + 24, FLOW_FRAME_SIZE - IP - 20);
  return octets;
}

function written(frames: readonly Uint8Array[], path: string): EthernetCapture {
  const writer = new PcapWriter(path);
  for (const frame of frames) writer.write(frame);
  writer.close();
  const bytes = frames.reduce((sum, { length }) => sum + length, 0);
  const longest = frames.reduce((most, { length }) => Math.max(most, length), 0);
  return { path, frames: frames.length, bytes, mtu: longest, leftOut: 0 };
}
