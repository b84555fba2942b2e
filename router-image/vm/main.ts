// `npm run vm`: a router with bordertap in a virtual machine, for whoever has none.

import { argv } from "node:process";
import { askedToEnd, endKey, lendTo, release } from "./keyboard.ts";
import { untilLife } from "./life.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { freePort } from "./port.ts";
import { ask } from "./program.ts";
import { missingForRouter } from "./requirements.ts";
import { RouterVm } from "./router.ts";
import { endpointText, KEYS, SHELL, WELCOME } from "./welcome.ts";

const LIFE_MAX_MS = 180_000;

/** Standard output is the documents' and the shell's alone. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function run({ port, shell, check }: Options): Promise<void> {
  const asked = askedToEnd();
  say(WELCOME);
  const router = await RouterVm.start({
    port: await freePort(port),
    shell,
    say: (line) => say(`- ${line}`),
    asked,
  });
  try {
    say(endpointText(router.url, router.token, router.tokenFile));
    if (check) {
      await Promise.race([checked(router), early(router.ended()), early(aborted(asked))]);
    } else if (shell) {
      say(SHELL);
      await Promise.race([lendTo(router.terminal), router.ended(), aborted(asked)]);
    } else {
      say(KEYS);
      await Promise.race([endKey(), early(router.ended()), aborted(asked)]);
    }
  } catch (error) {
    await router.end();
    throw new Error(`${(error as Error).message}\n${router.account()}`);
  } finally {
    release();
    say("powering off");
    await router.end();
  }
}

async function checked(router: RouterVm): Promise<void> {
  await untilLife((path) => router.ask(path), LIFE_MAX_MS);
  await ask(router, "status");
}

async function early(end: Promise<void>): Promise<never> {
  await end;
  throw new Error("it ended before it should");
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}

async function main(): Promise<number> {
  const options = readOptions(argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const reason = missingForRouter();
  if (reason) throw new Error(reason);
  await run(options);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(`vm: ${(error as Error).message}`);
  if (error instanceof TypeError) say(USAGE);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
