// The classifier's algorithm in C, to compare with: the same headers, hash, tables, counters and capacities, the same
// batches copied once. What the bench's Ethernet captures do not hold (cooked captures, NFLOG, ...) is left out.
//
//   cc -O3 -march=native -o reference reference.c && ./reference CAPTURE TABLE RUNS
//
// prints one line a run: packets, flows, nanoseconds spent in copying and classifying.

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include "table.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

enum { FILE_HEADER = 24, PIECE = 1 << 28, BATCH = 1 << 20, FLOWS = 1 << 20, DEVICES = 1 << 16, CELLS = 1 << 18, COUNTRIES = 256 };
enum { OK, NOT_IP, TRUNCATED, MALFORMED, TOO_DEEP, OUTCOMES };
enum { HAS_TIME = 1, HAS_SOURCE = 8, HAS_DESTINATION = 16, HAS_PROTOCOL = 32, HAS_PORTS = 64, HAS_FRAGMENT = 128, IS_IPV6 = 256 };
enum { IDENTITY = 368, TAGS = 16, EXTENSIONS = 32, VECTOR = 32 };
static const u64 V4_MAPPED = 0x0000ffff00000000ull;

typedef struct {
  u64 time;
  u32 length, captured;
  u64 source[2], destination[2], ether;
  const u8 *octets;
  u32 present, hash;
  u8 outcome, protocol, tcpFlags, vlanCount, isUp;
  u16 fragmentOffset, sourcePort, destinationPort, sourceAnswer, destinationAnswer, vlan[TAGS];
} Frame;

typedef struct {
  u64 local[2], remote[2];
  u32 ports, kind;
  u64 ether;
  u32 device, cell, hash;
  u16 answer, verdict;
  u64 packetsUp, packetsDown, bytesUp, bytesDown, first, last, reserved[2];
} Flow;

typedef struct { u64 high, low; u32 kind, flows; } Device;
typedef struct { u32 device, country; u64 flows, packetsUp, packetsDown, bytesUp, bytesDown; } Cell;

static struct {
  u32 *flowSlots, *deviceSlots, *cellSlots;
  Flow *flows;
  Device *devices;
  Cell *cells;
  u32 flowCount, deviceCount, cellCount, slotMask;
  u64 frames, bytes, first, last, outcomes[OUTCOMES];
} t;
static const u8 *table;

static inline u32 be16(const u8 *p) { u16 v; memcpy(&v, p, 2); return __builtin_bswap16(v); }
static inline u32 be32(const u8 *p) { u32 v; memcpy(&v, p, 4); return __builtin_bswap32(v); }
static inline u64 be48(const u8 *p) { return (u64)be32(p) << 16 | be16(p + 4); }
static inline u64 be64(const u8 *p) { u64 v; memcpy(&v, p, 8); return __builtin_bswap64(v); }
static inline const u8 *least(const u8 *a, const u8 *b) { return a < b ? a : b; }

// -- Headers --------------------------------------------------------------------------------------------------

#define UNBOUNDED ((const u8 *)UINTPTR_MAX)

static u32 cut(const Frame *f, const u8 *need, const u8 *limit) {
  return need > limit && !(f->present & HAS_FRAGMENT) ? MALFORMED : TRUNCATED;
}

static u32 whole(const Frame *f, const u8 *need, const u8 *end, const u8 *limit) {
  return need <= least(end, limit) ? OK : cut(f, need, limit);
}

static void ports(Frame *f, const u8 *at, const u8 *stop) {
  if (at + 4 > stop) return;
  f->sourcePort = be16(at);
  f->destinationPort = be16(at + 2);
  f->present |= HAS_PORTS;
}

