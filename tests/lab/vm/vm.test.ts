// The virtual machine itself, and the tests that run inside: two boots in all.

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { describe } from "node:test";
import { fileURLToPath } from "node:url";
import { daemonMissing } from "../daemon.ts";
import { ROOT } from "../namespace.ts";
import { missingForVm } from "./requirements.ts";
import { runTestsInside } from "./tests-inside.ts";
import { SHARED, Vm } from "./vm.ts";

const INSIDE = fileURLToPath(new URL("inside", import.meta.url));

/** All of them, in the order of their names. */
const FILES = readdirSync(INSIDE)
  .sort()
  .filter((name) => name.endsWith(".test.ts"));

const TESTS_TIMEOUT_MS = 170_000;

const skip = missingForVm();
if (skip) console.log(`tests of the virtual machine skipped: ${skip}`);

describe("a virtual machine", { skip }, () => {
  test("boots, runs a command, gives back what it left, and powers off", async () => {
    const mark = join(ROOT, "build/written-inside");
    const look = `uname -r; ls /sys/class/net; touch ${mark}; ls ${mark}; echo loss >&2`;
    const leave = `printf '\\0\\377' > ${SHARED}/octets; exit 7`;
    const ended = await Vm.run(["sh", "-c", `${look}; ${leave}`], {
      modules: ["nft_queue"],
      timeoutMs: 60_000,
    });
    console.log(`virtual machine: ${ended.durationMs} ms from its start until it was off`);
    assert.match(ended.stdout, new RegExp(`^6\\.\\S+\\nlo\\n${mark}\\n$`));
    assert.equal(ended.stderr, "loss\n");
    assert.equal(ended.status, 7);
    assert.deepEqual([...ended.files], [["octets", Buffer.from([0, 255])]]);
    assert.ok(!existsSync(mark), "what is written inside stays there");
  });

  test("is ended where it takes too long, and leaves nothing", async () => {
    const vm = await Vm.start(["sleep", "600"], { timeoutMs: 200 });
    await assert.rejects(vm.ended(), /ended by SIGKILL/);
    await vm.close();
    assert.deepEqual(
      readdirSync(tmpdir()).filter((name) => name.startsWith(`btlab-${process.pid}.`)),
      [],
    );
  });
});

test("inside", { skip: skip || daemonMissing() }, async (t) => {
  const files = FILES.map((name) => join(INSIDE, name));
  const { durationMs } = await runTestsInside(t, files, { timeoutMs: TESTS_TIMEOUT_MS });
  console.log(`tests inside: ${durationMs} ms`);
});
