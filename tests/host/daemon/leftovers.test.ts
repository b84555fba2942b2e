// What an earlier mode enforce has left, in a kernel of its own and in a folder.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { removeLeftovers } from "../../../host/daemon/leftovers.ts";
import { Log } from "../../../host/daemon/log.ts";
import { tableIsThere } from "../../../host/enforce/kernel-table.ts";
import { waitFor } from "../../lab/wait.ts";
import { asRoot, enterNamespace, run } from "../helper/namespace.ts";
import { temporaryPath } from "../helper/temporary-file.ts";

async function removed(directory: string): Promise<string[]> {
  const lines: string[] = [];
  await removeLeftovers(directory, new Log("info", (line) => lines.push(line)));
  return lines;
}

function folder(): string {
  const path = temporaryPath();
  mkdirSync(path);
  writeFileSync(join(path, "boot.nft"), "table inet bordertap {\n}\n");
  writeFileSync(join(path, "geo.table"), "");
  return path;
}

test(
  "table and file go, what else is there stays; the second time there is nothing to say",
  asRoot,
  async () => {
    enterNamespace();
    run("nft", "table inet bordertap { chain judge { type filter hook forward priority 0; drop; }; }");
    run("nft", "add table inet fw4; add table ip bordertap");
    const directory = folder();
    assert.match(
      (await removed(directory)).join(""),
      /^level=info event="rules of an earlier mode enforce removed"\n$/,
    );
    assert.deepEqual(run("nft", "list", "tables").trim().split("\n").sort(), [
      "table inet fw4",
      "table ip bordertap",
    ]);
    assert.deepEqual(
      [existsSync(join(directory, "boot.nft")), existsSync(join(directory, "geo.table"))],
      [false, true],
    );
    assert.deepEqual(await removed(directory), []);
  },
);

test("rules of boot that cannot be removed are told; those in force go all the same", asRoot, async () => {
  enterNamespace();
  run("nft", "table inet bordertap { chain judge { type filter hook forward priority 0; drop; }; }");
  const file = join(folder(), "geo.table");
  const [first, second] = await removed(file);
  assert.match(first, /^level=warning event="rules of boot could not be removed" reason=.*boot\.nft/);
  assert.match(second, /rules of an earlier mode enforce removed/);
  assert.equal(run("nft", "list", "tables"), "");
});

test("rules that cannot be removed are told", asRoot, async (context) => {
  enterNamespace();
  // A table of an owner is the owner's alone, as long as it runs.
  const owner = spawn("nft", ["-i"], { stdio: ["pipe", "ignore", "inherit"] });
  context.after(() => owner.kill("SIGKILL"));
  owner.stdin.write("add table inet bordertap { flags owner; }\n");
  await waitFor(() => tableIsThere(), "a table with an owner");
  const [line] = await removed(temporaryPath());
  assert.match(
    line,
    /^level=warning event="rules of an earlier mode enforce could not be removed" reason=.*permitted/,
  );
});
