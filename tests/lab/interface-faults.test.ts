// Interfaces that come, go, and come back while they are watched. What was counted stays, what is sent to an interface
// that is heard is counted, and whatever the kernel took for a tap was either counted or dropped.

import assert from "node:assert/strict";
import { join } from "node:path";
import test, { describe } from "node:test";
import { bundleWithoutSystemCalls } from "./bundle.ts";
import { daemonMissing, tapConfig, watchLab, watchTap } from "./daemon.ts";
import { PHONE_2014, prepareCapture } from "./ethernet-capture.ts";
import { Lab } from "./lab.ts";
import { missing, missingForLab } from "./requirements.ts";
import type { RunningDaemon } from "./running-daemon.ts";
import { TAPPED, Tap } from "./tap.ts";

/** Slow enough that the kernel's backlog (1,000 frames) never fills. */
const GENTLE = 20_000;
/** Of phone-2014. */
const PHONE_FLOWS = 93;

const skip = missing("tcpreplay", "tcpdump", "curl") || daemonMissing();
if (skip) console.log(`tests of interfaces' faults skipped: ${skip}`);

async function withTap(body: (tap: Tap) => Promise<void>): Promise<void> {
  const tap = new Tap();
  try {
    await body(tap);
  } finally {
    await tap.close();
  }
}

/** Sends phone-2014 once; done when the daemon has counted `before` and that. Returns both. */
async function sendPhone(tap: Tap, daemon: RunningDaemon, before: number): Promise<number> {
  const capture = prepareCapture([PHONE_2014], join(tap.folder, "phone.pcap"));
  await tap.replay(capture, { packetsPerSecond: GENTLE });
  await daemon.until("status", ({ frames }) => frames === before + capture.frames);
  return before + capture.frames;
}

/** Ends the daemon and sees that it counted whatever the kernel took for it. */
async function assertNothingLost(daemon: RunningDaemon): Promise<void> {
  const { interfaces, frames } = await daemon.json("status");
  const [{ packets, dropped }] = interfaces;
  assert.equal(packets - dropped, frames);
  const { status } = await daemon.stop();
  assert.equal(status, 0);
  assert.match(daemon.log, new RegExp(`event=stopped frames=${frames} `));
}

describe("an interface", { skip, concurrency: 3 }, () => {
  for (const workers of [1, 2])
    test(`that is not there yet, goes, and comes back under another index (${workers} workers)`, () =>
      withTap(async (tap) => {
        tap.cut();
        const daemon = await watchTap(tap, tapConfig(tap, { workers }));
        assert.deepEqual(await daemon.interface(TAPPED), {
          name: TAPPED,
          state: "absent",
          packets: 0,
          dropped: 0,
        });
        let counted = 0;
        for (let round = 0; round < 2; round++) {
          tap.lay();
          await daemon.untilInterface(TAPPED, "capturing");
          counted = await sendPhone(tap, daemon, counted);
          tap.cut();
          await daemon.untilInterface(TAPPED, "absent");
        }
        // They were not forgotten with the interface. Two workers may have divided the devices otherwise.
        const { flows } = await daemon.json("status");
        if (workers === 1) assert.equal(flows.open, PHONE_FLOWS);
        await assertNothingLost(daemon);
      }));

  test("that goes while frames come", () =>
    withTap(async (tap) => {
      const daemon = await watchTap(tap);
      await daemon.untilInterface(TAPPED, "capturing");
      for (let round = 0; round < 3; round++) {
        const before = (await daemon.json("status")).frames;
        const flood = tap.start(["tcpreplay", "-i", "send0", "--pps=50000", "--loop=0", PHONE_2014]);
        await daemon.until("status", ({ frames }) => frames > before + 5000);
        tap.cut();
        await flood.stop();
        await daemon.untilInterface(TAPPED, "absent");
        tap.lay();
        await daemon.untilInterface(TAPPED, "capturing");
      }
      await sendPhone(tap, daemon, (await daemon.json("status")).frames);
      await assertNothingLost(daemon);
    }));

  test("whose link goes down and up while frames come", () =>
    withTap(async (tap) => {
      const daemon = await watchTap(tap);
      await daemon.untilInterface(TAPPED, "capturing");
      const flood = tap.start(["tcpreplay", "-i", "send0", "--pps=20000", "--loop=0", PHONE_2014]);
      await daemon.until("status", ({ frames }) => frames > 5000);
      tap.namespace.ip(`link set ${TAPPED} down`);
      await daemon.untilInterface(TAPPED, "down");
      await flood.stop();
      tap.namespace.ip(`link set ${TAPPED} up`);
      await daemon.untilInterface(TAPPED, "capturing");
      await sendPhone(tap, daemon, (await daemon.json("status")).frames);
      await assertNothingLost(daemon);
    }));

  test("whose link goes down and up, and which goes, under tcpdump", () =>
    withTap(async (tap) => {
      const daemon = await watchTap(tap, tapConfig(tap), { bundle: bundleWithoutSystemCalls(tap.folder) });
      await daemon.untilInterface(TAPPED, "capturing");
      let counted = await sendPhone(tap, daemon, 0);
      tap.namespace.ip(`link set ${TAPPED} down`);
      await daemon.until("status", ({ interfaces }) => interfaces[0].state !== "capturing");
      tap.namespace.ip(`link set ${TAPPED} up`);
      await daemon.untilInterface(TAPPED, "capturing");
      counted = await sendPhone(tap, daemon, counted);
      tap.cut();
      await daemon.untilInterface(TAPPED, "absent");
      tap.lay();
      await daemon.untilInterface(TAPPED, "capturing");
      await sendPhone(tap, daemon, counted);
      await daemon.stop();
    }));
});

describe("br-lan", { skip: skip || missingForLab() }, () => {
  test("that is made anew, with traffic on it", async () => {
    const lab = await Lab.create();
    try {
      const daemon = await watchLab(lab);
      await daemon.untilInterface("br-lan", "capturing");
      const ping = lab.start("client1", ["ping", "-q", "-i", "0.01", "192.168.1.1"]);
      await daemon.until("status", ({ frames }) => frames > 50);
      const router = lab.of("router");
      const { address } = router.links().find(({ ifname }) => ifname === "br-lan")!;
      router.ip("link del br-lan");
      await daemon.untilInterface("br-lan", "absent");
      router.ip(
        `link add br-lan address ${address} type bridge stp_state 0 forward_delay 0`,
        "addr add 192.168.1.1/24 dev br-lan",
        "link set lan1 master br-lan",
        "link set br-lan up",
      );
      await daemon.untilInterface("br-lan", "capturing");
      const { frames } = await daemon.json("status");
      await daemon.until("status", (now) => now.frames > frames + 50);
      await ping.stop("SIGINT");
      const { status } = await daemon.stop();
      assert.equal(status, 0);
    } finally {
      await lab.close();
    }
  });
});
