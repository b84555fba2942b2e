import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { libc } from "../../../host/ffi/koffi.ts";

const CLONE_NEWNET = 0x40000000;

/** For tests that need a network of their own: with it they are skipped, visibly, where nobody may make one. */
export const asRoot = { skip: process.getuid?.() === 0 ? false : "needs root: network namespaces" };

/**
 * Takes this thread and the programs that it starts from now on into a new network namespace. It has a loopback
 * interface that is down, nothing else and no way out; it ends with the process or the next call.
 */
export function enterNamespace(): void {
  const unshare = libc<(flags: number) => number>("int unshare(int flags)");
  assert.equal(unshare(CLONE_NEWNET), 0, "unshare");
  const links = json<{ ifname: string }>("ip", "-j", "link");
  assert.deepEqual(
    links.map(({ ifname }) => ifname),
    ["lo"],
  );
}

/** Runs a program in the namespace; what it printed. */
export function run(program: string, ...options: readonly string[]): string {
  return execFileSync(program, options, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** `ip` commands, one a line. */
export function ip(commands: string): void {
  execFileSync("ip", ["-batch", "-"], {
    input: commands.replaceAll(/^\s+/gm, ""),
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** A program's answer in JSON, a list. */
export function json<Row>(program: string, ...options: readonly string[]): Row[] {
  return JSON.parse(run(program, ...options) || "[]");
}
