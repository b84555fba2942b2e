// The virtual machine itself, and the tests that run inside: two of them are whole boots.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { describe, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { SHARED } from "../../../router-image/vm/machine/machine.ts";
import { missingForVm } from "../../../router-image/vm/machine/requirements.ts";
import { buildPackages } from "../../router-image/lifecycle/packages.ts";
import { daemonMissing } from "../daemon.ts";
import { ROOT } from "../namespace.ts";
import { Program } from "../program.ts";
import { removeLeftovers } from "../traces.ts";
import { waitFor } from "../wait.ts";
import { runTestsInside } from "./tests-inside.ts";
import { Vm } from "./vm.ts";

const VM = new URL("vm.ts", import.meta.url).href;
const INSIDE = fileURLToPath(new URL("inside", import.meta.url));

/** Needs packages that are built outside, and has a machine of its own: it takes long. */
const LIFECYCLE = "lifecycle.test.ts";
/** All others, in the order of their names. */
const FILES = readdirSync(INSIDE)
  .sort()
  .filter((name) => name.endsWith(".test.ts") && name !== LIFECYCLE);

/** TFTP's half for NAT does not come by itself. */
const HELPERS = ["nf_conntrack_sip", "nf_conntrack_tftp", "nf_nat_tftp"];

/** What this machine's kernel may lack; most of it comes by itself where it is used. */
const MODULES = [
  ...["nft_queue", "nft_flow_offload", "nft_masq", "nft_ct", "nf_conntrack_ftp", "nf_conntrack_netlink"],
  ...HELPERS,
  ...["8021q", "pppoe", "tun", "sch_netem", "wireguard"],
];

const TESTS_TIMEOUT_MS = 900_000;

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

test("inside", { skip: skip || daemonMissing() }, (t) => runInside(t, FILES, HELPERS));

test("inside: the package's life", { skip: skip || daemonMissing() }, async (t) => {
  buildPackages();
  await runInside(t, [LIFECYCLE]);
});

async function runInside(
  t: TestContext,
  names: readonly string[],
  modules?: readonly string[],
): Promise<void> {
  const files = names.map((name) => join(INSIDE, name));
  const { durationMs } = await runTestsInside(t, files, { modules, timeoutMs: TESTS_TIMEOUT_MS });
  console.log(`tests inside: ${durationMs} ms`);
}
