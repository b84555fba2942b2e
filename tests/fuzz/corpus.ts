// What the fuzzer starts from: golden frames, and the shared captures where they are.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readGolden } from "../golden/document.ts";
import { pcapFile } from "../host/helper/pcap-file.ts";
import { PcapngBlocks } from "../host/helper/pcapng-file.ts";

export interface SeedFrame {
  readonly name: string;
  readonly linkType: number;
  readonly bigEndian: boolean;
  readonly octets: Uint8Array;
}

export interface SeedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** Larger ones would make rounds few. */
const FILE_SIZE_MAX = 150_000;
const CAPTURES = new URL("../../../shared/captures/", import.meta.url);

export function seedFrames(): SeedFrame[] {
  return readGolden().map(({ title, linkType, bigEndian, octets }) => ({
    name: title,
    linkType,
    bigEndian,
    octets,
  }));
}

/** The golden frames in files of each format and byte order, and every shared capture that is not too large. */
export function seedFiles(frames: readonly SeedFrame[]): SeedFile[] {
  const files = [true, false].flatMap((littleEndian) => {
    const ethernet = frames.filter(({ linkType }) => linkType === 1);
    const order = littleEndian ? "little" : "big";
    return [
      { name: `golden, ${order}-endian pcap`, content: pcapFile({ littleEndian }, ethernet) },
      { name: `golden, ${order}-endian pcapng`, content: pcapngOf(frames, littleEndian) },
    ];
  });
  if (!existsSync(CAPTURES)) return files;
  const captures = readdirSync(CAPTURES)
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .sort()
    .map((name) => ({ name, path: fileURLToPath(new URL(name, CAPTURES)) }))
    .filter(({ path }) => statSync(path).size <= FILE_SIZE_MAX)
    .map(({ name, path }) => ({ name, content: Uint8Array.from(readFileSync(path)) }));
  return [...files, ...captures];
}

function pcapngOf(frames: readonly SeedFrame[], littleEndian: boolean): Uint8Array {
  const blocks = new PcapngBlocks(littleEndian);
  const linkTypes = [...new Set(frames.map(({ linkType }) => linkType))];
  const packets = frames.map(({ linkType, octets }, k) => {
    const options = { interface: linkTypes.indexOf(linkType) };
    if (k % 7 === 0) return blocks.simple(octets);
    return k % 2 === 0 ? blocks.enhanced(octets, options) : blocks.obsolete(octets, options);
  });
  const interfaces = linkTypes.map((linkType, k) => blocks.interface({ linkType, resolution: 6 + (k % 4) }));
  return Uint8Array.from([blocks.section(), ...interfaces, ...packets].flatMap((block) => [...block]));
}
