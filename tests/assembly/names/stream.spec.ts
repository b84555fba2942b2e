import { Flow, flowAt } from "../../../assembly/flow/flow";
import { holdStream, letGo, streamOf, streamsEvicted } from "../../../assembly/names/holding";
import { NAMING_DNS_TCP, NAMING_DONE, NAMING_MASK, NAMING_TCP } from "../../../assembly/names/state";
import {
  consume,
  contiguousSize,
  insert,
  NO_STREAM,
  octetsOf,
  STREAM_SIZE,
  Stream,
  start,
  streamAt,
  streamsMax,
} from "../../../assembly/names/stream";
import { random, seed } from "../helper/mutation";

const STREAMS: i32 = 300;
const SEGMENTS: i32 = 60;
const SEGMENT_MAX: u32 = 80;
/** Ranges that a stream keeps apart. */
const RANGES_MAX: u32 = 64;

/** The model: of each octet from the base on whether it has come, and which it was. */
const hasCome: usize = memory.data(STREAM_SIZE);
const octets: usize = memory.data(STREAM_SIZE);
const segment: usize = memory.data(SEGMENT_MAX + 16);

function runs(): u32 {
  let count: u32 = 0;
  for (let k: u32 = 0; k < STREAM_SIZE; k++)
    if (load<u8>(hasCome + k) && (k == 0 || !load<u8>(hasCome + k - 1))) count++;
  return count;
}

/** Whether [from, to) lies in no run and touches none. */
function isApart(from: u32, to: u32): bool {
  const behind = min(to + 1, STREAM_SIZE);
  for (let k: u32 = from == 0 ? 0 : from - 1; k < behind; k++) if (load<u8>(hasCome + k)) return false;
  return true;
}

/** Inserts so many octets at an offset from the base, in the model as well. */
function put(stream: Stream, offset: i32, size: u32, value: u8): void {
  for (let k: u32 = 0; k < size; k++) store<u8>(segment + k, value + <u8>k);
  const from = max(offset, 0);
  const end = offset + <i32>size;
  const to = min(end, <i32>STREAM_SIZE);
  let wanted = end <= <i32>STREAM_SIZE && (from < <i32>STREAM_SIZE || end <= 0);
  if (from < to) {
    if (isApart(from, to) && runs() == RANGES_MAX) wanted = false;
    else
      for (let k = from; k < to; k++) {
        if (load<u8>(hasCome + k)) continue;
        store<u8>(hasCome + k, 1);
        store<u8>(octets + k, value + <u8>(k - offset));
      }
  }
  const done = insert(stream, stream.base + <u32>offset, segment, segment + size);
  const what = offset.toString() + " + " + size.toString();
  assert(done == wanted, "insert " + what);
  agrees(stream, what);
}

function agrees(stream: Stream, what: string): void {
  let size: u32 = 0;
  while (size < STREAM_SIZE && load<u8>(hasCome + size)) size++;
  assert(contiguousSize(stream) == size, "size after " + what);
  assert(memory.compare(octetsOf(stream), octets, size) == 0, "octets after " + what);
  assert(stream.rangeCount <= RANGES_MAX, "ranges after " + what);
}

function fresh(base: u32): Stream {
  memory.fill(hasCome, 0, STREAM_SIZE);
  const stream = start(1, 0, true, base, NO_STREAM);
  letGo(flowAt(0));
  return stream;
}

function isIn(flow: Flow, stream: Stream): bool {
  return streamOf(flow, true) === stream || streamOf(flow, false) === stream;
}

function heldCount(): u32 {
  let count: u32 = 0;
  for (let number: u32 = 1; number <= streamsMax; number++) if (streamAt(number).isHeld) count++;
  return count;
}

