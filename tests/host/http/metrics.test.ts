// What Prometheus reads: well formed, bounded, never falling, and quick.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { EndpointHistory } from "../../../host/http/endpoint.ts";
import { DEVICES_LABELLED_MAX, PAIRS_LABELLED_MAX, Traffic } from "../../../host/http/metrics/traffic.ts";
import type { CountryReport } from "../../../host/report/countries.ts";
import { missingProgram } from "../../installed.ts";
import { quietMs } from "../helper/pace.ts";
import { countryReport, deviceReport, FULL_STATUS, refusedReport, Scripted } from "./helper/scripted.ts";
import { served } from "./helper/served.ts";

const RENDERING_MS_MAX = 25;
const CODES = "CN US DE FR GB NL IE JP SG HK SE NO FI DK IT ES PT PL CZ".split(" ");

/** Samples by their name with labels. */
function samplesOf(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const [, sample, value] = /^(.*[^ ]) +(\S+)$/.exec(line)!;
      return [sample, Number(value)];
    }),
  );
}

async function metricsOf(address: string): Promise<string> {
  const response = await fetch(`${address}/metrics`);
  assert.equal(response.status, 200);
  return response.text();
}

function textOf(traffic: Traffic): string {
  return traffic.octets.map((octets) => new TextDecoder().decode(octets)).join("");
}

test("everything that is known has a sample, with names and labels of the contract", async (t) => {
  const { address } = await served(t);
  const samples = samplesOf(await metricsOf(address));
  const device = "02:00:00:00:00:01";
  const expected: [string, number][] = [
    [`bordertap_bytes_total{device="${device}",country="CN",direction="up"}`, 500],
    [`bordertap_bytes_total{device="${device}",country="CN",direction="down"}`, 1000],
    [`bordertap_packets_total{device="${device}",country="none",direction="up"}`, 2],
    [`bordertap_flows_total{device="${device}",country="none"}`, 1],
    [`bordertap_bytes_attempted_total{device="${device}",country="CN"}`, 148],
    [`bordertap_packets_attempted_total{device="${device}",country="CN"}`, 2],
    ["bordertap_refusals_seen_total", 13],
    [`bordertap_bytes_total{device="other",country="US",direction="down"}`, 2],
    ["bordertap_frames_total", 1000],
    ['bordertap_outcomes_total{outcome="NOT_IP"}', 10],
    ['bordertap_interface_dropped_packets_total{interface="br-lan"}', 7],
    ['bordertap_interface_bytes_exact{interface="br-lan"}', 0],
    ["bordertap_flow_table_flows", 12],
    ["bordertap_flows_evicted_total", 3],
    ["bordertap_device_flows_refused_total", 2],
    ['bordertap_names_not_kept_total{kind="names"}', 5],
    ['bordertap_workers_rebuilt_total{worker="0"}', 1],
    ["bordertap_geo_age_seconds", 86_400],
    ["bordertap_geo_update_ok", 0],
    ["bordertap_clock_synchronized", 0],
    ["bordertap_measurement_coverage_ratio", 0.5],
    ["bordertap_configuration_ok", 0],
    ['bordertap_flow_offload{offload="software"}', 1],
    ['bordertap_flow_offload{offload="hardware"}', 0],
    ['bordertap_offloaded_flows{offload="software"}', 8],
    ['bordertap_offloaded_flows{offload="hardware"}', 0],
    ["bordertap_alerts_total", 2],
    ["bordertap_events_not_sent_total", 6],
    ['bordertap_build_info{version="0.1.0"}', 1],
  ];
  for (const [sample, value] of expected) assert.equal(samples.get(sample), value, sample);
  for (const used of ["process_cpu_seconds_total", "process_resident_memory_bytes"])
    assert.ok(samples.get(used)! > 0, used);
});

test("what nobody knows has no sample", async (t) => {
  const observed = new Scripted();
  observed.statusReport = {
    ...FULL_STATUS,
    clockSynchronized: undefined,
    configuration: undefined,
    geo: { sources: [] },
    accounting: { source: "tap", offload: "none" },
  };
  const samples = samplesOf(await metricsOf((await served(t, observed)).address));
  for (const name of [
    "clock_synchronized",
    "geo_age_seconds",
    "geo_update_ok",
    "measurement_coverage_ratio",
    "configuration_ok",
  ])
    assert.ok(!samples.has(`bordertap_${name}`), name);
});

test("counters never fall, whatever the observed says", async (t) => {
  const observed = new Scripted();
  const { address } = await served(t, observed);
  let before = samplesOf(await metricsOf(address));
  const readings: [number, number][] = [
    [2000, 9000],
    [10, 5],
    [0, 0],
    [2001, 100_000],
  ];
  for (const [frames, bytes] of readings) {
    observed.statusReport = { ...FULL_STATUS, frames, outcomes: { OK: frames } };
    observed.deviceReports = bytes === 0 ? [] : [deviceReport(1, [countryReport("CN", bytes)])];
    const now = samplesOf(await metricsOf(address));
    for (const [sample, value] of before)
      if (/^\w+_total/.test(sample)) assert.ok(now.get(sample)! >= value, sample);
    before = now;
  }
  assert.equal(before.get("bordertap_frames_total"), 2001);
  assert.equal(
    before.get('bordertap_bytes_total{device="02:00:00:00:00:01",country="CN",direction="up"}'),
    100_000,
  );
});

