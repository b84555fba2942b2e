// `replay --policy` and `explain`: what a configuration would do, offline.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { parseAddress } from "../../../host/address.ts";
import type { AlertReport } from "../../../host/observed.ts";
import type { ExplainReport } from "../../../host/report/explain.ts";
import { builtImage } from "../geo/helper/small-table.ts";
import { pcapFile } from "../helper/pcap-file.ts";
import { runProgram } from "../helper/program.ts";
import { temporaryFile, temporaryPath } from "../helper/temporary-file.ts";
import { request, resolution, syn } from "../policy/helper/world.ts";

const PHONE = "02:00:00:00:00:01";
const TV = "02:00:00:00:00:02";
/** In China and in the Netherlands by both opinions of the built table. */
const CHINA = "114.114.114.114";
const NETHERLANDS = "145.100.96.1";

interface Sent {
  readonly at: string;
  readonly octets: Uint8Array;
}

function capture(...frames: readonly Sent[]): string {
  const records = frames.map(({ at, octets }) => ({ octets, seconds: Date.parse(at) / 1000 }));
  return temporaryFile(pcapFile({}, records));
}

let localPort = 2000;

function open(at: string, device: string, to: string): Sent {
  return { at, octets: syn({ device, remote: parseAddress(to)!, localPort: localPort++ }) };
}

async function replayed(file: string, policy: object | undefined) {
  const options = policy === undefined ? [] : ["--policy", temporaryFile(JSON.stringify(policy))];
  const { status, stdout, stderr } = await runProgram(["replay", file, "--json", ...options]);
  assert.deepEqual([status, stderr], [0, ""]);
  const { flows, alerts } = JSON.parse(stdout);
  return { verdicts: flows.map(({ verdict }: { verdict: string }) => verdict), alerts };
}

test("without a policy every flow is accepted, and nothing raises an alert", async () => {
  const file = capture(open("2026-11-20T12:00:00Z", PHONE, CHINA));
  assert.deepEqual(await replayed(file, undefined), { verdicts: ["accept"], alerts: [] });
  assert.deepEqual(await replayed(file, {}), { verdicts: ["accept"], alerts: [] });
});

test("verdicts, and one alert for a device and a country in 24 hours of the capture", async () => {
  const file = capture(
    open("2026-11-20T12:00:00Z", PHONE, CHINA),
    open("2026-11-20T12:00:01Z", PHONE, NETHERLANDS),
    open("2026-11-20T13:00:00Z", TV, CHINA),
    open("2026-11-21T11:59:59Z", PHONE, CHINA),
    open("2026-11-21T12:00:00Z", PHONE, CHINA),
  );
  const { verdicts, alerts } = await replayed(file, {
    bordertap: { block_with: "drop", mode: "alert" },
    country: [{ codes: ["CN"], action: "block" }],
    http: { token_file: "/not/on/this/machine" },
  });
  assert.deepEqual(verdicts, ["drop", "accept", "drop", "drop", "drop"]);
  assert.deepEqual(
    alerts.map(({ number, time, device, country, flow }: AlertReport) => [
      number,
      time,
      device,
      country,
      flow.remote,
      flow.verdict,
    ]),
    [
      [3, "2026-11-21T12:00:00.000000000Z", PHONE, "CN", CHINA, "drop"],
      [2, "2026-11-20T13:00:00.000000000Z", TV, "CN", CHINA, "drop"],
      [1, "2026-11-20T12:00:00.000000000Z", PHONE, "CN", CHINA, "drop"],
    ],
  );
});

test("an alert's flow is the one that is listed, with all that the capture held of it", async () => {
  const remote = parseAddress(CHINA)!;
  const flow = { device: PHONE, remote, localPort: localPort++ };
  const file = capture(
    { at: "2026-11-20T12:00:00Z", octets: syn(flow) },
    { at: "2026-11-20T12:00:04Z", octets: request(flow, "photos.example") },
  );
  const options = [
    "--policy",
    temporaryFile(JSON.stringify({ country: [{ codes: ["CN"], action: "alert" }] })),
  ];
  const { stdout } = await runProgram(["replay", file, "--json", ...options]);
  const { flows, alerts } = JSON.parse(stdout);
  assert.equal(alerts[0].flow.packetsUp, 2);
  assert.deepEqual([alerts[0].flow], flows);
  const { stdout: text } = await runProgram(["replay", file, ...options]);
  assert.match(text, /Alerts\n.*photos\.example/);
});

