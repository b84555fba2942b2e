// What `replay` of a capture and a daemon that heard it both say, so that it can be compared.

import assert from "node:assert/strict";
import { runProgram } from "../host/helper/program.ts";
import type { EthernetCapture } from "./ethernet-capture.ts";
import type { RunningDaemon } from "./running-daemon.ts";

/** Of a flow's names the build for routers keeps two. */
const NAMES_KEPT = 2;
/** The daemon tells as many addresses of one device. */
const ADDRESSES_TOLD = 32;

interface Country {
  readonly country: string | null;
  readonly flows: number;
  readonly packetsUp: number;
  readonly packetsDown: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

interface Device {
  readonly device?: string;
  readonly addresses: readonly string[];
  readonly countries: readonly Country[];
}

type Flow = Readonly<Record<string, unknown>> & { readonly names: readonly unknown[] };

export interface Truth {
  readonly frames: number;
  readonly bytes: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly countries: readonly Country[];
  readonly devices: readonly Device[];
  readonly flows: readonly Flow[];
}

export async function truthOfReplay({ path }: EthernetCapture): Promise<Truth> {
  const { status, stdout, stderr } = await runProgram(["replay", "--json", path]);
  assert.equal(status, 0, stderr);
  const { capture, countries, devices, flows } = JSON.parse(stdout);
  return comparable({ ...capture, countries, devices, flows });
}

/** Once it has counted `frames`. */
export async function truthOfDaemon(daemon: RunningDaemon, frames: number): Promise<Truth> {
  const status = await daemon.until("status", (now) => now.frames >= frames);
  const { countries } = await daemon.json("countries");
  const { devices, total } = await daemon.json("devices?limit=1000");
  assert.equal(devices.length, total);
  return comparable({ ...status, countries, devices, flows: await daemon.flows() });
}

/** Part by part, so that a difference is shown and not all of both. */
export function assertSame(live: Truth, replayed: Truth): void {
  const { frames, bytes, outcomes, countries } = replayed;
  assert.deepEqual(
    { frames: live.frames, bytes: live.bytes, outcomes: live.outcomes },
    { frames, bytes, outcomes },
  );
  assert.deepEqual(live.countries, countries);
  for (const [k, device] of replayed.devices.entries()) assert.deepEqual(live.devices[k], device);
  assert.equal(live.devices.length, replayed.devices.length);
  for (const [k, flow] of replayed.flows.entries()) assert.deepEqual(live.flows[k], flow);
  assert.equal(live.flows.length, replayed.flows.length);
}

/**
 * Without times, which a wire has of its own, without names of a flow after its second, and in an order that does not
 * depend on who tells.
 */
function comparable(truth: Truth): Truth {
  const { frames, bytes, outcomes, countries, devices, flows } = withoutAttempted(truth);
  return {
    frames,
    bytes,
    outcomes: Object.fromEntries(Object.entries(outcomes).filter(([, count]) => count > 0)),
    countries: ordered(countries),
    devices: ordered(
      devices.map(({ addresses, ...device }) => ({
        ...device,
        // Who has more, such as the other router of a captured backbone, is told with others of them.
        addresses: addresses.length < ADDRESSES_TOLD ? [...addresses].sort() : [],
        countries: ordered(device.countries),
      })),
    ),
    flows: ordered(
      flows.map(({ first, last, names, ...flow }) => ({ ...flow, names: names.slice(0, NAMES_KEPT) })),
    ),
  };
}

/** A daemon says as well what was refused: nothing, where nothing enforces. */
function withoutAttempted(truth: Truth): Truth {
  return JSON.parse(JSON.stringify(truth), (name, value) => {
    if (!name.endsWith("Attempted")) return value;
    assert.equal(value, 0, name);
    return undefined;
  });
}

function ordered<T>(list: readonly T[]): T[] {
  const keyed = list.map((one) => ({ key: JSON.stringify(one), one }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ one }) => one);
}
