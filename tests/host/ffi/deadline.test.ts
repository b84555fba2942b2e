// A program that makes no progress is ended, also one that was stopped.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import test from "node:test";

const DEADLINE = new URL("../../../host/ffi/deadline.ts", import.meta.url).href;
const IS_LINUX = process.platform === "linux";

/** Runs for longer than it may without a word, putting its end off; then does what `then` says. */
function start(then: string) {
  const program = `
    const { Deadline } = await import(${JSON.stringify(DEADLINE)});
    const deadline = Deadline.create();
    deadline.putOff(1);
    const timer = setInterval(() => deadline.putOff(1), 100);
    setTimeout(async () => { console.log("alive"); ${then} }, 1500);`;
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

test("one that is called off goes on, until it is put off again", { skip: !IS_LINUX }, async () => {
  const child = start(
    `clearInterval(timer); deadline.callOff(); setTimeout(() => { console.log("still"); deadline.putOff(1); }, 1500);
     setTimeout(() => {}, 60_000);`,
  );
  let said = "";
  child.stdout.on("data", (octets) => {
    said += octets;
  });
  assert.deepEqual([...(await once(child, "close")), said], [null, "SIGKILL", "alive\nstill\n"]);
});

test("a thread that is ended has put it off, and whoever has created it closes it", {
  skip: !IS_LINUX,
}, async () => {
  const thread = `(async () => {
    // Threads do not have their program's loader.
    (await import(${JSON.stringify(import.meta.resolve("tsx/esm/api"))})).register();
    const { Deadline } = await import(${JSON.stringify(DEADLINE)});
    const { parentPort, workerData } = await import("node:worker_threads");
    Deadline.at(workerData).putOff(1);
    parentPort.postMessage("waits");
    for (;;);
  })();`;
  const child = start(`
    clearInterval(timer);
    deadline.callOff();
    const { Worker } = await import("node:worker_threads");
    const worker = new Worker(${JSON.stringify(thread)}, { eval: true, workerData: deadline.timer });
    worker.on("message", async () => {
      await worker.terminate();
      deadline.close();
      setTimeout(() => {}, 1500);
    });`);
  assert.deepEqual(await once(child, "close"), [0, null]);
});
