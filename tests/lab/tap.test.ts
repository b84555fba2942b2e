import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import test, { describe } from "node:test";
import { captureFolder, root } from "../differential/shared.ts";
import { ethernetCaptures, extendCapture, PHONE_2014, prepareCapture } from "./ethernet-capture.ts";
import { missing } from "./requirements.ts";
import { SENDER, TAPPED, Tap } from "./tap.ts";

/** Slow enough that the kernel's backlog (1,000 frames) never fills. */
const GENTLE = 20_000;

const skip = missing("tcpreplay", "tcpdump");
if (skip) console.log(`tests of the lab's tap skipped: ${skip}`);

async function withTap(mtu: number | undefined, body: (tap: Tap) => Promise<void>): Promise<void> {
  const tap = new Tap({ mtu });
  try {
    await body(tap);
  } finally {
    await tap.close();
  }
}

describe("a cable to tap", { skip }, () => {
  test("a capture arrives whole, and nothing else does", () =>
    withTap(undefined, async (tap) => {
      const capture = prepareCapture([PHONE_2014], join(tap.folder, "phone.pcap"));
      assert.deepEqual([capture.frames, capture.bytes, capture.leftOut], [1844, 947_598, 0]);
      const recorded = join(tap.folder, "recorded.pcap");
      // Room for all of it: tcpdump must not be the one that loses a frame.
      const room = ["-B", "16384", "-s", "2048"];
      const options = ["-i", TAPPED, "-Z", "root", "--immediate-mode", "-U", ...room, "-w", recorded];
      const tcpdump = tap.start(["tcpdump", ...options]);
      await tcpdump.until("listening on");
      const replayed = await tap.replay(capture, { packetsPerSecond: GENTLE });
      assert.equal(replayed.packets, capture.frames);
      // What it has not read yet when it is stopped would be lost.
      await tap.waitFor(
        () => statSync(recorded).size >= statSync(capture.path).size,
        "all frames in the file",
      );
      await tcpdump.stop("SIGINT");
      const whole = { packets: capture.frames, bytes: capture.bytes, dropped: 0 };
      assert.deepEqual(tap.counters(SENDER).sent, whole);
      assert.deepEqual(tap.counters(TAPPED).received, whole);
      assert.equal(tap.counters(TAPPED).sent.packets, 0);
      assert.deepEqual(framesIn(recorded), framesIn(capture.path));
    }));

  test("at top speed, again and again: what was sent and what was dropped are all of it", () =>
    withTap(undefined, async (tap) => {
      const capture = prepareCapture([PHONE_2014], join(tap.folder, "phone.pcap"));
      const { packets, seconds } = await tap.replay(capture, { loop: 20 });
      console.log(`tcpreplay: ${Math.round(packets / seconds / 1000)} kpps`);
      const { sent } = tap.counters(SENDER);
      assert.equal(sent.packets + sent.dropped, packets);
      assert.equal(tap.counters(TAPPED).received.packets, sent.packets);
    }));

  test("a capture is extended to a number of frames, each lap changed", () =>
    withTap(undefined, async (tap) => {
      const capture = prepareCapture([PHONE_2014], join(tap.folder, "phone.pcap"));
      const path = join(tap.folder, "long.pcap");
      const long = extendCapture(capture, 5000, path, (frame, lap) => {
        frame[0] = lap;
      });
      assert.equal(long.frames, 5000);
      const [before, after] = [capture.path, path].map(framesIn);
      for (const [number, frame] of after.entries()) {
        const expected = Buffer.from(before[number % before.length]);
        expected[0] = Math.floor(number / before.length);
        assert.deepEqual(frame, expected);
      }
    }));

  test("every Ethernet capture can be sent", { skip: missingShared() }, () =>
    withTap(65_535, async (tap) => {
      const sources = ethernetCaptures();
      assert.ok(sources.length > 30, `${sources.length} captures`);
      const capture = prepareCapture(sources, join(tap.folder, "all.pcap"));
      assert.ok(capture.leftOut > 0, "some are cut");
      await tap.replay(capture, { packetsPerSecond: GENTLE });
      assert.equal(tap.counters(TAPPED).received.bytes, capture.bytes);
      console.log(
        `${sources.length} captures: ${capture.frames} frames, ${capture.leftOut} left out, MTU ${capture.mtu}`,
      );
    }),
  );
});

test("what is no Ethernet capture is refused", () => {
  const sources = [join(root, "package.json")];
  assert.throws(() => prepareCapture(sources, "/dev/null"), /package\.json is no capture of Ethernet frames/);
});

function missingShared(): string | false {
  return ethernetCaptures().length > 1 ? false : `there is no ${captureFolder}`;
}

/** Of a little-endian pcap file. */
function framesIn(path: string): Buffer[] {
  const content = readFileSync(path);
  const frames: Buffer[] = [];
  for (let at = 24; at < content.length; ) {
    const captured = content.readUInt32LE(at + 8);
    frames.push(content.subarray(at + 16, at + 16 + captured));
    at += 16 + captured;
  }
  return frames;
}
