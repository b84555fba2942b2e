// Damaged messages: whatever they say, every range that was read lies where it may, and every name is what a reader
// without memory makes of the same octets.

import {
  DNS_ADDRESSES_MAX,
  DNS_RECORDS_MAX,
  DNS_SECTION_QUESTION,
  DNS_TEXT_SIZE,
} from "../../../assembly/abi";
import { decode, message } from "../../../assembly/app/dns";
import { addressAt, resolve, resolvedName, resolvedNameSize } from "../../../assembly/app/dns-addresses";
import { text } from "../../../assembly/app/dns-name";
import { DnsRecord, recordAt } from "../../../assembly/app/dns-record";
import { be16 } from "../../../assembly/wire/octets";
import {
  digest,
  header,
  labels,
  name,
  ownerOf,
  POINTER,
  question,
  RESPONSE,
  ROOT,
  record,
  targetOf,
  textAt,
} from "../helper/dns";
import { start, write } from "../helper/frame";
import { naiveEnd, naiveName } from "../helper/naive-name";

const ROUNDS: u32 = 20000;
const CHANGES_MAX: u32 = 6;
const HEADER_SIZE: u32 = 12;
const SOA: u32 = 6;
const SIZE_MAX: u32 = 1024;
const original: usize = memory.data(SIZE_MAX);

const SEED =
  header(RESPONSE, 2, 9, 1, 2) +
  question(name("www.example.com"), 1) +
  question(labels("mail") + "c010", 28) +
  record(POINTER, 5, 300, labels("edge") + "c010") +
  record("c038", 1, 60, "c0000201") +
  record("c038", 28, 60, "20010db8000000000000000000000001") +
  record(POINTER, 12, 60, labels("printer") + "c038") +
  record(POINTER, 15, 60, "000a" + labels("mx") + "c018") +
  record(POINTER, 16, 60, "0568656c6c6f") +
  record(POINTER, 33, 60, "0000000001bb" + POINTER) +
  record(POINTER, 39, 60, name("other.example")) +
  record(POINTER, 65, 60, "0001" + ROOT + "00040008c0000201c0000202") +
  record("c010", 6, 60, labels("ns") + "c010" + labels("root.ns") + "c010" + "00000001".repeat(5)) +
  record("c038", 1, 60, "c0000203") +
  record(ROOT, 41, 0, "", 4096);

let state: u32 = 2026;

/** 0 to `limit` - 1, reproducibly: Mulberry32. */
function below(limit: u32): u32 {
  state += 0x6d2b79f5;
  let value = state;
  value = (value ^ (value >>> 15)) * (value | 1);
  value ^= value + (value ^ (value >>> 7)) * (value | 61);
  return (value ^ (value >>> 14)) % limit;
}

/** Changes some of `size` octets, and perhaps cuts them; their new size. */
function mutate(size: u32): u32 {
  const changes = below(CHANGES_MAX) + 1;
  for (let k: u32 = 0; k < changes; k++) {
    const at = start + below(size);
    switch (below(6)) {
      case 0:
        store<u8>(at, load<u8>(at) ^ ((<u8>1) << (<u8>below(8))));
        break;
      case 1:
        store<u8>(at, <u8>below(256));
        break;
      case 2:
        // A pointer to somewhere near.
        store<u8>(at, 0xc0);
        store<u8>(at + 1, <u8>below(256));
        break;
      case 3:
        store<u8>(at, <u8>below(4));
        break;
      case 4: {
        // Moves what follows.
        const gap = below(4) + 1;
        if (size + gap < SIZE_MAX) {
          memory.copy(at + gap, at, start + size - at);
          size += gap;
        }
        break;
      }
      default:
        if (below(4) == 0) size = below(size) + 1;
    }
  }
  return size;
}

function isText(offset: u32, size: u32): bool {
  if (offset + size > DNS_TEXT_SIZE) return false;
  for (let at = text + offset; at < text + offset + size; at++) {
    const octet = load<u8>(at);
    if (octet < 0x21 || octet > 0x7e || octet - 0x41 < 26) return false;
  }
  return true;
}

