// Whoever started the virtual machine, and their terminal.

import { once } from "node:events";
import { constants } from "node:os";
import { stdin, stdout } from "node:process";
import type { Duplex } from "node:stream";

/** Aborts where a signal asks for the end; a second one does not wait for it. */
export function askedToEnd(): AbortSignal {
  const asked = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      if (asked.signal.aborted) process.exit(128 + constants.signals[signal]);
      asked.abort();
    });
  return asked.signal;
}

/** q, Ctrl-C, Ctrl-D. */
const END_KEYS = ["q", "Q", "\x03", "\x04"];

/** Settles at one of the keys that end it; where there is no terminal, never. */
export async function endKey(): Promise<void> {
  if (!stdin.isTTY) return new Promise(() => {});
  stdin.setRawMode(true).setEncoding("latin1").resume();
  for await (const typed of stdin) if (END_KEYS.some((key) => typed.includes(key))) break;
}

const END_OF_TRANSMISSION = "\x04";

/** Lends the terminal, or what stands for it, to a shell; settles when the shell has gone. */
export async function lendTo(shell: Duplex): Promise<void> {
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.pipe(shell, { end: false });
  stdin.on("end", () => shell.write(END_OF_TRANSMISSION));
  shell.pipe(stdout, { end: false });
  // QEMU may go with octets that it did not take.
  shell.on("error", () => {});
  await once(shell, "close");
}

/** Gives the terminal back as it was. */
export function release(): void {
  if (stdin.isTTY) stdin.setRawMode(false);
  stdin.unpipe();
  stdin.destroy();
}
