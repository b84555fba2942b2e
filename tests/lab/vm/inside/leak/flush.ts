import assert from "node:assert/strict";
import { RULESET } from "../../../network.ts";
import { type Expectation, NONE, SOME } from "./leak-table.ts";
import type { Scene } from "./scene.ts";
import type { TestedDaemon } from "./tested-daemon.ts";

/** Frames a second, while nft loads rules. */
const PACKETS_PER_SECOND = 400;

/**
 * Sends while another program flushes all rules. Throws where more came through than the gap that is told had room for, and
 * where the guard is not as it has to be.
 */
export async function sendWhileFlushed(
  { scene, daemon }: { readonly scene: Scene; readonly daemon: TestedDaemon },
  fail: string,
  expected: Expectation,
): Promise<void> {
  const before = await daemon.enforcement();
  let after = before;
  const rows = await scene.send(
    { event: "flush", fail, expected, goodExpected: SOME },
    async (sending) => {
      await sending.until(0.3);
      scene.lab.of("router").runNow(["nft", "-f", "-"], `flush ruleset\n${RULESET}`);
      const { enforcement } = await daemon.last.until(
        "status",
        ({ enforcement }) => enforcement.table.gapSeconds > before.table.gapSeconds,
      );
      after = enforcement;
    },
    {},
    { packetsPerSecond: PACKETS_PER_SECOND },
  );
  const through = rows.reduce((sum, { arrived }) => sum + arrived.packets, 0);
  const gapSeconds = after.table.gapSeconds - before.table.gapSeconds;
  const dropped = after.guard.dropped - before.guard.dropped;
  console.log(
    `flush, fail ${fail}: a gap of ${gapSeconds.toFixed(2)} s, ${dropped} packets dropped by the guard, ${through} of blocked flows through`,
  );
  assert.ok(through <= PACKETS_PER_SECOND * gapSeconds, `${through} packets`);
  assert.equal(after.guard.state, expected === NONE ? "standing" : "off");
  if (expected === NONE) assert.ok(dropped > 0);
}