static u32 transport(Frame *f, u32 protocol, const u8 *at, const u8 *end, const u8 *limit) {
  const u8 *stop = least(end, limit);
  switch (protocol) {
    case 6: {
      ports(f, at, stop);
      if (at + 13 < stop) f->tcpFlags = at[13];
      if (at + 20 > stop) return cut(f, at + 20, limit);
      u32 size = (at[12] >> 4) << 2;
      return size < 20 ? MALFORMED : whole(f, at + size, end, limit);
    }
    case 17: case 136: {
      ports(f, at, stop);
      if (at + 8 > stop) return cut(f, at + 8, limit);
      u32 length = be16(at + 4);
      return length == 0 || length >= 8 ? OK : MALFORMED;
    }
    case 132: ports(f, at, stop); return whole(f, at + 12, end, limit);
    case 1: return whole(f, at + 8, end, limit);
    case 58: return whole(f, at + 4, end, limit);
    default: return OK;
  }
}

static u32 ipv4(Frame *f, const u8 *at, const u8 *end) {
  u32 size = end - at;
  if (size == 0) return TRUNCATED;
  u32 header = (at[0] & 15) << 2;
  if (at[0] >> 4 != 4 || header < 20) return MALFORMED;
  u32 total = size >= 4 ? be16(at + 2) : 0;
  if (total != 0 && total < header) return MALFORMED;
  const u8 *limit = total == 0 ? UNBOUNDED : at + total;
  u32 fragment = size >= 8 ? be16(at + 6) : 0;
  if (fragment & 0x3fff) {
    f->fragmentOffset = fragment & 0x1fff;
    f->present |= HAS_FRAGMENT;
  }
  u32 later = fragment & 0x1fff, protocol = 0;
  if (size > 9) {
    protocol = at[9];
    if (protocol != 51 || later) {
      f->protocol = protocol;
      f->present |= HAS_PROTOCOL;
    }
  }
  if (size >= 16) {
    f->source[0] = 0;
    f->source[1] = V4_MAPPED | be32(at + 12);
    f->present |= HAS_SOURCE;
  }
  if (size >= 20) {
    f->destination[0] = 0;
    f->destination[1] = V4_MAPPED | be32(at + 16);
    f->present |= HAS_DESTINATION;
  }
  if (size < header) return TRUNCATED;
  if (later) return OK;
  return transport(f, protocol, at + header, end, limit);
}

static int isExtension(u32 next) {
  switch (next) {
    case 0: case 43: case 44: case 51: case 60: case 135: case 139: case 140: return 1;
    default: return 0;
  }
}

static void named(Frame *f, u32 next) {
  if (isExtension(next)) return;
  f->protocol = next;
  f->present |= HAS_PROTOCOL;
}

static u32 extensions(Frame *f, u32 next, const u8 *at, const u8 *end, const u8 *limit) {
  const u8 *stop = least(end, limit);
  for (u32 k = 0; k < EXTENSIONS; k++) {
    u32 kind = next;
    if (at >= stop) return cut(f, at + 1, limit);
    next = at[0];
    if (kind == 44 && at + 4 <= stop) {
      f->fragmentOffset = be16(at + 2) >> 3;
      f->present |= HAS_FRAGMENT;
      if (f->fragmentOffset) {
        f->protocol = next;
        f->present |= HAS_PROTOCOL;
        return whole(f, at + 8, end, limit);
      }
    }
    named(f, next);
    if (at + 1 >= stop) return cut(f, at + 2, limit);
    at += kind == 44 ? 8 : kind == 51 ? (at[1] + 2) << 2 : (at[1] + 1) << 3;
    if (at > stop) return cut(f, at, limit);
    if (!isExtension(next)) return transport(f, next, at, end, limit);
  }
  return TOO_DEEP;
}

static u32 ipv6(Frame *f, const u8 *at, const u8 *end) {
  u32 size = end - at;
  if (size == 0) return TRUNCATED;
  if (at[0] >> 4 != 6) return MALFORMED;
  u32 payload = size >= 6 ? be16(at + 4) : 0, next = 0;
  if (size > 6) named(f, next = at[6]);
  if (size >= 24) {
    f->source[0] = be64(at + 8);
    f->source[1] = be64(at + 16);
    f->present |= HAS_SOURCE | IS_IPV6;
  }
  if (size < 40) return TRUNCATED;
  f->destination[0] = be64(at + 24);
  f->destination[1] = be64(at + 32);
  f->present |= HAS_DESTINATION;
  at += 40;
  const u8 *limit = payload == 0 ? UNBOUNDED : at + payload;
  return isExtension(next) ? extensions(f, next, at, end, limit) : transport(f, next, at, end, limit);
}

