// Lookups of reference.c in the country-table image; assembly/geo/image.ts draws it, ipv4.ts and ipv6.ts are the
// originals.

#include <stdint.h>
#include <string.h>

enum { ROOT4 = 256, ROOT6 = 262400, ANSWER_FLIP = 1 };
enum { ANSWER_EXACT = 0x100, ANSWER_6TO4 = 0x200, ANSWER_NAT64 = 0x300 };
enum { SECTIONS_AT = 56, EXACT_HIGH = 3, EXACT_LOW = 4, EXACT_FIRST = 5, EXACT_ANSWER = 6 };

static inline uint16_t get16(const uint8_t *at) { uint16_t v; memcpy(&v, at, 2); return v; }
static inline uint32_t get32(const uint8_t *at) { uint32_t v; memcpy(&v, at, 4); return v; }
static inline uint64_t get64(const uint8_t *at) { uint64_t v; memcpy(&v, at, 8); return v; }

static inline uint32_t run4(const uint8_t *image, uint32_t word, uint32_t cell) {
  const uint8_t *at = image + 16ull * word;
  uint32_t run = get32(at + 8) + __builtin_popcountll(get64(at) << (~cell & 63));
  return get16(image + 2ull * run) ^ ANSWER_FLIP;
}

static inline uint32_t answer4(const uint8_t *image, uint32_t address) {
  uint32_t node = get32(image + ROOT4 + (address >> 16) * 4);
  uint32_t cell = (address & 0xffff) >> (node & 31), word = (node >> 5) + (cell >> 6);
  uint32_t answer = run4(image, word, cell);
  uint32_t division = answer >> 8;
  if ((answer & 0xff) || !division) return answer;
  uint32_t first = get32(image + 16ull * word + 12) + division;
  uint32_t inner = (address & 0xff) >> (get32(image + 16ull * first + 12) & 31);
  return run4(image, first + (inner >> 6), inner);
}

static inline const uint8_t *section(const uint8_t *image, int number) {
  return image + get32(image + SECTIONS_AT + number * 8);
}

/** Index of the last of the ascending u64 in [from, to) that is not above `key`; `from` if all are. */
static inline uint32_t lastNotAbove(const uint8_t *keys, uint32_t from, uint32_t to, uint64_t key) {
  while (from + 1 < to) {
    uint32_t middle = from + ((to - from) >> 1);
    if (get64(keys + 8ull * middle) <= key) from = middle;
    else to = middle;
  }
  return from;
}

static uint32_t answerExact(const uint8_t *image, uint64_t high, uint64_t low) {
  const uint8_t *highs = section(image, EXACT_HIGH), *highsEnd = image + get32(image + SECTIONS_AT + EXACT_HIGH * 8 + 4);
  uint32_t half = lastNotAbove(highs, 0, (highsEnd - highs) / 8, high);
  const uint8_t *firsts = section(image, EXACT_FIRST) + 4ull * half;
  uint32_t edge = lastNotAbove(section(image, EXACT_LOW), get32(firsts), get32(firsts + 4), low);
  return get16(section(image, EXACT_ANSWER) + 2ull * edge) ^ ANSWER_FLIP;
}

static inline uint32_t answer6(const uint8_t *image, uint64_t high, uint64_t low) {
  uint32_t cell = get32(image + ROOT6 + (high >> 48) * 4);
  while (cell >> 31) cell = get32(image + 4ull * (((cell >> 6) + (uint32_t)(high >> (cell & 63))) & 0x1ffffff));
  uint64_t key = high << 16 | 0xffff;
  const uint8_t *entry = image + 8ull * cell;
  for (int step = 8; step; step /= 2) entry += get64(entry + 8 * step) <= key ? 8 * step : 0;
  uint32_t answer = get16(entry) ^ ANSWER_FLIP;
  if (answer == ANSWER_EXACT) answer = answerExact(image, high, low);
  if (answer == ANSWER_6TO4) return answer4(image, (uint32_t)(high >> 16));
  if (answer == ANSWER_NAT64) return answer4(image, (uint32_t)low);
  return answer;
}
