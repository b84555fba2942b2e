// The virtual machine itself.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { describe } from "node:test";
import { SHARED } from "../../../router-image/vm/machine/machine.ts";
import { missingForVm } from "../../../router-image/vm/machine/requirements.ts";
import { ROOT } from "../namespace.ts";
import { Program } from "../program.ts";
import { removeLeftovers } from "../traces.ts";
import { waitFor } from "../wait.ts";
import { MODULES } from "./modules.ts";
import { Vm } from "./vm.ts";

const VM = new URL("vm.ts", import.meta.url).href;

const skip = missingForVm();
if (skip) console.log(`tests of the virtual machine skipped: ${skip}`);

describe("a virtual machine", { skip }, () => {
  test("boots, runs a command, gives back what it left, and powers off", async () => {
    const mark = join(ROOT, "build/written-inside");
    const look = `uname -r; ls /sys/class/net; touch ${mark}; ls ${mark}; echo loss >&2`;
    const leave = `printf '\\0\\377' > ${SHARED}/octets; exit 7`;
    const ended = await Vm.run(["sh", "-c", `${look}; ${leave}`], {
      modules: MODULES,
      timeoutMs: 60_000,
    });
    console.log(`virtual machine: ${ended.durationMs} ms from its start until it was off`);
    assert.match(ended.stdout, new RegExp(`^6\\.\\S+\\nlo\\n${mark}\\n$`));
    assert.equal(ended.stderr, "loss\n");
    assert.equal(ended.status, 7);
    assert.deepEqual([...ended.files], [["octets", Buffer.from([0, 255])]]);
    assert.ok(!existsSync(mark), "what is written inside stays there");
  });

  test("ends with the process that started it; the next one removes what is left", async () => {
    const start = `import(${JSON.stringify(VM)}).then(({ Vm }) => Vm.start(["sleep", "600"]))`;
    const tell = ".then(({ program }) => console.log(program.pid))";
    const other = new Program([process.execPath, "--import", "tsx", "-e", start + tell], process.env, ROOT);
    const pid = Number(await other.until(/^\d+$/));
    const isQemu = (): boolean => {
      try {
        return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("qemu");
      } catch {
        return false;
      }
    };
    await waitFor(isQemu, "the start of QEMU");
    await other.stop("SIGKILL");
    await waitFor(() => !isQemu(), "the end of QEMU");
    assert.equal(foldersOf(other.pid).length, 1);
    removeLeftovers();
    assert.deepEqual(foldersOf(other.pid), []);
  });

  test("is ended where it takes too long, and leaves nothing", async () => {
    const vm = await Vm.start(["sleep", "600"], { timeoutMs: 200 });
    await assert.rejects(vm.ended(), /ended by SIGKILL/);
    await vm.close();
    assert.deepEqual(foldersOf(process.pid), []);
  });
});

function foldersOf(pid: number): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`btlab-${pid}.`));
}