static u32 ppp(Frame *f, const u8 *at, const u8 *end) {
  if (at + 2 > end) return TRUNCATED;
  u32 protocol = be16(at);
  return protocol == 0x21 ? ipv4(f, at + 2, end) : protocol == 0x57 ? ipv6(f, at + 2, end) : NOT_IP;
}

static u32 ethernet(Frame *f, const u8 *at, const u8 *end) {
  u32 size = end - at;
  if (size >= 6) f->present |= 4;
  if (size >= 12) f->present |= 2;
  if (size < 14) return TRUNCATED;
  u32 type = be16(at + 12);
  at += 14;
  while (type == 0x8100 || type == 0x88a8 || type == 0x9100) {
    if (at + 2 > end) return TRUNCATED;
    if (f->vlanCount == TAGS) return TOO_DEEP;
    f->vlan[f->vlanCount++] = be16(at) & 0xfff;
    if (at + 4 > end) return TRUNCATED;
    type = be16(at + 2);
    at += 4;
  }
  if (type == 0x0800) return ipv4(f, at, end);
  if (type == 0x86dd) return ipv6(f, at, end);
  if (type == 0x8864) return at + 6 > end ? TRUNCATED : at[1] ? NOT_IP : ppp(f, at + 6, end);
  if (type < 0x0600 && at + 3 > end) return TRUNCATED;
  return NOT_IP;
}

static int plain(Frame *f, const u8 *at, const u8 *end) {
  if (at + 42 > end || be16(at + 12) != 0x0800 || at[14] != 0x45 || be16(at + 20) & 0x3fff) return 0;
  u32 total = be16(at + 16), source = be32(at + 26), destination = be32(at + 30), flags = 0;
  if (source == 0 || destination == 0) return 0;
  if (at[23] == 6) {
    if (at + 54 > end) return 0;
    u32 size = (at[46] >> 4) << 2;
    if (size < 20 || 20 + size > total || at + 34 + size > end) return 0;
    flags = at[47];
  } else if (at[23] != 17 || total < 28 || be16(at + 38) < 8) {
    return 0;
  }
  f->source[0] = f->destination[0] = f->ether = 0;
  f->source[1] = V4_MAPPED | source;
  f->destination[1] = V4_MAPPED | destination;
  f->outcome = OK;
  f->protocol = at[23];
  f->tcpFlags = flags;
  f->vlanCount = f->isUp = f->fragmentOffset = 0;
  f->sourcePort = be16(at + 34);
  f->destinationPort = be16(at + 36);
  f->present |= 2 | 4 | HAS_SOURCE | HAS_DESTINATION | HAS_PROTOCOL | HAS_PORTS;
  return 1;
}

// -- Flow, device and cell tables -----------------------------------------------------------------------------

static const u64 M1 = 0xbf58476d1ce4e5b9ull, M2 = 0x94d049bb133111ebull, KEY = 0x9e3779b97f4a7c15ull;

static inline u64 endHash(u64 high, u64 low, u64 port) {
  u64 x = (low ^ KEY) * M1, y = (high + KEY * (port + 1)) * M2;
  x = ((x ^ x >> 32) + (y ^ y >> 29)) * M1;
  return x ^ x >> 32;
}

static inline u32 fold(u64 x) {
  u64 product = (x ^ KEY) * M2;
  return product ^ product >> 32;
}

static u32 hashOfIdentifier(u64 high, u64 low, u32 kind) { return fold(endHash(high, low, 0) ^ kind); }

static inline int isUnspecified(const u64 *a) { return a[0] == 0 && (a[1] == V4_MAPPED || a[1] == 0); }

