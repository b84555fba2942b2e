// The room that a kernel gives a socket for its filters (net.core.optmem_max): 20 KiB before Linux 6.8, and while one filter
// takes another's place both have to have it.

import assert from "node:assert/strict";
import { join } from "node:path";
import test, { describe } from "node:test";
import { LOCAL_PREFIXES_MAX } from "../../assembly/abi.ts";
import { daemonMissing, tapConfig, watchTap } from "./daemon.ts";
import { captureOf, synFrame } from "./frames.ts";
import { missing } from "./requirements.ts";
import { TAPPED, Tap } from "./tap.ts";

const ROOM_BEFORE_6_8 = 20_480;

const skip = missing("tcpreplay", "curl") || daemonMissing();
if (skip) console.log(`tests of the room for filters skipped: ${skip}`);

/** One network each; `plan` tells those of one configuration from the next one's. */
function prefixes(count: number, plan: number): string[] {
  return Array.from({ length: count }, (_, k) => `2a00:${plan}:${k}:1::/64`);
}

function connection(port: number): Uint8Array {
  return synFrame({
    macs: ["02:00:00:00:00:02", "02:00:00:00:00:01"],
    addresses: ["192.168.1.50", "113.96.12.80"],
    ports: [port, 443],
  });
}

describe("a kernel before 6.8", { skip }, () => {
  test("a household's prefixes change, more of them come than it has room for, and nothing is lost", async () => {
    const tap = new Tap();
    try {
      tap.namespace.sysctl({ "net.core.optmem_max": ROOM_BEFORE_6_8 });
      const configOf = (local: readonly string[]) => tapConfig(tap, { local });
      const daemon = await watchTap(tap, configOf(["192.168.1.0/24", ...prefixes(8, 2014)]));
      await daemon.untilInterface(TAPPED, "capturing");
      const { length } = daemon.log;
      const plans = [
        ["192.168.1.0/24", ...prefixes(8, 2015)],
        prefixes(LOCAL_PREFIXES_MAX, 2016),
        prefixes(LOCAL_PREFIXES_MAX, 2017),
      ];
      for (const [k, plan] of plans.entries()) {
        daemon.reload(configOf(plan));
        await daemon.until("status", ({ local }) => local.includes(plan.at(-1)));
        await daemon.untilInterface(TAPPED, "capturing");
        const capture = captureOf([connection(50_000 + k)], join(tap.folder, `${k}.pcap`));
        await tap.replay(capture);
        const status = await daemon.until("status", ({ frames }) => frames >= k + 1);
        assert.deepEqual([status.frames, status.flows.open, status.workers[0].rebuilt], [k + 1, k + 1, 0]);
      }
      const since = daemon.log.slice(length);
      // The first two plans' filters take the place of those before them; beside the second one there is no room for the third.
      assert.equal(since.match(/interface heard/g)?.length, 1, since);
      assert.doesNotMatch(since, /ENOMEM/);
      await daemon.stop();
    } finally {
      await tap.close();
    }
  });
});
