import { spawnSync } from "node:child_process";

/** Why a test that needs a program cannot run; false where it is there. What `skip` of a test takes. */
export function missingProgram(name: string): string | false {
  return !isInstalled(name) && `there is no ${name}`;
}

/** Whether a program of this name can be started. */
export function isInstalled(name: string): boolean {
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", name], { stdio: "ignore" }).status === 0;
}