static u64 namingEther(const Frame *f) {
  if (!(f->present & 2)) return 0;
  if (isUnspecified(f->source)) return be48(f->octets + 6);
  return isUnspecified(f->destination) && f->present & HAS_DESTINATION ? be48(f->octets) : 0;
}

enum { ENTRY_MASK = (1 << 21) - 1, FLOW_SLOTS = 2 * FLOWS };

static u32 kindOf(const Frame *f) { return (f->present & IDENTITY) << 16 | f->protocol; }

static void approachSlot(Frame *f) {
  u64 ends = endHash(f->source[0], f->source[1], f->sourcePort) +
             endHash(f->destination[0], f->destination[1], f->destinationPort);
  f->hash = fold(ends ^ (u64)kindOf(f) << 32 ^ f->ether * KEY);
  __builtin_prefetch(&t.flowSlots[f->hash & t.slotMask]);
}

static void approachFlow(const Frame *f) {
  u32 value = t.flowSlots[f->hash & t.slotMask] & ENTRY_MASK;
  const u8 *flow = (const u8 *)&t.flows[value - (value != 0)];
  __builtin_prefetch(flow);
  __builtin_prefetch(flow + 64);
}

static Flow *find(Frame *f) {
  u32 kind = kindOf(f);
  u32 up = f->sourcePort | (u32)f->destinationPort << 16, down = f->destinationPort | (u32)f->sourcePort << 16;
  u64 ether = f->ether;
  u32 hash = f->hash;
  for (u32 slot = hash & t.slotMask;; slot = (slot + 1) & t.slotMask) {
    u32 value = t.flowSlots[slot];
    if (!value) return NULL;
    if ((value ^ hash) & ~ENTRY_MASK) continue;
    Flow *w = &t.flows[(value & ENTRY_MASK) - 1];
    if (w->kind != kind || w->ether != ether) continue;
    if (!((w->local[1] ^ f->source[1]) | (w->remote[1] ^ f->destination[1]) | (w->local[0] ^ f->source[0]) |
          (w->remote[0] ^ f->destination[0]) | (w->ports ^ up))) {
      f->isUp = 1;
      return w;
    }
    if (!((w->local[1] ^ f->destination[1]) | (w->remote[1] ^ f->source[1]) | (w->local[0] ^ f->destination[0]) |
          (w->remote[0] ^ f->source[0]) | (w->ports ^ down)))
      return w;
  }
}

static u32 deviceOf(u64 high, u64 low, u32 kind) {
  u32 slot = hashOfIdentifier(high, low, kind) & (2 * DEVICES - 1), entry;
  for (; (entry = t.deviceSlots[slot]); slot = (slot + 1) & (2 * DEVICES - 1)) {
    Device *d = &t.devices[entry];
    if (d->low == low && d->high == high && d->kind == kind) return entry;
  }
  if (t.deviceCount == DEVICES) return 0;
  t.deviceSlots[slot] = entry = t.deviceCount++;
  t.devices[entry] = (Device){high, low, kind, 0};
  return entry;
}

static u32 cellOf(u32 device, u32 country) {
  if (!device) return country;
  u32 slot = hashOfIdentifier(device, country, 0) & (2 * CELLS - 1), value;
  for (; (value = t.cellSlots[slot]); slot = (slot + 1) & (2 * CELLS - 1)) {
    Cell *c = &t.cells[value - 1];
    if (c->device == device && c->country == country) return value - 1;
  }
  if (t.cellCount == CELLS) return country;
  u32 entry = t.cellCount++;
  t.cellSlots[slot] = entry + 1;
  t.cells[entry] = (Cell){.device = device, .country = country};
  return entry;
}

static int isGroup(const u64 *a, int v6) {
  return v6 ? a[0] >> 56 == 0xff : (u32)a[1] >> 28 == 0xe || (u32)a[1] == 0xffffffff;
}

static u32 answerOf(const u64 *a, int v6) {
  return v6 ? answer6(table, a[0], a[1]) : answer4(table, (u32)a[1]);
}

