// The least that a tap can cost which counts by flow: it reads a ring in place, as large as the daemon's, and adds each IPv4
// packet to its flow and to one of a thousand cells. No names, countries, events, VLANs, IPv6 or merged segments, and no
// sandbox that blocks have to be copied into.
//
//   cc -O3 -march=native -o bare-tap bare-tap.c && ./bare-tap INTERFACE
//
// says "listening" when it hears the interface, and at SIGINT how many frames it has counted.

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

// The daemon's ring; blocks wait so long for a turn, which a ring lasts at 500 MB/s twice over.
enum { BLOCK = 1 << 19, BLOCKS = 20, RETIRE_MS = 60, PAUSE_MS = 10 };
enum { FLOWS = 1 << 16, CELLS = 1024, VECTOR = 32 };
enum { IP = 14, PROTOCOL = 23, SOURCE = 26, PORTS = 34, HEADERS = 38, VERSION_4_IHL_5 = 0x45 };

typedef struct {
  u64 packets[2], bytes[2];
} Counters;

/** A cache line; `ends` and `ports` as the packet that opened it has them. */
typedef struct {
  u64 ends, last;
  u32 ports;
  u8 protocol, isUsed;
  uint16_t cell;
  Counters counters;
} __attribute__((aligned(64))) Flow;

typedef struct {
  u64 ends, time;
  u32 ports, length, slot;
  u8 protocol;
} Packet;

static Flow *flows;
static Counters cells[CELLS];
static u64 frames, notRead;
static u32 flowCount;
static Packet vector[VECTOR];
static u32 waiting;
static volatile sig_atomic_t isStopped;

static void stop(int signal) {
  (void)signal;
  isStopped = 1;
}

/** The same in both directions. */
static u32 slotOf(u64 ends, u32 ports) {
  u64 sum = (u64)((u32)ends + (u32)(ends >> 32)) << 17 ^ ((ports & 0xffff) + (ports >> 16));
  return (u32)(sum * 0x9e3779b97f4a7c15ull >> 48) & (FLOWS - 1);
}

static void add(Counters *counters, u32 direction, u32 length) {
  counters->packets[direction]++;
  counters->bytes[direction] += length;
}

static void count(const Packet *packet) {
  const u64 swappedEnds = packet->ends << 32 | packet->ends >> 32;
  const u32 swappedPorts = packet->ports << 16 | packet->ports >> 16;
  for (u32 slot = packet->slot;; slot = (slot + 1) & (FLOWS - 1)) {
    Flow *flow = flows + slot;
    if (!flow->isUsed) {
      if (flowCount == FLOWS / 2) exit(3);
      flow->isUsed = 1;
      flow->ends = packet->ends;
      flow->ports = packet->ports;
      flow->protocol = packet->protocol;
      flow->cell = flowCount++ % CELLS;
    }
    const int isUp = flow->ends == packet->ends && flow->ports == packet->ports;
    const int isDown = flow->ends == swappedEnds && flow->ports == swappedPorts;
    if (!(isUp | isDown) || flow->protocol != packet->protocol) continue;
    add(&flow->counters, !isUp, packet->length);
    add(cells + flow->cell, !isUp, packet->length);
    flow->last = packet->time;
    return;
  }
}

static void countVector(void) {
  for (u32 k = 0; k < waiting; k++) count(vector + k);
  waiting = 0;
}

static void take(const struct tpacket3_hdr *header) {
  const u8 *at = (const u8 *)header + header->tp_mac;
  frames++;
  if (header->tp_snaplen < HEADERS || at[12] != 8 || at[13] != 0 || at[IP] != VERSION_4_IHL_5) {
    notRead++;
    return;
  }
  Packet *packet = vector + waiting++;
  memcpy(&packet->ends, at + SOURCE, 8);
  memcpy(&packet->ports, at + PORTS, 4);
  packet->protocol = at[PROTOCOL];
  packet->length = header->tp_len;
  packet->time = header->tp_sec * 1000000000ull + header->tp_nsec;
  packet->slot = slotOf(packet->ends, packet->ports);
  __builtin_prefetch(flows + packet->slot, 1);
  if (waiting == VECTOR) countVector();
}

static void walk(struct tpacket_block_desc *block) {
  const u8 *at = (const u8 *)block + block->hdr.bh1.offset_to_first_pkt;
  for (u32 k = 0; k < block->hdr.bh1.num_pkts; k++) {
    take((const struct tpacket3_hdr *)at);
    at += ((const struct tpacket3_hdr *)at)->tp_next_offset;
  }
  countVector();
}

static int must(int result, const char *what) {
  if (result >= 0) return result;
  perror(what);
  exit(2);
}

int main(int argc, char **argv) {
  if (argc != 2) return 1;
  flows = mmap(0, FLOWS * sizeof(Flow), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  const int socketFd = must(socket(AF_PACKET, SOCK_RAW, 0), "socket");
  const int version = TPACKET_V3;
  must(setsockopt(socketFd, SOL_PACKET, PACKET_VERSION, &version, sizeof version), "PACKET_VERSION");
  const struct tpacket_req3 request = {BLOCK, BLOCKS, 2048, BLOCKS * (BLOCK / 2048), RETIRE_MS, 0, 0};
  must(setsockopt(socketFd, SOL_PACKET, PACKET_RX_RING, &request, sizeof request), "PACKET_RX_RING");
  u8 *ring = mmap(0, (size_t)BLOCK * BLOCKS, PROT_READ | PROT_WRITE, MAP_SHARED, socketFd, 0);
  if (flows == MAP_FAILED || ring == MAP_FAILED) must(-1, "mmap");
  const struct sockaddr_ll address = {
      .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)if_nametoindex(argv[1])};
  must(bind(socketFd, (const struct sockaddr *)&address, sizeof address), argv[1]);
  signal(SIGINT, stop);
  fprintf(stderr, "listening\n");
  for (u32 hand = 0; !isStopped;) {
    struct tpacket_block_desc *block = (void *)(ring + (size_t)hand * BLOCK);
    if (!(__atomic_load_n(&block->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)) {
      poll(NULL, 0, PAUSE_MS);
      continue;
    }
    walk(block);
    __atomic_store_n(&block->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
    hand = (hand + 1) % BLOCKS;
  }
  fprintf(stderr, "%llu frames counted, %llu of them by no flow, %u flows\n", (unsigned long long)frames,
          (unsigned long long)notRead, flowCount);
  return 0;
}
