// A replayed capture behind the endpoint: the same numbers as in its report, page by page.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { loadCountryTable } from "../../../host/geo/table.ts";
import { Replayed } from "../../../host/http/replayed.ts";
import type { FlowPage, FlowQuery, ObservedEvent } from "../../../host/observed.ts";
import type { FlowReport } from "../../../host/report/flows.ts";
import { replayed } from "../report/helper/replayed.ts";

const report = replayed(
  readFileSync("tests/captures/phone-2014/phone-2014.pcap"),
  loadCountryTable("dist/geo.table"),
);
const observed = new Replayed(report, "phone-2014.pcap", []);
const all: FlowReport[] = [];
report.eachFlow((flow) => all.push(flow));

const choose = (query: Partial<FlowQuery>): Promise<FlowPage> =>
  observed.flows({ order: "last", offset: 0, limit: 1000, ...query });

test("each filter chooses what a look at every flow chooses", async () => {
  const phone = "64:b4:73:20:14:08";
  const cases: [Partial<FlowQuery>, (flow: FlowReport) => boolean][] = [
    [{}, () => true],
    [{ device: phone }, ({ device }) => device === phone],
    [{ country: "CN" }, ({ country }) => country === "CN"],
    [{ country: null }, ({ country }) => country === null],
    [{ host: "phone.example" }, ({ names }) => names.some(({ name }) => /(^|\.)phone\.example$/.test(name))],
    [{ host: "one.example" }, () => false],
    [{ flagged: true }, () => false],
    [
      { device: phone, country: "CN", host: "push.phone.example" },
      (flow) => {
        return flow.device === phone && flow.country === "CN" && flow.host === "push.phone.example";
      },
    ],
  ];
  for (const [query, chosen] of cases) {
    const { flows, total } = await choose(query);
    const key = (flow: FlowReport) => JSON.stringify(flow);
    assert.deepEqual(flows.map(key).sort(), all.filter(chosen).map(key).sort(), JSON.stringify(query));
    assert.equal(total, flows.length);
  }
  assert.ok(
    (await choose({ country: "CN" })).total > 0 && (await choose({ host: "phone.example" })).total > 0,
  );
});

test("orders, and pages that put together are the whole", async () => {
  const keys = {
    last: ({ last = "" }: FlowReport) => last,
    bytesUp: ({ bytesUp }: FlowReport) => bytesUp,
    bytes: ({ bytesUp, bytesDown }: FlowReport) => bytesUp + bytesDown,
  };
  for (const order of ["last", "bytesUp", "bytes"] as const) {
    const { flows } = await choose({ order });
    for (let at = 1; at < flows.length; at++)
      assert.ok(keys[order](flows[at - 1]) >= keys[order](flows[at]), order);
    const pages: FlowReport[] = [];
    for (let offset = 0; offset < flows.length; offset += 7) {
      const page = await choose({ order, offset, limit: 7 });
      assert.equal(page.total, flows.length);
      pages.push(...page.flows);
    }
    assert.deepEqual(pages, flows);
  }
  assert.deepEqual((await choose({ offset: 1e9 })).flows, []);
});

test("status, countries, devices and lookups are the report's", async () => {
  const status = await observed.status();
  assert.deepEqual([status.source, status.frames, status.bytes], ["replay", 1844, report.capture.bytes]);
  assert.equal(status.interfaces[0].state, "ended");
  assert.deepEqual(await observed.countries(), report.countries());
  assert.deepEqual(await observed.devices(), report.devices());
  assert.deepEqual(observed.attribution(), report.attribution);
  assert.equal((await observed.lookup({ ipv6: false, high: 0n, low: 0xffff_7160_0c50n })).country, "CN");
});

test("a capture has no news but its counters: whoever wants others hears nothing", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const heard: string[] = [];
  const stops = [
    observed.subscribe(({ kind }) => heard.push(`some ${kind}`), ["device", "flow"]),
    observed.subscribe(({ kind }) => heard.push(`all ${kind}`)),
  ];
  t.mock.timers.tick(1000);
  for (const stop of stops) stop();
  assert.deepEqual(heard, ["all counters"]);
});

test("counters come while somebody listens", async () => {
  const event = await new Promise<ObservedEvent>((heard) => {
    const stop = observed.subscribe((event) => {
      stop();
      heard(event);
    });
  });
  assert.ok(event.kind === "counters" && event.counters.frames === 1844);
});
