import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { MARK, type Told } from "./reporter.ts";
import { Vm, type VmEnded, type VmOptions } from "./vm.ts";

const REPORTER = fileURLToPath(new URL("reporter.ts", import.meta.url));
const RUNNER = fileURLToPath(new URL("run-inside.ts", import.meta.url));

/**
 * Runs test files (absolute paths) in one virtual machine; each of their tests is one of `t`, told as soon as it has
 * ended. Fails where there was none, and where they ended otherwise than their tests say.
 */
export async function runTestsInside(
  t: TestContext,
  files: readonly string[],
  options?: VmOptions,
): Promise<VmEnded> {
  const runner = ["--import", "tsx", `--test-reporter=${REPORTER}`, RUNNER];
  const vm = await Vm.start([process.execPath, ...runner, ...files], options);
  try {
    let count = 0;
    for await (const line of vm.lines()) {
      if (!line.startsWith(MARK)) {
        console.log(line);
        continue;
      }
      const told: Told = JSON.parse(line.slice(MARK.length));
      count++;
      await t.test(told.name, (context) => {
        if (told.skip) context.skip(typeof told.skip === "string" ? told.skip : undefined);
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
