// What a client of the LAN does until it is ended: one request at most under way, two seconds after the one before.
//
//   node household.mjs CLIENT CERTIFICATE

import { readFileSync } from "node:fs";
import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { HOSTS, type Host, hostsOf } from "../hosts.ts";

const PAUSE_MS = 2000;
const TIMEOUT_MS = 10_000;

interface Errand {
  readonly url: string;
  /** To upload; otherwise it downloads. */
  readonly octets?: number;
}

const ERRANDS = new Map<Host, Errand>([
  [HOSTS.photos, { url: `https://${HOSTS.photos.name}/upload`, octets: 40_000 }],
  [HOSTS.telemetry, { url: `http://${HOSTS.telemetry.name}/upload`, octets: 500 }],
  [HOSTS.news, { url: `https://${HOSTS.news.name}/octets/20000` }],
  [HOSTS.video, { url: `https://${HOSTS.video.name}/octets/150000` }],
  [HOSTS.shop, { url: `https://${HOSTS.shop.name}/octets/30000` }],
]);

const [client, certificate] = process.argv.slice(2);
const ca = readFileSync(certificate);
const errands = hostsOf(client).map((host) => ERRANDS.get(host)!);

/** Whatever comes of it: some are refused. */
function run({ url, octets }: Errand): Promise<void> {
  return new Promise((resolve) => {
    const method = octets === undefined ? "GET" : "PUT";
    // A connection each.
    const options = { method, agent: false, signal: AbortSignal.timeout(TIMEOUT_MS) };
    const started = url.startsWith("https:")
      ? requestSecure(url, { ...options, ca })
      : requestPlain(url, options);
    started.on("response", (response) => response.resume().on("close", resolve));
    started.on("error", () => resolve());
    started.end(Buffer.alloc(octets ?? 0, "photo "));
  });
}

for (let k = 0; ; k++) {
  await run(errands[k % errands.length]);
  await pause(PAUSE_MS);
}