static int isFromLocal(const Frame *f) {
  if (!(f->present & HAS_DESTINATION)) return 1;
  int v6 = (f->present & IS_IPV6) != 0, group = isGroup(f->destination, v6);
  int source = (f->sourceAnswer & 255) == 0 && !isGroup(f->source, v6);
  int destination = (f->destinationAnswer & 255) == 0 && !group;
  if (source != destination) return source;
  if (group) return 1;
  return !(f->present & HAS_PROTOCOL && f->protocol == 6 && (f->tcpFlags & 0x12) == 0x12);
}

static void linkFlow(u32 hash, u32 entry) {
  u32 slot = hash & t.slotMask;
  while (t.flowSlots[slot]) slot = (slot + 1) & t.slotMask;
  t.flowSlots[slot] = (hash & ~ENTRY_MASK) | (entry + 1);
}

static void grow(u32 entries) {
  memset(t.flowSlots, 0, 4ull * (t.slotMask + 1));
  u32 slots = (t.slotMask + 1) * 4;
  t.slotMask = (slots < FLOW_SLOTS ? slots : FLOW_SLOTS) - 1;
  for (u32 entry = 0; entry < entries; entry++) linkFlow(t.flows[entry].hash, entry);
}

static Flow *open(Frame *f) {
  int v6 = (f->present & IS_IPV6) != 0;
  f->sourceAnswer = answerOf(f->source, v6);
  if (f->present & HAS_DESTINATION) f->destinationAnswer = answerOf(f->destination, v6);
  f->isUp = isFromLocal(f);
  if (t.flowCount == FLOWS) exit(3); // the bench's captures open fewer
  u32 entry = t.flowCount++;
  if (t.flowCount * 2 > t.slotMask + 1) grow(entry);
  linkFlow(f->hash, entry);
  Flow *w = &t.flows[entry];
  memset(w, 0, sizeof *w);
  w->hash = f->hash;
  w->kind = kindOf(f);
  if (f->isUp) {
    memcpy(w->local, f->source, 16);
    memcpy(w->remote, f->destination, 16);
    w->ports = f->sourcePort | (u32)f->destinationPort << 16;
    w->answer = f->destinationAnswer;
  } else {
    memcpy(w->local, f->destination, 16);
    memcpy(w->remote, f->source, 16);
    w->ports = f->destinationPort | (u32)f->sourcePort << 16;
    w->answer = f->sourceAnswer;
  }
  w->ether = f->ether;
  u64 ether = f->present & 2 ? be48(f->octets + (f->isUp ? 6 : 0)) : 0;
  if (f->present & 2 && !(ether >> 40 & 1)) w->device = deviceOf(0, ether, 1);
  else if (!isGroup(w->local, v6)) w->device = deviceOf(w->local[0], w->local[1], v6 ? 3 : 2);
  w->cell = cellOf(w->device, w->answer & 255);
  w->first = UINT64_MAX;
  t.devices[w->device].flows++;
  t.cells[w->cell].flows++;
  return w;
}

// -- One frame ------------------------------------------------------------------------------------------------

static void clear(Frame *f) {
  memset(f->source, 0, 40);
  f->present &= HAS_TIME;
  memset(&f->outcome, 0, offsetof(Frame, vlan) - offsetof(Frame, outcome));
}

static void parse(Frame *f, const u8 *at) {
  const u8 *end = at + f->captured;
  f->octets = at;
  int lies = f->captured > f->length;
  if (!lies && plain(f, at, end)) return;
  clear(f);
  f->outcome = lies ? MALFORMED : ethernet(f, at, end);
  f->ether = namingEther(f);
}