test("what was attempted has a line once something was, and falls as little", () => {
  const traffic = new Traffic();
  const attempted = () =>
    [...samplesOf(textOf(traffic))].filter(([sample]) => sample.includes("_attempted_"));
  const device = deviceReport(1, []).device;
  traffic.read([deviceReport(1, [countryReport("CN", 7), countryReport("RU", 7)])]);
  assert.deepEqual(attempted(), []);
  const expected = [
    [`bordertap_bytes_attempted_total{device="${device}",country="RU"}`, 1480],
    [`bordertap_packets_attempted_total{device="${device}",country="RU"}`, 2],
  ];
  traffic.read([deviceReport(1, [countryReport("CN", 7), refusedReport("RU", 7, 1480)])]);
  assert.deepEqual(attempted(), expected);
  traffic.read([deviceReport(1, [refusedReport("RU", 7, 900)])]);
  assert.deepEqual(attempted(), expected);
  // Devices without a label of their own share one line.
  const flood = Array.from({ length: DEVICES_LABELLED_MAX + 9 }, (_, k) =>
    deviceReport(1 + k, [refusedReport("RU", 7, 1480)]),
  );
  traffic.read(flood);
  assert.equal(attempted().length, 2 * (DEVICES_LABELLED_MAX + 1));
  const other = 'bordertap_bytes_attempted_total{device="other",country="RU"}';
  assert.equal(samplesOf(textOf(traffic)).get(other), 9 * 1480);
});

test("the first devices keep their labels, later ones are other, and other never falls", () => {
  const traffic = new Traffic();
  const devices = (count: number, bytes: number) =>
    Array.from({ length: count }, (_, k) => deviceReport(k, [countryReport("CN", bytes)]));
  traffic.read(devices(DEVICES_LABELLED_MAX, 7));
  const flood = devices(10_000, 8).reverse();
  traffic.read(flood);
  const samples = samplesOf(textOf(traffic));
  const up = [...samples].filter(([sample]) => /^bordertap_bytes_total.*"up"/.test(sample));
  assert.equal(up.length, DEVICES_LABELLED_MAX + 1);
  const other = 'bordertap_bytes_total{device="other",country="CN",direction="up"}';
  assert.equal(samples.get(other), (10_000 - DEVICES_LABELLED_MAX) * 8);
  const first = deviceReport(0, []).device;
  assert.equal(samples.get(`bordertap_bytes_total{device="${first}",country="CN",direction="up"}`), 8);
  traffic.read(flood.slice(0, 100));
  assert.equal(samplesOf(textOf(traffic)).get(other), samples.get(other));
});

test("pairs of device and country are bounded, and nothing is lost to the bound", () => {
  const traffic = new Traffic();
  const codes = Array.from({ length: 100 }, (_, k) =>
    String.fromCharCode(65 + (k % 26), 65 + Math.floor(k / 26)),
  );
  const devices = Array.from({ length: 200 }, (_, k) =>
    deviceReport(
      k,
      codes.map((code) => countryReport(code, 3)),
    ),
  );
  traffic.read(devices);
  const up = [...samplesOf(textOf(traffic))].filter(([sample]) =>
    /^bordertap_bytes_total.*"up"/.test(sample),
  );
  assert.ok(up.length <= PAIRS_LABELLED_MAX + codes.length);
  assert.equal(
    up.reduce((sum, [, value]) => sum + value, 0),
    200 * 100 * 3,
  );
});

test("values up to 2^53 are exact, and a label cannot leave its quotes", () => {
  const traffic = new Traffic();
  const most = Number.MAX_SAFE_INTEGER;
  const device = 'a"} 1\nb{x="\\';
  const countries: CountryReport[] = [{ ...countryReport("CN", 0), bytesUp: most, flows: 10 }];
  traffic.read([{ device, countries }]);
  const text = textOf(traffic);
  assert.match(text, /device="a\\"} 1\\nb{x=\\"\\\\",country="CN",direction="up"} 9007199254740991\n/);
  assert.match(text, /^bordertap_flows_total\{.*\} +10$/m);
  assert.ok(!/^b\{/m.test(text));
});

test("promtool check metrics is clean", { skip: missingProgram("promtool") }, async (t) => {
  const { address } = await served(t);
  await metricsOf(address);
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
    input: await metricsOf(address),
    encoding: "utf8",
  });
  assert.deepEqual([status, stdout, stderr], [0, "", ""]);
});

test(`250 devices with 20 countries each are written in ${RENDERING_MS_MAX} ms`, async (t) => {
  const observed = new Scripted();
  const { address } = await served(t, observed);
  let k = 0;
  const render = async (): Promise<void> => {
    k++;
    observed.deviceReports = Array.from({ length: 250 }, (_, device) =>
      deviceReport(
        device,
        [...CODES, null].map((code, at) => countryReport(code, 1000 * k + device * at)),
      ),
    );
    const response = await fetch(`${address}/metrics`);
    await response.arrayBuffer();
  };
  // With the reports and the client; the bench holds the 99th percentile.
  const ms = await quietMs(t, render, RENDERING_MS_MAX);
  assert.ok(ms <= RENDERING_MS_MAX, `${ms} ms`);
});

test("requests are counted on where the endpoint moves", async (t) => {
  const observed = new Scripted();
  const history = new EndpointHistory(observed);
  t.after(() => history.close());
  const first = await served(t, observed, {}, {}, history);
  await fetch(`${first.address}/healthz`).then((answer) => answer.text());
  await first.close();
  const second = await served(t, observed, {}, {}, history);
  await fetch(`${second.address}/healthz`).then((answer) => answer.text());
  const text = await (await fetch(`${second.address}/metrics`)).text();
  assert.match(text, /^bordertap_http_requests_total\{route="\/healthz",status="200"\} 2$/m);
});
