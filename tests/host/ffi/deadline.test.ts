// A program that makes no progress is ended, also one that was stopped.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import test from "node:test";
import { fileURLToPath } from "node:url";

const DEADLINE = fileURLToPath(new URL("../../../host/ffi/deadline.ts", import.meta.url));
const IS_LINUX = process.platform === "linux";

/** Runs for longer than it may without a word, putting its end off; then does what `then` says. */
function start(then: string) {
  const program = `
    const { Deadline } = await import(${JSON.stringify(DEADLINE)});
    const deadline = new Deadline();
    deadline.putOff(1);
    const timer = setInterval(() => deadline.putOff(1), 100);
    setTimeout(() => { console.log("alive"); ${then} }, 1500);`;
  return spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

for (const [title, then] of [
  ["is stopped", 'process.kill(process.pid, "SIGSTOP");'],
  ["hangs", "for (;;);"],
] as const)
  test(`a program that ${title} is killed, and not before`, { skip: !IS_LINUX }, async () => {
    const child = start(then);
    let said = "";
    child.stdout.on("data", (octets) => {
      said += octets;
    });
    const [status, signal] = await once(child, "close");
    assert.deepEqual([status, signal, said], [null, "SIGKILL", "alive\n"]);
  });

test("one that gives it up goes on", { skip: !IS_LINUX }, async () => {
  const child = start("clearInterval(timer); deadline.close(); setTimeout(() => {}, 1500);");
  assert.deepEqual(await once(child, "close"), [0, null]);
});
