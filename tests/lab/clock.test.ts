// A wall clock that is set while frames come. Nobody can set one in a namespace: the daemon's own is off by what a file
// says, and so are the times of its frames, which come by tcpdump.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleWithoutSystemCalls } from "./bundle.ts";
import { daemonMissing, tapConfig, watchTap } from "./daemon.ts";
import { PHONE_2014, prepareCapture } from "./ethernet-capture.ts";
import { missing } from "./requirements.ts";
import { TAPPED, Tap } from "./tap.ts";

const SHIM = new URL("clock-shim.mjs", import.meta.url);
const TCPDUMP = new URL("clock-tcpdump.mjs", import.meta.url);
/** Slow enough that the kernel's backlog (1,000 frames) never fills. */
const GENTLE = 20_000;
/** A router without a battery: six years ago. Then NTP; then somebody sets it back by an hour. */
const OFFSETS_SECONDS = [-200_000_000, 0, -3600];
const MINUTE_MS = 60_000;

interface Flow {
  readonly first: string;
  readonly last: string;
}

const skip = missing("tcpreplay", "tcpdump", "curl") || daemonMissing();
if (skip) console.log(`tests of the clock skipped: ${skip}`);

test("a clock that is set forth and back: flows stay, and are told by the clock as it is now", {
  skip,
}, async () => {
  const tap = new Tap();
  try {
    const file = join(tap.folder, "offset");
    const setClock = (seconds: number): void => writeFileSync(file, String(seconds));
    setClock(OFFSETS_SECONDS[0]);
    const programs = join(tap.folder, "programs");
    mkdirSync(programs);
    const script = `#!/bin/sh\nexec "${process.execPath}" "${fileURLToPath(TCPDUMP)}" "$@"\n`;
    writeFileSync(join(programs, "tcpdump"), script, { mode: 0o755 });
    const { PATH } = tap.namespace.environment();
    const env = {
      PATH: `${programs}:${PATH}`,
      CLOCK_OFFSET: file,
      NODE_OPTIONS: `--import=${pathToFileURL(fileURLToPath(SHIM))}`,
    };
    const daemon = await watchTap(tap, tapConfig(tap), { bundle: bundleWithoutSystemCalls(tap.folder), env });
    await daemon.untilInterface(TAPPED, "capturing");
    const phone = prepareCapture([PHONE_2014], join(tap.folder, "phone.pcap"));
    let uptime = 0;
    for (const [step, offset] of OFFSETS_SECONDS.entries()) {
      setClock(offset);
      if (step > 0) await daemon.program.until(`event="the clock was set" steps=${step}`);
      const isNow = (text: string): boolean =>
        Math.abs(Date.parse(text) - (Date.now() + offset * 1000)) < MINUTE_MS;
      // What was seen before the clock was set, and after it.
      for (const sent of [step, step + 1]) {
        if (sent > step) await tap.replay(phone, { packetsPerSecond: GENTLE });
        const status = await daemon.until("status", ({ frames }) => frames === sent * phone.frames);
        assert.ok(status.uptimeSeconds > uptime && status.uptimeSeconds < 60);
        uptime = status.uptimeSeconds;
        const flows: Flow[] = await daemon.flows();
        assert.equal(flows.length, sent === 0 ? 0 : 93);
        for (const { first, last } of flows)
          assert.ok(isNow(first) && isNow(last) && first <= last, `${first} ${last}`);
      }
    }
    await daemon.stop();
  } finally {
    await tap.close();
  }
});
