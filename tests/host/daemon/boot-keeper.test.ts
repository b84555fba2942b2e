import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { BootKeeper } from "../../../host/daemon/boot-keeper.ts";
import { Log } from "../../../host/daemon/log.ts";
import { bootText } from "../../../host/enforce/ruleset.ts";
import { enforcementOf } from "../enforce/helper/enforcement.ts";
import { temporaryPath } from "../helper/temporary-file.ts";

function keeper() {
  const lines: string[] = [];
  return { keeper: new BootKeeper(new Log("info", (line) => lines.push(line))), lines };
}

test("written when it is another, and not looked at before", () => {
  const { keeper: kept, lines } = keeper();
  const directory = temporaryPath();
  const path = join(directory, "boot.nft");
  const enforcement = enforcementOf();
  kept.keep(directory, enforcement);
  assert.equal(readFileSync(path, "utf8"), bootText(enforcement));
  rmSync(path);
  kept.keep(directory, { ...enforcement });
  assert.equal(existsSync(path), false);

  // Another list is another block set, whatever it holds.
  kept.keep(directory, { ...enforcement, lastGood: [...enforcement.lastGood!] });
  assert.equal(existsSync(path), true);
  const closed = enforcementOf({ failMode: "closed" });
  kept.keep(directory, closed);
  assert.equal(readFileSync(path, "utf8"), bootText(closed));
  const elsewhere = temporaryPath();
  kept.keep(elsewhere, closed);
  assert.equal(existsSync(join(elsewhere, "boot.nft")), true);
  assert.equal(lines.length, 4);
  assert.match(lines[0], /^level=info event="rules of boot written" directory=/);
});

test("what is there already is not written again, nor told", () => {
  const directory = temporaryPath();
  keeper().keeper.keep(directory, enforcementOf());
  const { keeper: kept, lines } = keeper();
  kept.keep(directory, enforcementOf());
  assert.deepEqual(lines, []);
});

test("where it cannot be written that is told, and tried again with the next rules, though they are the same", () => {
  const { keeper: kept, lines } = keeper();
  const directory = temporaryPath();
  writeFileSync(directory, "no folder");
  const enforcement = enforcementOf();
  kept.keep(directory, enforcement);
  assert.match(lines[0], /^level=warning event="rules of boot could not be written; those before them stay"/);
  rmSync(directory);
  kept.keep(directory, enforcement);
  assert.equal(existsSync(join(directory, "boot.nft")), true);
});
