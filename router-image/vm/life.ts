// Whether a household lives behind the router, by what its endpoint says.

import { setTimeout as pause } from "node:timers/promises";
import { ALL_HOSTS, CLIENTS, hostsOf } from "./hosts.ts";

const ASK_INTERVAL_MS = 500;

/** What is read of the endpoint's documents. */
export interface Seen {
  readonly devices: readonly Device[];
  readonly alerts: readonly { readonly country: string | null }[];
  /** Packets that the firewall's rules refused. */
  readonly refused: number;
}

interface Device {
  readonly name?: string;
  readonly countries: readonly Cell[];
}

interface Cell {
  readonly country: string | null;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly packetsAttempted?: number;
}

/** Answers the document at a path. */
// biome-ignore lint/suspicious/noExplicitAny: whoever asks knows the document.
export type Ask = (path: string) => Promise<any>;

async function seenBy(ask: Ask): Promise<Seen> {
  const { devices } = await ask("/api/v1/devices");
  const { alerts } = await ask("/api/v1/alerts");
  const { enforcement } = await ask("/api/v1/status");
  return { devices, alerts, refused: enforcement?.rules.refused ?? 0 };
}

/** What household and policy lead to, and is not there yet. */
export function lifeMissing({ devices, alerts, refused }: Seen): string[] {
  const flagged = ALL_HOSTS.filter(({ action }) => action !== "off").map(({ country }) => country);
  return [
    ...CLIENTS.flatMap((client) => missingOf(client, devices)),
    ...flagged
      .filter((country) => !alerts.some((alert) => alert.country === country))
      .map((country) => `no alert of ${country}`),
    ...(refused > 0 ? [] : ["no packet that the rules refused"]),
  ];
}

function missingOf(client: string, devices: readonly Device[]): string[] {
  const device = devices.find(({ name }) => name?.toLowerCase() === client);
  if (!device) return [`no device called ${client}`];
  return hostsOf(client).flatMap(({ country, action }) => {
    const {
      bytesUp = 0,
      bytesDown = 0,
      packetsAttempted = 0,
    } = device.countries.find((cell) => cell.country === country) ?? {};
    if (action === "block") return packetsAttempted > 0 ? [] : [`no attempt of ${client} at ${country}`];
    return bytesUp > 0 && bytesDown > 0 ? [] : [`no traffic of ${client} with ${country}`];
  });
}

/** Throws, with what is missing, where it has not come by then. */
export async function untilLife(ask: Ask, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const missing = lifeMissing(await seenBy(ask));
    if (missing.length === 0) return;
    if (performance.now() > deadline) throw new Error(`after ${timeoutMs / 1000} s: ${missing.join("; ")}`);
    await pause(ASK_INTERVAL_MS);
  }
}