/** Where rdata's first name starts, by type; 0: there is none. */
function nameIn(type: u32): u32 {
  return type == 15 || type == 64 || type == 65 ? 2 : type == 33 ? 6 : 0;
}

/** Compares what was read with the naive reader; where the first record that was not read starts. */
function compare(size: u32): u32 {
  let at = HEADER_SIZE;
  for (let k: u32 = 0; k < message.recordCount; k++) {
    const record = recordAt(k);
    const owner = naiveName(start, at, size);
    assert(naiveEnd != 0 && owner == ownerOf(record), "owner");
    assert(isText(record.name, record.nameSize), "owner's text");
    at = naiveEnd;
    assert(be16(start + at) == record.type, "type");
    if (record.section == DNS_SECTION_QUESTION) {
      at += 4;
      continue;
    }
    at += 10;
    assert(record.rdata == <u32>start + at, "rdata");
    assert(at + record.rdlength <= size, "rdlength");
    assert(record.namesSize <= record.rdlength, "namesSize");
    if (record.namesSize != 0) compareNames(record, at);
    at += record.rdlength;
  }
  return at;
}

function compareNames(record: DnsRecord, rdata: u32): void {
  const end = rdata + record.rdlength;
  const target = naiveName(start, rdata + nameIn(record.type), end);
  assert(naiveEnd != 0 && target == targetOf(record), "target");
  assert(isText(record.target, record.targetSize), "target's text");
  if (record.type == SOA) {
    const rname = naiveName(start, naiveEnd, end);
    assert(naiveEnd != 0 && rname == textAt(record.rname, record.rnameSize), "rname");
  }
  assert(naiveEnd - rdata == record.namesSize, "namesSize");
}

describe("damaged messages", () => {
  it("begin with a whole one", () => {
    const end = write(SEED);
    expect(decode(start, end)).toBe(true);
    expect(message.isWhole).toBe(1);
    expect(message.recordCount).toBe(14);
    expect(compare(<u32>(end - start))).toBe(<u32>(end - start));
    expect(resolve(start, end)).toBe(4);
  });

  it("are read within their bounds, as a reader without memory reads them", () => {
    const whole = <u32>(write(SEED) - start);
    memory.copy(original, start, whole);
    let kept: u32 = 0;
    let broken: u32 = 0;
    let resolved: u32 = 0;
    for (let round: u32 = 0; round < ROUNDS; round++) {
      memory.fill(start, 0xa5, SIZE_MAX + 64);
      memory.copy(start, original, whole);
      const size = mutate(whole);
      memory.fill(start + size, <u8>below(256), 64);
      const isMessage = decode(start, start + size);
      assert(isMessage == size >= HEADER_SIZE, "header");
      if (!isMessage) continue;
      assert(message.recordCount <= DNS_RECORDS_MAX, "count");
      const found = digest();
      compare(size);
      kept += message.recordCount;
      broken += 1 - message.isWhole;

      const count = resolve(start, start + size);
      assert(count <= DNS_ADDRESSES_MAX, "addresses");
      resolved += count;
      if (count != 0) {
        assert(resolvedName >= text && resolvedName + resolvedNameSize <= text + DNS_TEXT_SIZE, "name");
        assert(addressAt(count - 1).ttl <= 0x7fffffff, "ttl");
      }

      memory.fill(start + size, <u8>below(256), 64);
      decode(start, start + size);
      assert(digest() == found, "octets behind the end");
    }
    // It was damage, and not only damage.
    expect(kept).toBeGreaterThan(ROUNDS * 4);
    expect(broken).toBeGreaterThan(ROUNDS / 3);
    expect(broken).toBeLessThan(ROUNDS - ROUNDS / 20);
    expect(resolved).toBeGreaterThan(ROUNDS / 2);
  });
});
