// The package's life, in a virtual machine of its own.

import test from "node:test";
import { fileURLToPath } from "node:url";
import { missingForVm } from "../../../router-image/vm/machine/requirements.ts";
import { buildPackages } from "../../router-image/lifecycle/packages.ts";
import { daemonMissing } from "../daemon.ts";
import { runTestsInside } from "./tests-inside.ts";

const LIFE = fileURLToPath(new URL("inside/lifecycle/life.test.ts", import.meta.url));
/** Twice what it takes. */
const TIMEOUT_MS = 1_500_000;

test("the package's life", { skip: missingForVm() || daemonMissing() }, async (t) => {
  // Outside, where it takes seconds.
  buildPackages();
  const { durationMs } = await runTestsInside(t, [LIFE], { timeoutMs: TIMEOUT_MS });
  console.log(`the package's life: ${durationMs} ms`);
});
