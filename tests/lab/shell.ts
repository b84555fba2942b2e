import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "./lab.ts";
import { BORDERTAP } from "./running-daemon.ts";

/**
 * A shell in the router, on our terminal; with `command` it runs that and ends. `on CLIENT COMMAND...` and `bordertap`
 * stand for what is long to type. Returns its exit status.
 */
export function runShell(lab: Lab, command?: string): Promise<number> {
  const router = lab.of("router");
  const programs = join(lab.folder, "bin");
  mkdirSync(programs);
  writeProgram(join(programs, "on"), `label=$1; shift; exec ip netns exec "${lab.id}-$label" "$@"`);
  writeProgram(join(programs, "bordertap"), `exec "${process.execPath}" "${BORDERTAP}" "$@"`);
  const env = { PATH: `${programs}:${router.environment().PATH}`, PS1: "router# " };
  if (command !== undefined) return router.interact(["bash", "-c", command], env);
  return router.interact(["bash", "--norc", process.stdin.isTTY ? "-i" : "-s"], env);
}

function writeProgram(path: string, line: string): void {
  writeFileSync(path, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}