test("hours by the capture's times, to the second, in whatever order frames come", async () => {
  const night = { codes: ["CN"], action: "block", hours: ["22:00-06:00"] };
  const file = capture(
    open("2026-11-20T20:59:59Z", PHONE, CHINA),
    open("2026-11-20T21:00:00Z", PHONE, CHINA),
    open("2026-11-21T04:59:59Z", PHONE, CHINA),
    open("2026-11-21T05:00:00Z", PHONE, CHINA),
    open("2026-11-20T23:30:00Z", PHONE, CHINA),
    open("2026-07-01T20:00:00Z", PHONE, CHINA),
    open("2026-07-01T19:59:00Z", PHONE, CHINA),
  );
  const expected = ["accept", "reject", "reject", "accept", "reject", "reject", "accept"];
  const { verdicts } = await replayed(file, { bordertap: { timezone: "Europe/Berlin" }, country: [night] });
  assert.deepEqual(verdicts, expected);

  // More flows than wait side by side, and a boundary in the midst of them.
  const start = Date.parse("2026-11-20T20:59:00Z");
  const many = Array.from({ length: 120 }, (_, k) =>
    open(new Date(start + k * 1000).toISOString(), PHONE, CHINA),
  );
  const long = await replayed(capture(...many), {
    bordertap: { timezone: "Europe/Berlin" },
    country: [night],
  });
  assert.deepEqual(long.verdicts, [...Array(60).fill("accept"), ...Array(60).fill("reject")]);
  assert.equal(long.alerts[0].time, "2026-11-20T21:00:00.000000000Z");
});

test("names that DNS tells, and those that a flow says", async () => {
  const remote = parseAddress(CHINA)!;
  const ends = () => ({ device: PHONE, remote, localPort: localPort++ });
  const [asked, liar, honest] = [ends(), ends(), ends()];
  const at = (second: number) => `2026-11-20T12:00:0${second}Z`;
  const file = capture(
    { at: at(0), octets: syn(honest) },
    ...resolution(PHONE, "www.good.example", remote).map((octets) => ({ at: at(1), octets })),
    { at: at(2), octets: syn(asked) },
    { at: at(3), octets: syn(liar) },
    { at: at(4), octets: request(liar, "evil.example") },
    { at: at(5), octets: request(honest, "www.good.example") },
  );
  const policy = { country: [{ codes: ["CN"], action: "block" }], exception: [{ host: ["*.good.example"] }] };
  const { verdicts } = await replayed(file, policy);
  assert.deepEqual(verdicts, ["accept", "accept", "accept", "reject"]);
});

test("the report for people, in 80 columns", async () => {
  const file = capture(
    open("2026-11-20T12:00:00Z", PHONE, CHINA),
    open("2026-11-20T12:00:01Z", TV, NETHERLANDS),
  );
  const policy = {
    bordertap: { timezone: "Europe/Berlin" },
    country: [{ codes: ["CN"], action: "block", hours: ["mon-fri 08:00-20:00"] }],
    device: [{ macs: [PHONE], name: "My phone" }],
  };
  const { status, stdout } = await runProgram([
    "replay",
    file,
    "--policy",
    temporaryFile(JSON.stringify(policy)),
  ]);
  assert.equal(status, 0);
  for (const line of [
    /^ {2}reject, alert +1 +54 B +0 B$/m,
    /^ {2}accept +1 +54 B/m,
    /^ {2}hours are those of Europe\/Berlin$/m,
  ])
    assert.match(stdout, line);
  assert.match(
    stdout,
    /^Alerts\n {2}2026-11-20 12:00 {2}02:00:00:00:00:01 {2}CN China {2}114\.114\.114\.114$/m,
  );
  assert.match(stdout, /My phone/);
  for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
});

test("mistakes in a policy end the replay before it begins", async () => {
  const file = capture(open("2026-11-20T12:00:00Z", PHONE, CHINA));
  const wrong = temporaryFile(
    JSON.stringify({ country: [{ codes: ["XX"] }], exception: [{ host: ["com"] }] }),
  );
  const { status, stdout, stderr } = await runProgram(["replay", file, "--policy", wrong]);
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /country\[0\]\.codes\[0\] "XX"/);
  assert.match(stderr, /exception\[0\]\.host "com": it is a public suffix/);
});

const HOUSE = temporaryFile(
  JSON.stringify({
    bordertap: { timezone: "UTC" },
    country: [{ codes: ["CN"], action: "block", hours: ["22:00-06:00"] }, { codes: ["CN"] }],
    exception: [{ host: ["*.good.example"] }, { address: [CHINA], device: ["TV"] }],
    device: [{ macs: [TV], name: "TV" }],
  }),
);

async function explained(...options: string[]) {
  const { status, stdout, stderr } = await runProgram(["explain", "--config", HOUSE, "--json", ...options]);
  assert.deepEqual([status, stderr], [0, ""]);
  return JSON.parse(stdout);
}

