// Makes the bench's capture: the shared Ethernet captures over and over, each round with other local addresses, so
// that every round opens new flows from new devices.
//
//   node --import tsx tests/bench/loop.ts CAPTURES OUTPUT PACKETS

import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const FILE_HEADER_SIZE = 24;
const RECORD_HEADER_SIZE = 16;
const LINKTYPE_ETHERNET = 1;
const MAGIC_MICROSECONDS = 0xa1b2c3d4;

const ETHER_HEADER_SIZE = 14;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const GROUP_BIT = 1;

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

/** A private IPv4 address (RFC 1918) moves to 10.round.x.y. */
function moveIpv4(record: Buffer, at: number, round: number): void {
  const [a, b] = [record[at], record[at + 1]];
  const isPrivate = a === 10 || (a === 192 && b === 168) || (a === 172 && b >= 16 && b < 32);
  if (!isPrivate) return;
  record[at] = 10;
  record[at + 1] = round;
}

/** A link-local or unique local IPv6 address gets the round into its interface identifier. */
function moveIpv6(record: Buffer, at: number, round: number): void {
  const isLocal = (record[at] & 0xfe) === 0xfc || (record[at] === 0xfe && (record[at + 1] & 0xc0) === 0x80);
  if (isLocal) record[at + 10] ^= round;
}

function moveEther(record: Buffer, at: number, round: number): void {
  if (!(record[at] & GROUP_BIT)) record[at + 3] ^= round;
}

function move(record: Buffer, round: number): void {
  const at = RECORD_HEADER_SIZE;
  if (record.length < at + ETHER_HEADER_SIZE) return;
  moveEther(record, at, round);
  moveEther(record, at + 6, round);
  const type = record.readUInt16BE(at + 12);
  const ip = at + ETHER_HEADER_SIZE;
  if (type === ETHERTYPE_IPV4 && record.length >= ip + 20) {
    moveIpv4(record, ip + 12, round);
    moveIpv4(record, ip + 16, round);
  }
  if (type === ETHERTYPE_IPV6 && record.length >= ip + 40) {
    moveIpv6(record, ip + 8, round);
    moveIpv6(record, ip + 24, round);
  }
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
  for (const record of moved) move(record, round);
  writeSync(file, Buffer.concat(moved));
}
closeSync(file);
console.log(`${records.length * rounds} packets in ${rounds} rounds`);
