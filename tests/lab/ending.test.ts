// However a lab ends, nothing of it stays, and nothing else goes.

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import test, { describe } from "node:test";
import { fileURLToPath } from "node:url";
import { Lab } from "./lab.ts";
import { ROOT } from "./namespace.ts";
import { Namespaces } from "./namespaces.ts";
import { Program } from "./program.ts";
import { missing, missingForLab } from "./requirements.ts";
import { folderOf, namespacesOf, removeLeftovers } from "./traces.ts";
import { waitFor } from "./wait.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** A lab of another process, and a program that its shell has left in the background. */
interface Other {
  readonly program: Program;
  readonly id: string;
  readonly background: number;
}

async function startOther(): Promise<Other> {
  const command = "sleep 600 & echo background $!; wait";
  const main = [process.execPath, "--import", "tsx", MAIN, "--no-traffic", "--command", command];
  const program = new Program(main, process.env, ROOT);
  const line = await program.until(/^background \d+$/, 30_000);
  const [, id] = /^lab (\S+):/m.exec(program.stderr) ?? assert.fail(program.stderr);
  return { program, id, background: Number(line.split(" ")[1]) };
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function assertNothingOf(id: string): void {
  assert.deepEqual(namespacesOf(id), []);
  const configured = existsSync("/etc/netns") ? readdirSync("/etc/netns") : [];
  assert.deepEqual(
    configured.filter((name) => name.startsWith(id)),
    [],
  );
  assert.ok(!existsSync(folderOf(id)));
}

describe("the end of a lab", { skip: missingForLab() }, () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    test(`by ${signal}`, async () => {
      const { program, id, background } = await startOther();
      assert.equal(namespacesOf(id).length, 5);
      const { status } = await program.stop(signal);
      assert.equal(status, signal === "SIGINT" ? 130 : 143);
      assertNothingOf(id);
      await waitFor(() => !runs(background), "the end of what ran in the background");
    });

  test("by SIGKILL: the next one removes what is left, and only that", async () => {
    const living = new Namespaces();
    try {
      living.add("living");
      const { program, id, background } = await startOther();
      await program.stop("SIGKILL");
      assert.equal(namespacesOf(id).length, 5);
      assert.ok(runs(background));
      removeLeftovers();
      assertNothingOf(id);
      await waitFor(() => !runs(background), "the end of what ran in the background");
      assert.equal(namespacesOf(living.id).length, 1);
      assert.ok(existsSync(living.folder));
    } finally {
      await living.close();
    }
    assertNothingOf(living.id);
  });

  test("by a mistake while it is built", async () => {
    await assert.rejects(Lab.create({ lanPrefix6: "nonsense" }));
    assertNothingOf(`btlab-${process.pid}.`);
  });
});

describe("what runs in a namespace", { skip: missing() }, () => {
  test("ends with it if it was started by the run, directly or not; else it stays", async () => {
    const namespaces = new Namespaces();
    const namespace = namespaces.add("one");
    const stranger = new Program(["ip", "netns", "exec", namespace.name, "sleep", "600"], {}, ROOT);
    try {
      const direct = namespace.start(["sleep", "600"]);
      const parent = namespace.start(["sh", "-c", "sleep 600 & echo $!"]);
      const grandchild = Number(await parent.until(/^\d+$/));
      await waitFor(
        () => namespace.runNow(["ip", "netns", "pids", namespace.name]).includes(`${stranger.pid}\n`),
        "it",
      );
      await namespaces.close();
      assert.ok(!direct.running);
      await waitFor(() => !runs(grandchild), "the end of the grandchild");
      assert.ok(stranger.running);
    } finally {
      await stranger.stop();
      await namespaces.close();
    }
  });

  test("is killed where it does not obey", async () => {
    const namespaces = new Namespaces();
    const stubborn = namespaces
      .add("one")
      .start(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"]);
    await stubborn.until("ready");
    await namespaces.close();
    assert.equal((await stubborn.ended).signal, "SIGKILL");
    assertNothingOf(namespaces.id);
  });
});