static void countFrame(Frame *f) {
  t.frames++;
  t.bytes += f->length;
  t.outcomes[f->outcome]++;
  if (f->time < t.first) t.first = f->time;
  if (f->time > t.last) t.last = f->time;
  if (!(f->present & HAS_SOURCE)) return;
  Flow *w = find(f);
  if (!w) w = open(f);
  Cell *c = &t.cells[w->cell];
  if (f->isUp) {
    w->packetsUp++; w->bytesUp += f->length; c->packetsUp++; c->bytesUp += f->length;
  } else {
    w->packetsDown++; w->bytesDown += f->length; c->packetsDown++; c->bytesDown += f->length;
  }
  if (f->time < w->first) w->first = f->time;
  if (f->time > w->last) w->last = f->time;
}

static Frame frames[VECTOR];

static void count(u32 size) {
  for (u32 k = 0; k < size; k++) approachSlot(&frames[k]);
  for (u32 k = 0; k < size; k++) approachFlow(&frames[k]);
  for (u32 k = 0; k < size; k++) countFrame(&frames[k]);
}

static u32 walk(const u8 *batch, u32 size) {
  const u8 *at = batch, *end = batch + size;
  u32 held = 0;
  while (at + 16 <= end) {
    u32 h[4];
    memcpy(h, at, 16);
    if (h[2] > 262144) exit(4);
    if (at + 16 + h[2] > end) break;
    if (held == VECTOR) {
      count(held);
      held = 0;
    }
    Frame *f = &frames[held++];
    f->present = HAS_TIME;
    f->time = (u64)h[0] * 1000000000u + (u64)h[1] * 1000u;
    f->captured = h[2];
    f->length = h[3];
    parse(f, at + 16);
    at += 16 + h[2];
  }
  count(held);
  return at - batch;
}

// -- Bench ----------------------------------------------------------------------------------------------------

// Zeros whose pages are there already, as those of the classifier that is compared are.
static void *fresh(size_t size) {
  return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
}

static FILE *openFile(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) { perror(path); exit(1); }
  return file;
}

static u8 *readFile(const char *path) {
  FILE *file = openFile(path);
  fseek(file, 0, SEEK_END);
  size_t size = ftell(file);
  rewind(file);
  u8 *bytes = malloc(size);
  if (fread(bytes, 1, size, file) != size) exit(1);
  fclose(file);
  return bytes;
}

static u64 nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000ull + now.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  FILE *capture = openFile(argv[1]);
  table = readFile(argv[2]);
  u8 *piece = malloc(PIECE), *batch = malloc(BATCH);
  for (int runs = atoi(argv[3]); runs-- > 0;) {
    memset(&t, 0, sizeof t);
    t.first = UINT64_MAX;
    t.flowSlots = fresh(4ull * FLOW_SLOTS);
    t.deviceSlots = fresh(8ull * DEVICES);
    t.cellSlots = fresh(8ull * CELLS);
    t.flows = fresh(sizeof(Flow) * FLOWS);
    t.devices = fresh(sizeof(Device) * DEVICES);
    t.cells = fresh(sizeof(Cell) * CELLS);
    t.slotMask = 127;
    t.deviceCount = 1;
    t.cellCount = COUNTRIES;
    fseek(capture, FILE_HEADER, SEEK_SET);
    u64 spent = 0;
    u32 held = 0;
    for (size_t size; (size = fread(piece, 1, PIECE, capture)) > 0;) {
      u64 start = nanoseconds();
      for (size_t at = 0; at < size;) {
        u32 part = size - at < BATCH - held ? size - at : BATCH - held;
        memcpy(batch + held, piece + at, part);
        at += part;
        held += part;
        u32 used = walk(batch, held);
        memmove(batch, batch + used, held - used);
        held -= used;
      }
      spent += nanoseconds() - start;
    }
    printf("%llu %u %llu\n", (unsigned long long)t.frames, t.flowCount, (unsigned long long)spent);
    munmap(t.flowSlots, 4ull * FLOW_SLOTS);
    munmap(t.deviceSlots, 8ull * DEVICES);
    munmap(t.cellSlots, 8ull * CELLS);
    munmap(t.flows, sizeof(Flow) * FLOWS);
    munmap(t.devices, sizeof(Device) * DEVICES);
    munmap(t.cells, sizeof(Cell) * CELLS);
  }
  return 0;
}
