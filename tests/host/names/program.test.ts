// Names as replay prints them, and what it prints without.

import assert from "node:assert/strict";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { runProgram } from "../helper/program.ts";

const PHONE = fileURLToPath(new URL("../../captures/phone-2014/phone-2014.pcap", import.meta.url));

interface Report {
  readonly devices: { readonly name?: string }[];
  readonly flows: {
    readonly host?: string;
    readonly hostSource?: string;
    readonly names: { readonly name: string; readonly source: string }[];
    readonly bytesUp: number;
  }[];
  readonly countries: unknown;
  readonly namesNotKept: Record<string, number>;
}

async function replayed(...options: readonly string[]): Promise<Report> {
  const { status, stdout, stderr } = await runProgram(["replay", "--json", PHONE, ...options]);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

test("what a flow said goes before what its device had asked for, and both are there", async () => {
  const { flows, namesNotKept } = await replayed();
  const said = (source: string) => flows.filter(({ hostSource }) => hostSource === source).length;
  assert.deepEqual([said("sni"), said("http"), said("dns"), said("quic")], [12, 11, 5, 0]);
  for (const { host, hostSource, names } of flows) {
    assert.deepEqual([host, hostSource], [names[0]?.name, names[0]?.source]);
    // In this capture every device asks before it connects.
    if (host !== undefined) assert.equal(names.at(-1)!.source, "dns");
  }
  const [largest] = flows.toSorted((a, b) => b.bytesUp - a.bytesUp);
  assert.equal(largest.host, "photos.cloud.phone.example");
  assert.deepEqual(new Set(Object.values(namesNotKept)), new Set([0]));
});

test("--no-names leaves names out, and nothing else", async () => {
  const [without, withNames] = [await replayed("--no-names"), await replayed()];
  assert.ok(without.flows.every(({ host, names }) => host === undefined && names.length === 0));
  assert.ok(without.devices.every(({ name }) => name === undefined));
  assert.deepEqual(without.countries, withNames.countries);
  const { stdout } = await runProgram(["replay", "--no-names", PHONE]);
  assert.doesNotMatch(stdout, /^Names$|example|\(dhcp\)/m);
});
