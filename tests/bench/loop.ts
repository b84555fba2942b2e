// Makes the bench's capture: the shared Ethernet captures over and over, each round with other local addresses, so
// that every round opens new flows from new devices.
//
//   node --import tsx tests/bench/loop.ts CAPTURES OUTPUT PACKETS

import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { moveFrame } from "./move-frame.ts";

const FILE_HEADER_SIZE = 24;
const RECORD_HEADER_SIZE = 16;
const LINKTYPE_ETHERNET = 1;
const MAGIC_MICROSECONDS = 0xa1b2c3d4;

/** Records of one little- or big-endian microsecond pcap of Ethernet, rewritten little-endian; none of other files. */
function ethernetRecords(path: string): Buffer[] {
  const file = readFileSync(path);
  if (file.length < FILE_HEADER_SIZE) return [];
  const little = file.readUInt32LE(0) === MAGIC_MICROSECONDS;
  if (!little && file.readUInt32BE(0) !== MAGIC_MICROSECONDS) return [];
  const u32 = (at: number): number => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  if ((u32(20) & 0xffff) !== LINKTYPE_ETHERNET) return [];
  const records: Buffer[] = [];
  let at = FILE_HEADER_SIZE;
  while (at + RECORD_HEADER_SIZE <= file.length) {
    const end = at + RECORD_HEADER_SIZE + u32(at + 8);
    if (end > file.length) break;
    const record = Buffer.from(file.subarray(at, end));
    for (let field = 0; field < RECORD_HEADER_SIZE; field += 4) record.writeUInt32LE(u32(at + field), field);
    records.push(record);
    at = end;
  }
  return records;
}

const [captures, output, packetsText] = process.argv.slice(2);
const records = readdirSync(captures)
  .filter((name) => name.endsWith(".pcap"))
  .sort()
  .flatMap((name) => ethernetRecords(join(captures, name)));
const rounds = Math.ceil(Number(packetsText) / records.length);

const header = Buffer.alloc(FILE_HEADER_SIZE);
header.writeUInt32LE(MAGIC_MICROSECONDS, 0);
header.writeUInt16LE(2, 4);
header.writeUInt16LE(4, 6);
header.writeUInt32LE(262144, 16);
header.writeUInt32LE(LINKTYPE_ETHERNET, 20);
const file = openSync(output, "w");
writeSync(file, header);
for (let round = 0; round < rounds; round++) {
  const moved = records.map((record) => Buffer.from(record));
  for (const record of moved) moveFrame(record.subarray(RECORD_HEADER_SIZE), round);
  writeSync(file, Buffer.concat(moved));
}
closeSync(file);
console.log(`${records.length * rounds} packets in ${rounds} rounds`);
