// More devices and flows than any table holds: memory stays where it was, what was not kept is counted, and the sums are
// still those of all frames.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test, { describe } from "node:test";
import { daemonMissing, tapConfig, watchTap } from "./daemon.ts";
import { captureOf, type Ends, synFrame } from "./frames.ts";
import { missing } from "./requirements.ts";
import type { RunningDaemon } from "./running-daemon.ts";
import { TAPPED, Tap } from "./tap.ts";

/** The tables' own (ARCHITECTURE.md). */
const DEVICES_MAX = 1023;
const FLOWS_MAX = 65_536;
/** Of one worker with every table full, and after all that was asked. */
const RESIDENT_MAX_MB = 140;
/** Of /metrics. */
const METRICS_SIZE_MAX = 500_000;

const skip = missing("tcpreplay", "curl") || daemonMissing();
if (skip) console.log(`tests of floods skipped: ${skip}`);

const SYN: Ends = {
  macs: ["02:00:00:00:00:00", "06:00:00:00:00:01"],
  addresses: ["192.168.1.50", "1.0.0.0"],
  ports: [40_000, 443],
};

/** From as many devices, to a few countries each. It is one frame that changes. */
function* fromDevices(count: number): Generator<Uint8Array> {
  const frame = synFrame(SYN);
  const view = new DataView(frame.buffer);
  for (let k = 0; k < count; k++)
    for (const network of [12, 91, 113]) {
      view.setUint32(8, k);
      view.setUint32(26, (10 << 24) | k);
      view.setUint32(30, ((network << 24) | (96 << 16)) + k);
      yield frame;
    }
}

/** From one device, to as many addresses all over the world; one frame as well. */
function* scan(count: number): Generator<Uint8Array> {
  const frame = synFrame(SYN);
  const view = new DataView(frame.buffer);
  const step = Math.floor((223 * 2 ** 24) / count);
  for (let k = 0; k < count; k++) {
    view.setUint32(30, 2 ** 24 + k * step);
    yield frame;
  }
}

interface Volume {
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly packetsUp: number;
  readonly packetsDown: number;
}

function sumOf(list: readonly Volume[]): { bytes: number; frames: number } {
  return {
    bytes: list.reduce((sum, { bytesUp, bytesDown }) => sum + bytesUp + bytesDown, 0),
    frames: list.reduce((sum, { packetsUp, packetsDown }) => sum + packetsUp + packetsDown, 0),
  };
}

/** Once all that came was counted or dropped; whichever way it is summed, it is the same. Returns the status. */
async function assertSums(tap: Tap, daemon: RunningDaemon) {
  const { received } = tap.counters(TAPPED);
  const status = await daemon.until(
    "status",
    ({ frames, interfaces: [{ dropped }] }) => frames + dropped === received.packets,
    60_000,
  );
  const { frames, bytes } = status;
  const { countries } = await daemon.json("countries");
  assert.deepEqual(sumOf(countries), { frames, bytes });
  const devices: { countries: Volume[] }[] = [];
  let total = 1;
  while (devices.length < total) {
    const page = await daemon.json(`devices?limit=1000&offset=${devices.length}`);
    devices.push(...page.devices);
    total = page.total;
  }
  assert.deepEqual(sumOf(devices.flatMap((device) => device.countries)), { frames, bytes });
  return status;
}

/** Of the process (proc(5)). */
interface Memory {
  readonly residentMB: number;
  /** Without what files hold: heaps, the classifier's memory, the ring. */
  readonly ownMB: number;
}

function memoryOf({ program: { pid } }: RunningDaemon): Memory {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const [resident, file] = ["VmRSS", "RssFile"].map((key) => {
    const [, size] = new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)!;
    return Number(size) / 1024;
  });
  return { residentMB: Math.round(resident), ownMB: Math.round(resident - file) };
}

function assertBounded(before: Memory, after: Memory, what: string): void {
  const text = `${before.residentMB} MB resident (own ${before.ownMB}), after ${what} ${after.residentMB} (own ${after.ownMB})`;
  console.log(text);
  assert.ok(after.residentMB < RESIDENT_MAX_MB, text);
}

async function flooded(body: (tap: Tap, daemon: RunningDaemon) => Promise<void>): Promise<void> {
  const tap = new Tap();
  try {
    const config = { ...tapConfig(tap), country: [{ codes: ["CN"], action: "alert" }] };
    const daemon = await watchTap(tap, config);
    await daemon.untilInterface(TAPPED, "capturing");
    await body(tap, daemon);
    assert.equal((await daemon.stop()).status, 0);
  } finally {
    await tap.close();
  }
}

describe("a flood", { skip }, () => {
  test("of 10,000 devices", () =>
    flooded(async (tap, daemon) => {
      const before = memoryOf(daemon);
      const capture = captureOf(fromDevices(10_000), join(tap.folder, "devices.pcap"));
      await tap.replay(capture, { packetsPerSecond: 50_000 });
      const { devices, interfaces } = await assertSums(tap, daemon);
      assert.equal(interfaces[0].dropped, 0);
      assert.equal(devices.known, DEVICES_MAX);
      assert.equal(devices.refused, 3 * (10_000 - DEVICES_MAX));
      const { body } = await daemon.ask("/metrics");
      assert.ok(body.length < METRICS_SIZE_MAX, `/metrics has ${body.length} octets`);
      assertBounded(before, memoryOf(daemon), "10,000 devices");
    }));

  test("of a million flows", () =>
    flooded(async (tap, daemon) => {
      const before = memoryOf(daemon);
      const capture = captureOf(scan(1_000_000), join(tap.folder, "scan.pcap"));
      const { packets, seconds } = await tap.replay(capture);
      const status = await assertSums(tap, daemon);
      const [{ dropped }] = status.interfaces;
      assert.equal(status.flows.open, FLOWS_MAX);
      assert.equal(status.flows.evicted, status.frames - FLOWS_MAX);
      assert.equal((await daemon.json("flows?limit=1000")).total, FLOWS_MAX);
      assertBounded(before, memoryOf(daemon), "a million flows");
      console.log(
        `${Math.round(packets / seconds / 1000)} kpps: ${dropped} dropped, ${status.eventsNotSent} events not told`,
      );
      const { alerts } = await daemon.json("alerts");
      assert.equal(alerts.length, 1);
    }));
});