describe("a stream", () => {
  it("agrees with a plain map of octets", () => {
    seed(4);
    for (let round = 0; round < STREAMS; round++) {
      // Some wrap around, all of them at other places.
      const stream = fresh(round % 3 == 0 ? 0 - random(400) : random(u32.MAX_VALUE));
      const span: u32 = round % 2 == 0 ? 300 : 2000;
      for (let k = 0; k < SEGMENTS; k++) {
        const size = 1 + random(SEGMENT_MAX);
        const value = <u8>random(256);
        switch (random(12)) {
          case 0:
            put(stream, <i32>STREAM_SIZE - <i32>random(200) + 60, size, value);
            break;
          case 1:
            put(stream, -(<i32>random(120)), size, value);
            break;
          case 2:
            put(stream, <i32>contiguousSize(stream), size, value);
            break;
          default:
            put(stream, <i32>random(span), size, value);
        }
      }
    }
    expect(true).toBe(true);
  });

  it("gives up its first octets", () => {
    seed(5);
    for (let round = 0; round < STREAMS; round++) {
      const stream = fresh(0 - random(600));
      let base = stream.base;
      for (let k = 0; k < SEGMENTS; k++) {
        put(stream, <i32>random(200) - 20, 1 + random(SEGMENT_MAX), <u8>random(256));
        if (random(4) != 0) continue;
        const size = random(contiguousSize(stream) + 1);
        consume(stream, size);
        base += size;
        assert(stream.base == base, "base");
        memory.copy(hasCome, hasCome + size, STREAM_SIZE - size);
        memory.fill(hasCome + STREAM_SIZE - size, 0, size);
        memory.copy(octets, octets + size, STREAM_SIZE - size);
        agrees(stream, "consuming " + size.toString());
      }
    }
    expect(true).toBe(true);
  });

  it("holds so many ranges apart, and goes on when they have grown together", () => {
    const stream = fresh(0);
    for (let k: u32 = 0; k < RANGES_MAX; k++) put(stream, <i32>k * 10 + 5, 2, 1);
    expect(stream.rangeCount).toBe(RANGES_MAX);
    put(stream, 500, 1, 1);
    put(stream, 0, 1, 1);
    expect(stream.rangeCount).toBe(RANGES_MAX);
    put(stream, 7, 8, 1);
    expect(stream.rangeCount).toBe(RANGES_MAX - 1);
    put(stream, 0, 1, 1);
    for (let at: u32 = 0; at < RANGES_MAX * 10; at += SEGMENT_MAX) put(stream, <i32>at, SEGMENT_MAX, 9);
    expect(stream.rangeCount).toBe(1);
    expect(contiguousSize(stream)).toBe(RANGES_MAX * 10);
  });

  it("holds its whole size, and not an octet more", () => {
    const stream = fresh(0xffffff00);
    for (let k: i32 = 0; k < <i32>STREAM_SIZE; k += 80) put(stream, k, 80, <u8>k);
    expect(contiguousSize(stream)).toBe(STREAM_SIZE);
    expect(insert(stream, stream.base + STREAM_SIZE, segment, segment + 1)).toBe(false);
    expect(insert(stream, stream.base + STREAM_SIZE - 1, segment, segment + 1)).toBe(true);
    expect(insert(stream, stream.base + STREAM_SIZE - 1, segment, segment + 2)).toBe(false);
    expect(insert(stream, stream.base - 1, segment, segment + 1)).toBe(true);
    consume(stream, STREAM_SIZE);
    expect(contiguousSize(stream)).toBe(0);
    expect(stream.rangeCount).toBe(0);
  });
});

describe("the pool of streams", () => {
  it("takes a place from another flow only when all are held", () => {
    for (let number: u32 = 1; number <= streamsMax; number++) streamAt(number).isHeld = false;
    for (let k: u32 = 0; k < streamsMax; k++) {
      const flow = flowAt(k);
      flow.naming = NAMING_TCP;
      flow.stream = <u16>NO_STREAM;
      holdStream(flow, true, 0);
    }
    expect(streamsEvicted).toBe(0);
    expect(heldCount()).toBe(streamsMax);
    for (let k: u32 = 0; k < streamsMax; k++) assert(streamOf(flowAt(k), true) != null, "its own");

    const flow = flowAt(streamsMax);
    flow.naming = NAMING_TCP;
    const stream = holdStream(flow, true, 0);
    expect(streamsEvicted).toBe(1);
    let losers = 0;
    for (let k: u32 = 0; k < streamsMax; k++) {
      const other = flowAt(k);
      assert((other.stream == NO_STREAM) == (other.naming == NAMING_DONE), "done without its stream");
      if (other.naming == NAMING_DONE) losers++;
      assert(!isIn(other, stream), "a stream of two flows");
    }
    expect(losers).toBe(1);
    expect(isIn(flow, stream)).toBe(true);
    for (let k: u32 = 0; k <= streamsMax; k++) letGo(flowAt(k));
    expect(heldCount()).toBe(0);
  });

  it("frees both streams of a flow together", () => {
    for (let k: u32 = 0; k < streamsMax / 2; k++) {
      const flow = flowAt(k);
      flow.naming = NAMING_TCP;
      const up = holdStream(flow, true, 1);
      const down = holdStream(flow, false, 2);
      assert(streamOf(flow, true) === up && streamOf(flow, false) === down, "each direction its own");
    }
    expect(heldCount()).toBe(streamsMax);
    const before = streamsEvicted;
    holdStream(flowAt(10), true, 0);
    expect(streamsEvicted).toBe(before + 1);
    expect(heldCount()).toBe(streamsMax - 1);
    holdStream(flowAt(11), true, 0);
    expect(streamsEvicted).toBe(before + 1);
    expect(heldCount()).toBe(streamsMax);
    for (let k: u32 = 0; k < 12; k++) letGo(flowAt(k));
    expect(heldCount()).toBe(0);
  });

  it("leaves a DNS connection what it is, even one that takes a place from itself", () => {
    const dns = flowAt(0);
    let fromItself = 0;
    // The hand goes on to the next place each turn, once to its own first.
    for (let turn: u32 = 0; turn < 2 * streamsMax; turn++) {
      dns.naming = NAMING_DNS_TCP;
      holdStream(dns, true, 0);
      for (let k: u32 = 1; k < streamsMax; k++) {
        flowAt(k).naming = NAMING_TCP;
        holdStream(flowAt(k), true, 0);
      }
      const down = holdStream(dns, false, 0);
      assert((dns.naming & NAMING_MASK) == NAMING_DNS_TCP, "no DNS connection");
      assert(streamOf(dns, false) === down, "another stream");
      if (streamOf(dns, true) == null) fromItself++;
      assert(heldCount() == streamsMax, "held");
      for (let k: u32 = 0; k < streamsMax; k++) letGo(flowAt(k));
      assert(heldCount() == 0, "not given back");
    }
    expect(fromItself).toBeGreaterThan(0);
  });
});
