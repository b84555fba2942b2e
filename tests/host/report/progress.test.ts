import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { Progress } from "../../../host/report/progress.ts";

/** A progress bar that writes to a list, and its clock in milliseconds. */
function watched(context: TestContext, size: number | undefined) {
  const clock = { now: 0 };
  context.mock.method(performance, "now", () => clock.now);
  const written: string[] = [];
  return { clock, written, progress: new Progress(size, (text) => written.push(text)) };
}

test("short work shows no bar, and clears none", (context) => {
  const { clock, written, progress } = watched(context, 1000);
  clock.now = 300;
  progress.show(500);
  progress.clear();
  assert.deepEqual(written, []);
});

test("longer work shows how far it is, now and then, and leaves nothing", (context) => {
  const { clock, written, progress } = watched(context, 1000);
  clock.now = 500;
  progress.show(500);
  clock.now = 550;
  progress.show(600);
  clock.now = 650;
  progress.show(2000);
  progress.clear();
  assert.deepEqual(written, [
    `\r${"█".repeat(15)}${"░".repeat(15)} 50 % of 1.00 kB\x1b[K`,
    `\r${"█".repeat(30)} 100 % of 1.00 kB\x1b[K`,
    "\r\x1b[K",
  ]);
});

test("a pipe shows how much was read", (context) => {
  const { clock, written, progress } = watched(context, undefined);
  clock.now = 500;
  progress.show(1_500_000);
  assert.deepEqual(written, ["\r1.50 MB read\x1b[K"]);
});
