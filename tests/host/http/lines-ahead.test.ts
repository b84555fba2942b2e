import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { LinesAhead } from "../../../host/http/metrics/lines-ahead.ts";
import type { DeviceReport } from "../../../host/report/devices.ts";
import { Scripted } from "./helper/scripted.ts";

/** Longer than lines are waited for. */
const LATER_MS = 1000;

function linesAhead(t: TestContext, observed = new Scripted()) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const readings: number[] = [];
  const all = new LinesAhead(observed, { read: (traffic) => readings.push(traffic.length) });
  const meet = (device: string) => observed.tell({ kind: "device", device, time: "2026-01-01T00:00:00Z" });
  /** Lets what waits be read. */
  const later = async () => {
    t.mock.timers.tick(LATER_MS);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { all, observed, readings, meet, later };
}

test("devices that come together are read once, where somebody has asked for the page", async (t) => {
  const { all, observed, readings, meet, later } = linesAhead(t);
  meet("02:00:00:00:00:01");
  await later();
  assert.deepEqual(readings, []);

  all.asked();
  meet("02:00:00:00:00:02");
  meet("02:00:00:00:00:03");
  await later();
  const known = observed.deviceReports.length;
  assert.deepEqual(readings, [known]);
  await later();
  assert.deepEqual(readings, [known], "nobody came");

  meet("02:00:00:00:00:04");
  await later();
  assert.deepEqual(readings, [known, known]);
});

test("other events are none of its business", async (t) => {
  const { all, observed, readings, later } = linesAhead(t);
  all.asked();
  observed.tell({ kind: "alert", alert: observed.alertReports[0] });
  await later();
  assert.deepEqual(readings, []);
});

test("what cannot be read is left to the page, and the next device is read again", async (t) => {
  class Ending extends Scripted {
    hasEnded = true;
    override async traffic(): Promise<readonly DeviceReport[]> {
      if (this.hasEnded) throw new Error("tap 0 does not answer");
      return super.traffic();
    }
  }
  const ending = new Ending();
  const { all, readings, meet, later } = linesAhead(t, ending);
  all.asked();
  meet("02:00:00:00:00:01");
  await later();
  assert.deepEqual(readings, []);
  ending.hasEnded = false;
  meet("02:00:00:00:00:02");
  await later();
  assert.equal(readings.length, 1);
});

test("nothing is read once it is closed", async (t) => {
  const { all, readings, meet, later } = linesAhead(t);
  all.asked();
  meet("02:00:00:00:00:01");
  all.close();
  meet("02:00:00:00:00:02");
  await later();
  assert.deepEqual(readings, []);
});
