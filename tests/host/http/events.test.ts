// Server-sent events: to many at once, to none that cannot follow, and to those that come back.

import assert from "node:assert/strict";
import { once } from "node:events";
import test from "node:test";
import { EndpointHistory } from "../../../host/http/endpoint.ts";
import { EventHub, LISTENERS_MAX } from "../../../host/http/events/hub.ts";
import { readEvents } from "./helper/event-reader.ts";
import { closed, connected } from "./helper/raw.ts";
import { flowReport, Scripted, TIME } from "./helper/scripted.ts";
import { served } from "./helper/served.ts";

const deviceEvent = (device: string) => ({ kind: "device", device, time: TIME }) as const;

test("as many clients as there may be hear the same; the next is told to wait", async (t) => {
  const observed = new Scripted();
  const { address } = await served(t, observed);
  const readers = await Promise.all(Array.from({ length: LISTENERS_MAX }, () => readEvents(address)));
  assert.equal(observed.listenerCount, 1);
  const refused = await fetch(`${address}/api/v1/events`);
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "30"]);
  await refused.text();
  observed.tell(deviceEvent("a"));
  observed.tell({ kind: "flow", flow: flowReport() });
  const heard = await Promise.all(readers.map(async ({ next }) => [await next(), await next()]));
  for (const events of heard) assert.deepEqual(events, heard[0]);
  assert.deepEqual(
    heard[0].map(({ event }) => event),
    ["device", "flow"],
  );
  await Promise.all(readers.map(({ close }) => close()));
});

test("who was the only one is told what was missed; what nobody heard leaves a gap in the numbers", async (t) => {
  const observed = new Scripted();
  const history = new EndpointHistory(observed, 300);
  t.after(() => history.close());
  const { address } = await served(t, observed, {}, {}, history);
  const numberOf = (id: string) => Number(id.split("-")[1]);
  const alone = await readEvents(address);
  observed.tell(deviceEvent("first"));
  const { id } = await alone.next();
  await alone.close();
  observed.tell(deviceEvent("second"));
  const back = await readEvents(address, { "last-event-id": id });
  const second = await back.next();
  assert.equal(JSON.parse(second.data).device, "second");
  assert.equal(numberOf(second.id), numberOf(id) + 1);
  await back.close();

  while (observed.listenerCount > 0) await fetch(`${address}/healthz`).then((answer) => answer.text());
  observed.tell(deviceEvent("unheard"));
  const late = await readEvents(address, { "last-event-id": second.id });
  observed.tell(deviceEvent("third"));
  const third = await late.next();
  assert.equal(JSON.parse(third.data).device, "third");
  assert.ok(numberOf(third.id) > numberOf(second.id) + 1, third.id);
  await late.close();
});

test("a client that reads hears all that a tap tells in one message", async (t) => {
  const observed = new Scripted();
  const { address } = await served(t, observed);
  const reader = await readEvents(address);
  const organization = "o".repeat(60);
  for (let k = 0; k < 1000; k++) observed.tell(deviceEvent(`02:00:00:00:00:${k}`));
  for (let k = 0; k < 2000; k++)
    observed.tell({ kind: "flow", flow: flowReport({ organization, bytesUp: k }) });
  for (let k = 0; k < 1000; k++) assert.equal((await reader.next()).event, "device");
  for (let k = 0; k < 2000; k++) assert.equal(JSON.parse((await reader.next()).data).flow.bytesUp, k);
  await reader.close();
});

test("what happens at once leaves in one piece, and who comes meanwhile hears nothing twice", async (t) => {
  const observed = new Scripted();
  const hub = new EventHub(observed);
  t.after(() => hub.close());
  const heard = (last?: string) => {
    const reader = hub.listen({ keepOpen: () => {}, drop: () => {} }, last).getReader();
    return async () => new TextDecoder().decode((await reader.read()).value);
  };
  const devices = (text: string) => [...text.matchAll(/"device":"(\w+)"/g)].map(([, device]) => device);
  const next = heard();
  await next();
  observed.tell(deviceEvent("first"));
  const first = await next();
  for (const device of ["second", "third"]) observed.tell(deviceEvent(device));
  const nextOfLate = heard(/^id: (.*)$/m.exec(first)![1]);
  observed.tell(deviceEvent("fourth"));
  assert.deepEqual(devices(await next()), ["second", "third"]);
  assert.deepEqual(devices(await next()), ["fourth"]);
  await nextOfLate();
  const late: string[] = [];
  while (late.length < 3) late.push(...devices(await nextOfLate()));
  assert.deepEqual(late, ["second", "third", "fourth"]);
});

test("who comes back is told what was missed, in order; a number of another run means nothing", async (t) => {
  const observed = new Scripted();
  const { address } = await served(t, observed);
  const [stays, leaves] = [await readEvents(address), await readEvents(address)];
  observed.tell(deviceEvent("first"));
  const { id } = await leaves.next();
  await leaves.close();
  observed.tell(deviceEvent("second"));
  observed.tell({ kind: "counters", counters: { time: TIME, frames: 1, bytes: 1, countries: [] } });
  observed.tell(deviceEvent("third"));
  const back = await readEvents(address, { "last-event-id": id });
  for (const device of ["second", "third"]) assert.equal(JSON.parse((await back.next()).data).device, device);
  const stranger = await readEvents(address, { "last-event-id": `00000000-${id.split("-")[1]}` });
  observed.tell(deviceEvent("fourth"));
  assert.equal(JSON.parse((await stranger.next()).data).device, "fourth");
  assert.equal(JSON.parse((await back.next()).data).device, "fourth");
  await Promise.all([stays, back, stranger].map(({ close }) => close()));
});

test("a client that never reads is dropped and counted, the others hear everything", async (t) => {
  const observed = new Scripted();
  const { address } = await served(t, observed);
  const deaf = await connected(address);
  deaf.write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(deaf, "readable");
  const reader = await readEvents(address);
  const organization = "o".repeat(20_000);
  const dropped = async () => {
    const text = await (await fetch(`${address}/metrics`)).text();
    return Number(/^bordertap_sse_clients_dropped_total (\d+)$/m.exec(text)?.[1]);
  };
  let told = 0;
  while ((await dropped()) === 0) {
    assert.ok(told < 5000, "100 MB wait for a client that does not read");
    for (let k = 0; k < 10; k++) observed.tell({ kind: "flow", flow: flowReport({ bytesUp: told++ }) });
    for (let k = 0; k < 10; k++) await reader.next();
    observed.tell({ kind: "flow", flow: flowReport({ organization }) });
    await reader.next();
  }
  await closed(deaf.resume());
  assert.equal(await dropped(), 1);
  observed.tell(deviceEvent("last"));
  assert.equal((await reader.next()).event, "device");
  await reader.close();
});

test("an endpoint that ends, ends its clients", async (t) => {
  const observed = new Scripted();
  const endpoint = await served(t, observed);
  const reader = await readEvents(endpoint.address);
  await endpoint.close();
  await assert.rejects(reader.next());
  assert.equal(observed.listenerCount, 0);
});
