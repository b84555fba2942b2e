// `npm run pin`: chooses the Node.js of the package bordertap-node, and writes down its SHA-256.

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fetchText } from "../publisher.ts";
import { currentRelease, missedSecurity, pinOf, type Release, readPin, withPin } from "./pin.ts";
import { PIN_FILE, PUBLISHER } from "./places.ts";

const USAGE = `usage: npm run pin [-- --version X.Y.Z] [-- --check] [-- --from URL] [-- --file PIN]
Without --version the newest one with long-term support that is built for musl on x64 and arm64.
--check changes nothing; exit status 1 where a security release came after the pinned one, 3 where none is pinned.`;

const OPTIONS = {
  version: { type: "string" },
  check: { type: "boolean" },
  from: { type: "string", default: PUBLISHER },
  file: { type: "string", default: PIN_FILE },
} as const;

async function main(): Promise<number> {
  const { version, check, from, file } = parseArgs({ options: OPTIONS }).values;
  const text = readFileSync(file, "utf8");
  const pin = readPin(text);
  if (check && !pin) {
    console.error("no Node.js is pinned: run 'npm run pin'");
    return 3;
  }
  const releases: Release[] = JSON.parse(await fetchText(`${from}/index.json`));
  if (check) {
    const missed = missedSecurity(releases, pin!.version);
    const newest =
      missed.length === 0 ? "none that matters" : missed.map(({ version }) => version).join(", ");
    console.log(`pinned ${pin!.version}; security releases after it: ${newest}`);
    return missed.length === 0 ? 0 : 1;
  }
  const chosen = version ?? currentRelease(releases)?.version.replace(/^v/, "");
  if (chosen === undefined)
    throw new Error(`${from} lists none with long-term support for musl on x64 and arm64`);
  const sums = await fetchText(`${from}/v${chosen}/SHASUMS256.txt`);
  writeFileSync(file, withPin(text, pinOf(chosen, sums)));
  console.log(`pinned Node.js ${chosen}`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof TypeError && "code" in error;
  console.error(isUsage ? `${error.message}\n${USAGE}` : String(error));
  process.exitCode = 2;
}
