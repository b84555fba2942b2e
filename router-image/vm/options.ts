import { parseArgs } from "node:util";

export interface Options {
  /** Of this machine's loopback; absent: the endpoint's own, or any that is free. */
  readonly port?: number;
  readonly shell: boolean;
  readonly check: boolean;
  readonly help: boolean;
}

export const USAGE = `npm run vm -- [--port N] [--shell | --check]

Boots a router with bordertap, and a household behind it, in a virtual machine:
software emulation, no way out, nothing of this machine is changed.

  --port N   where its endpoint is on this machine's loopback, 1 to 65535
             (default: 9417, or any that is free)
  --shell    a shell in the router; the virtual machine ends with it
  --check    wait until devices, countries, an alert and a refused flow are
             there, print status, power off; exit status 1 where they never come
`;

/** Throws a TypeError that says what is wrong with the command line. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string" },
      shell: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { port: text, shell, check, help } = values;
  if (shell && check) throw new TypeError("--shell and --check: one of them");
  return { port: text === undefined ? undefined : portOf(text), shell, check, help };
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new TypeError(`--port ${text}: it is no number from 1 to 65535`);
  return port;
}
