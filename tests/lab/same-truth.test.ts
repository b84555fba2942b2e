// The same frames by `replay` and through the kernel, the tap and the daemon: the same counters, flows and names.

import assert from "node:assert/strict";
import { basename, join } from "node:path";
import test, { describe } from "node:test";
import { bundleWithoutSystemCalls } from "./bundle.ts";
import { daemonMissing, tapConfig, watchTap } from "./daemon.ts";
import { type EthernetCapture, ethernetCaptures, PHONE_2014, prepareCapture } from "./ethernet-capture.ts";
import { captureOf, dataFrame, type Ends, synFrame } from "./frames.ts";
import { missing } from "./requirements.ts";
import { TAPPED, Tap } from "./tap.ts";
import { assertSame, truthOfDaemon, truthOfReplay } from "./truth.ts";

/** Slow enough that the kernel's backlog (1,000 frames) never fills. */
const GENTLE = 20_000;

const skip = missing("tcpreplay", "tcpdump", "curl") || daemonMissing();
if (skip) console.log(`tests of the same truth skipped: ${skip}`);

interface Conditions {
  readonly workers?: number;
  /** Without it, all frames come from devices as far as the tap can see. */
  readonly isDevice?: (mac: string) => boolean;
  /** Another copy of the program, in a folder. */
  readonly bundleOf?: (folder: string) => string;
}

/** What a daemon says that hears the captures on a cable, as one. */
function heard(sources: readonly string[], conditions?: Conditions) {
  return heardOf((path) => prepareCapture(sources, path), conditions);
}

/** The same of a capture that is written to the path it is given. */
async function heardOf(captureAt: (path: string) => EthernetCapture, conditions: Conditions = {}) {
  const { workers = 1, isDevice, bundleOf } = conditions;
  const tap = new Tap({ mtu: 65_535 });
  try {
    const capture = captureAt(join(tap.folder, "capture.pcap"));
    const replayed = await truthOfReplay(capture);
    const macs = replayed.devices.flatMap(({ device }) => device ?? []);
    const devices = isDevice && macs.filter(isDevice);
    const daemon = await watchTap(tap, tapConfig(tap, { workers }), { bundle: bundleOf?.(tap.folder) });
    await daemon.untilInterface(TAPPED, "capturing");
    await tap.replay(capture, { packetsPerSecond: GENTLE, devices });
    const live = await truthOfDaemon(daemon, capture.frames);
    const status = await daemon.json("status");
    await daemon.stop();
    return { capture, live, replayed, status };
  } finally {
    await tap.close();
  }
}

/** Captures beside a router whose MAC is no device in any of them. */
const BESIDE_ROUTERS =
  /^(phone-2014|iot-sentinel__(D-LinkSiren|WeMo)|ndpi__(alicloud|netease|quic-29|dns_dot)|nfstream__(anydesk|ps_vue)|nku-iot__xiaodu|arkime__tls|zeek__http)/;
/** Of phone-2014. It speaks to groups, so that it counts as a device as well. */
const ROUTER = "94:83:c4:20:14:01";

const DEVICE = "02:00:00:00:00:02";
const GATEWAY = "02:00:00:00:00:01";
/** Longer than all headers together: what is cut behind these holds no name. */
const LONG_PATH = `/${"a".repeat(200)}`;

/** What somebody outside asks a service at home for. */
function visit(): Uint8Array[] {
  const ends: Ends = {
    macs: [GATEWAY, DEVICE],
    addresses: ["113.96.12.80", "192.168.1.50"],
    ports: [50_000, 8080],
  };
  const request = new TextEncoder().encode(`GET ${LONG_PATH} HTTP/1.1\r\nHost: photos.example\r\n\r\n`);
  return [synFrame(ends), dataFrame(ends, request)];
}

describe("a capture on a cable", { skip }, () => {
  test("phone-2014", async () => {
    const { live, replayed, status } = await heard([PHONE_2014]);
    assertSame(live, replayed);
    const { packets, dropped, bytesExact, source } = status.interfaces[0];
    assert.deepEqual([source, packets, dropped, bytesExact], ["afpacket", 1844, 0, true]);
  });

  test("all Ethernet captures, one after the other", async () => {
    const { capture, live, replayed } = await heard(ethernetCaptures());
    console.log(`${capture.frames} frames, ${replayed.flows.length} flows`);
    assertSame(live, replayed);
  });

  test("both directions through two workers: no device is split between them", async () => {
    const sources = ethernetCaptures().filter((path) => BESIDE_ROUTERS.test(basename(path)));
    const { live, replayed, status } = await heard(sources, {
      workers: 2,
      isDevice: (mac) => mac !== ROUTER,
    });
    console.log(`${sources.length} captures, ${replayed.devices.length} devices`);
    assertSame(live, replayed);
    assert.equal(status.flows.open, replayed.flows.length);
    // What the router says to groups is nobody's at home, and may go to either.
    const split = status.devices.known - replayed.devices.length;
    assert.ok(split === 0 || split === 1, `${split}`);
    const [one, other] = status.workers;
    assert.deepEqual([one.rebuilt, other.rebuilt], [0, 0]);
  });

  for (const [way, isDevice] of [
    ["coming in, as on a port that mirrors a LAN", undefined],
    ["going out", (mac: string) => mac === DEVICE],
  ] as const)
    test(`what somebody outside says to a device's service, ${way}`, async () => {
      const { live, replayed } = await heardOf((path) => captureOf(visit(), path), { isDevice });
      assert.deepEqual(
        replayed.flows.map(({ host }) => host),
        ["photos.example"],
      );
      assertSame(live, replayed);
    });

  test("by tcpdump, where no system call can be reached", async () => {
    const { live, replayed, status } = await heard(ethernetCaptures(), {
      workers: 2,
      bundleOf: bundleWithoutSystemCalls,
    });
    assertSame(live, replayed);
    // It cannot share an interface: whatever is asked for, one hears it.
    assert.equal(status.workers.length, 1);
    assert.deepEqual([status.interfaces[0].source, status.interfaces[0].bytesExact], ["tcpdump", false]);
  });
});
