// `npm run lab`: a household in namespaces, the daemon watching it, and a shell in its router.

import { parseArgs } from "node:util";
import { daemonMissing, startDaemon } from "./daemon.ts";
import { Door } from "./door.ts";
import { ALL_HOSTS } from "./hosts.ts";
import { Household } from "./household.ts";
import { Lab } from "./lab.ts";
import { missingForLab } from "./requirements.ts";
import { ENDPOINT_PORT } from "./running-daemon.ts";
import { runShell } from "./shell.ts";

const HELP = `npm run lab -- [--command TEXT] [--no-traffic] [--no-offloads]

Builds a household in network namespaces that have no way out, starts the daemon in its router, and gives a shell there.
All of it ends with the shell. Needs root.

  --command TEXT   what the shell runs, in place of asking
  --no-traffic     clients are silent
  --no-offloads    frames as on a cable: nothing is merged (TSO, GRO)
`;

const CLIENTS = ["phone", "laptop", "tv"];

interface Wishes {
  readonly command?: string;
  readonly traffic: boolean;
  readonly offloads: boolean;
}

/** Standard output is the shell's alone. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      command: { type: "string" },
      "no-traffic": { type: "boolean", default: false },
      "no-offloads": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const reason = missingForLab();
  if (reason) {
    say(`lab: ${reason}`);
    return 1;
  }
  const { command, "no-traffic": silent, "no-offloads": cable } = values;
  return live({ command, traffic: !silent, offloads: !cable });
}

async function live({ command, traffic, offloads }: Wishes): Promise<number> {
  const lab = await Lab.create({ addressing: "dhcp", clients: CLIENTS, offloads });
  const ends: (() => Promise<unknown>)[] = [];
  try {
    say(`lab ${lab.id}: ${CLIENTS.join(", ")} on br-lan, router, internet; no way out`);
    for (const { name, country, ipv4, ipv6 } of ALL_HOSTS) say(`  ${country}  ${name}  ${ipv4}  ${ipv6}`);
    const daemonless = daemonMissing();
    if (daemonless) say(`The daemon does not run: ${daemonless}.`);
    else {
      await startDaemon(lab);
      const door = await Door.open(lab, ENDPOINT_PORT, ENDPOINT_PORT);
      ends.push(() => door.close());
      say(`The daemon runs. From this machine: http://127.0.0.1:${door.port}/`);
    }
    if (traffic) {
      const household = new Household(lab);
      ends.push(() => household.stop());
    }
    if (command === undefined)
      say("'on phone curl http://www.news.example/' runs a command on a client; exit ends all.");
    return await runShell(lab, command);
  } finally {
    await Promise.allSettled(ends.map((end) => end()));
    await lab.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  say(`lab: ${(error as Error).message}`);
  process.exitCode = 1;
}