test("explain: who decides, and who would without it, in turn", async () => {
  const places = ({ decides, without = [] }: ExplainReport) =>
    [decides!, ...without].map(({ place, verdict, alert }) => `${place} ${verdict}${alert ? "!" : ""}`);
  const night = await explained("--device", PHONE, "--to", CHINA, "--at", "2026-11-20 23:00");
  assert.deepEqual([night.device, night.to, night.country, night.timezone], [PHONE, CHINA, "CN", "UTC"]);
  assert.deepEqual(places(night), ["country[0] reject!", "country[1] accept!", "default_action accept"]);
  const day = await explained("--device", PHONE, "--to", CHINA, "--at", "2026-11-20 12:00");
  assert.deepEqual(places(day), ["country[1] accept!", "default_action accept"]);
  const tv = await explained(
    "--device",
    "TV",
    "--to",
    CHINA,
    "--name",
    "www.good.example",
    "--at",
    "2026-11-20 23:00",
  );
  assert.equal(tv.deviceName, "TV");
  assert.deepEqual(places(tv).slice(0, 3), [
    "exception[1] accept",
    "exception[0] accept",
    "country[0] reject!",
  ]);
  const home = await explained("--device", "TV", "--to", "192.168.1.1");
  assert.deepEqual([home.country, home.decides.kind, home.without], [null, "home", []]);
});

test("explain: an exception's IPv4 address decides through NAT64 too", async () => {
  const tv = await explained("--device", "TV", "--to", `64:ff9b::${CHINA}`, "--at", "2026-11-20 23:00");
  assert.deepEqual([tv.country, tv.decides.place, tv.decides.target], ["CN", "exception[1]", `${CHINA}/32`]);
});

test("explain: a name alone", async () => {
  const good = await explained("--device", PHONE, "--to", "a.good.example");
  assert.deepEqual(
    [good.decides.place, good.decides.target, good.byCountry],
    ["exception[0]", "*.good.example", []],
  );
  const other = await explained("--device", PHONE, "--to", "other.example", "--at", "2026-11-20 23:00");
  assert.equal(other.decides, undefined);
  assert.deepEqual(
    other.byCountry.map(({ codes, place }: { codes: string[]; place: string }) => `${codes} ${place}`),
    ["CN country[0]", "ZZ default_action", " default_action"],
  );
});

test("explain: all that it cannot understand, at once", async () => {
  const { status, stdout, stderr } = await runProgram([
    ...["explain", "--config", HOUSE, "--device", "nobody", "--to", "a b", "--at", "yesterday"],
  ]);
  assert.deepEqual([status, stdout], [2, ""]);
  for (const part of ["--device: nobody", "--to: a b", "--at: yesterday"])
    assert.ok(stderr.includes(part), stderr);
});

test("explain: by the country table that the configuration's daemon has; --geo stands before it", async () => {
  const tableOf = (code: string) => builtImage({ first: `114.0.0.0,114.255.255.255,${code}\n` });
  const countryBy = async (geo: object, ...options: string[]) => {
    const config = temporaryFile(JSON.stringify({ geo }));
    const { status, stdout, stderr } = await runProgram([
      ...["explain", "--config", config, "--json", "--device", PHONE, "--to", CHINA, ...options],
    ]);
    assert.deepEqual([status, stderr], [0, ""]);
    return JSON.parse(stdout).country;
  };
  const named = { table: temporaryFile(tableOf("RU")) };
  assert.equal(await countryBy(named), "RU");
  assert.equal(await countryBy(named, "--geo", temporaryFile(tableOf("IR"))), "IR");
  const directory = temporaryPath();
  mkdirSync(directory);
  assert.equal(await countryBy({ directory }), "CN");
  writeFileSync(join(directory, "geo.table"), tableOf("KP"));
  assert.equal(await countryBy({ directory }), "KP");
});

test("explain: in mode alert nothing is refused, and it says so", async () => {
  const said = async (mode: string) => {
    const config = { bordertap: { mode, timezone: "UTC" }, country: [{ codes: ["CN"], action: "block" }] };
    const { stdout, stderr } = await runProgram([
      ...["explain", "--config", temporaryFile(JSON.stringify(config)), "--device", PHONE, "--to", CHINA],
    ]);
    assert.equal(stderr, "");
    return stdout;
  };
  const passes = /^ {2}mode is alert: nothing is refused; what says block passes, with an alert$/m;
  assert.match(await said("alert"), /^ {2}reject, with an alert: country\[0\] CN says block$/m);
  assert.match(await said("alert"), passes);
  assert.doesNotMatch(await said("enforce"), /mode is alert/);
});

test("explain: for people", async () => {
  const { stdout } = await runProgram([
    ...["explain", "--config", HOUSE, "--device", "TV", "--to", "8.8.8.8", "--at", "2026-11-20 12:00"],
  ]);
  assert.equal(
    stdout,
    "TV (02:00:00:00:00:02) to 8.8.8.8, US United States\n" +
      "  accept: default_action US says off\n" +
      "  rules of 2026-11-20 12:00 in UTC\n",
  );
  const help = await runProgram(["explain", "--help"]);
  assert.match(help.stdout, /1 an exception by address[\s\S]*6 tunnels and new_devices/);
});
