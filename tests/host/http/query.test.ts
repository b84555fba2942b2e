// How queries are read: the whole of FlowQuery, and every mistake at once.

import assert from "node:assert/strict";
import test from "node:test";
import { ALERTS_MAX, FLOWS_PAGE_MAX } from "../../../host/observed.ts";
import { Scripted } from "./helper/scripted.ts";
import { served } from "./helper/served.ts";

test("filters reach the observed as outputs write them", async (t) => {
  const observed = new Scripted();
  const { address } = await served(t, observed);
  const ask = async (query: string) => {
    const response = await fetch(`${address}/api/v1/flows?${query}`);
    assert.equal(response.status, 200, query);
    await response.text();
    return JSON.parse(JSON.stringify(observed.queries.at(-1)));
  };
  const page = { order: "last", offset: 0, limit: 100 };
  assert.deepEqual(await ask(""), page);
  assert.deepEqual(await ask("device=AA:00:00:00:00:0B"), { ...page, device: "aa:00:00:00:00:0b" });
  assert.deepEqual(await ask("device=2001:DB8:0::1"), { ...page, device: "2001:db8::1" });
  assert.deepEqual(await ask("country=cn&flagged=true"), { ...page, country: "CN", flagged: true });
  assert.deepEqual(await ask("country=none&flagged=false"), { ...page, country: null });
  assert.deepEqual(await ask("host=Example.COM."), { ...page, host: "example.com" });
  const last = { order: "bytesUp", offset: 5, limit: FLOWS_PAGE_MAX };
  assert.deepEqual(await ask(`order=bytesUp&offset=5&limit=${FLOWS_PAGE_MAX}`), last);
});

test("each mistake is named with its value and what it must be", async (t) => {
  const observed = new Scripted();
  const { address } = await served(t, observed);
  const wrong = {
    device: "phone",
    country: "CHN",
    flagged: "yes",
    host: "a b",
    order: "first",
    offset: "-1",
    limit: String(FLOWS_PAGE_MAX + 1),
    sort: "x",
  };
  const response = await fetch(`${address}/api/v1/flows?${new URLSearchParams(wrong)}&order=last&order=last`);
  assert.equal(response.status, 400);
  const { error } = (await response.json()) as {
    error: { parameters: { parameter: string; value: string; reason: string }[] };
  };
  const named = new Map(error.parameters.map(({ parameter, value }) => [parameter, value]));
  assert.deepEqual([...named.keys()].sort(), Object.keys(wrong).sort());
  assert.equal(named.get("country"), "CHN");
  assert.ok(error.parameters.some(({ parameter, reason }) => parameter === "order" && /twice/.test(reason)));
  for (const number of ["01", "1e1", "0x1", " 1", "1.0", "", "9".repeat(30)])
    assert.equal(
      (await fetch(`${address}/api/v1/flows?limit=${encodeURIComponent(number)}`)).status,
      400,
      number,
    );
  assert.equal(observed.queries.length, 0);
});

test("pages of flows, devices and alerts", async (t) => {
  const { address } = await served(t);
  const read = async (path: string) =>
    (await fetch(address + path)).json() as Promise<Record<string, unknown>>;
  const flows = await read("/api/v1/flows?offset=1&limit=1");
  assert.deepEqual([(flows.flows as unknown[]).length, flows.total, flows.offset], [1, 2, 1]);
  const devices = await read("/api/v1/devices?offset=1&limit=5");
  assert.deepEqual([(devices.devices as unknown[]).length, devices.total, devices.offset], [1, 2, 1]);
  const countriesOf = async (query: string) =>
    ((await read(`/api/v1/devices${query}`)).devices as { countries: { country: string | null }[] }[]).map(
      ({ countries }) => countries.map(({ country }) => country),
    );
  assert.deepEqual(await countriesOf(""), [["CN", null], ["US"]]);
  assert.deepEqual(await countriesOf("?countries=1"), [["CN"], ["US"]]);
  assert.deepEqual(await countriesOf("?countries=0&offset=1"), [[]]);
  assert.equal((await fetch(`${address}/api/v1/devices?countries=none`)).status, 400);
  const numbersOf = async (path: string) => {
    const { alerts, total, offset } = await read(path);
    return { numbers: (alerts as { number: number }[]).map(({ number }) => number), total, offset };
  };
  assert.deepEqual(await numbersOf("/api/v1/alerts"), { numbers: [2, 1], total: 2, offset: 0 });
  assert.deepEqual(await numbersOf("/api/v1/alerts?offset=1&limit=1"), { numbers: [1], total: 2, offset: 1 });
  assert.equal((await fetch(`${address}/api/v1/alerts?limit=${ALERTS_MAX + 1}`)).status, 400);
});

test("a device by any writing of its address; other paths take no query", async (t) => {
  const { address } = await served(t);
  const statusOf = async (path: string) => (await fetch(address + path)).status;
  assert.equal(await statusOf("/api/v1/devices/02:00:00:00:00:01"), 200);
  assert.equal(await statusOf("/api/v1/devices/02%3A00%3A00%3A00%3A00%3A01"), 200);
  assert.equal(await statusOf("/api/v1/devices/02:00:00:00:00:02"), 404);
  assert.equal(await statusOf("/api/v1/status?x=1"), 400);
  assert.equal(await statusOf("/metrics?collect=x"), 200);
});
