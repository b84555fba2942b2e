import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { quoted } from "./quoted.ts";
import type { Told } from "./reporter.ts";
import { Vm, type VmEnded, type VmOptions } from "./vm.ts";

const REPORTER = fileURLToPath(new URL("reporter.ts", import.meta.url));

/**
 * Runs test files in one virtual machine, one after the other; each of their tests is one of `t`, told as soon as it
 * has ended. Fails where none was told, or one was not told to its end.
 */
export async function runTestsInside(
  t: TestContext,
  files: readonly string[],
  options?: VmOptions,
): Promise<VmEnded> {
  const vm = await Vm.start(["sh", "-c", scriptOf(files)], options);
  try {
    let count = 0;
    for await (const line of vm.lines()) {
      const told: Told = JSON.parse(line);
      if ("said" in told) {
        process.stdout.write(told.said);
        continue;
      }
      count++;
      await t.test(told.name, ({ skip }) => {
        if (told.skip) skip(typeof told.skip === "string" ? told.skip : undefined);
        if (told.error !== undefined) assert.fail(told.error);
      });
    }
    const ended = await vm.ended();
    assert.ok(count > 0, `no test ran inside: ${ended.stderr}`);
    assert.equal(ended.status, 0, ended.stderr);
    return ended;
  } finally {
    await vm.close();
  }
}

/** Without --test, which is one process more that takes seconds to start inside. */
function scriptOf(files: readonly string[]): string {
  const runner = [process.execPath, "--import", "tsx", `--test-reporter=${REPORTER}`];
  const lines = files.map((file) => `${[...runner, file].map(quoted).join(" ")} || status=1`);
  return ["status=0", ...lines, "exit $status"].join("\n");
}
