// The tests that run inside a virtual machine: one whole boot.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { missingForVm } from "../../../router-image/vm/machine/requirements.ts";
import { daemonMissing } from "../daemon.ts";
import { HELPERS } from "./modules.ts";
import { runTestsInside } from "./tests-inside.ts";

const INSIDE = fileURLToPath(new URL("inside", import.meta.url));
/** In the order of their names. */
const FILES = readdirSync(INSIDE)
  .sort()
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => join(INSIDE, name));

/** Three times what it takes where two processors have nothing else to do. */
const TIMEOUT_MS = 2_400_000;

test("inside", { skip: missingForVm() || daemonMissing() }, async (t) => {
  const { durationMs } = await runTestsInside(t, FILES, { modules: HELPERS, timeoutMs: TIMEOUT_MS });
  console.log(`tests inside: ${durationMs} ms`);
});
