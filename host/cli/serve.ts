import { formatPrefix, type Prefix } from "../address.ts";
import { startEndpoint } from "../http/endpoint.ts";
import { Replayed } from "../http/replayed.ts";
import { askedToEnd } from "../platform/signals.ts";
import { writeError } from "../platform/terminal.ts";
import type { ReplayReport } from "../report/replay.ts";
import type { Place } from "./listen.ts";

/** Keeps the endpoint up on what a capture told, until the program is asked to end. Throws HTTP_LISTEN, HTTP_TOKEN_MISSING. */
export async function serveReplayed(
  name: string,
  report: ReplayReport,
  local: readonly Prefix[],
  place: Place,
  token: string | undefined,
): Promise<void> {
  const ending = askedToEnd();
  const observed = new Replayed(report, name, local.map(formatPrefix));
  const endpoint = await startEndpoint(observed, { ...place, token, allowedHosts: [] });
  writeError(`bordertap: answers at ${endpoint.address}/ until it is interrupted\n`);
  await ending;
  await endpoint.close();
}
