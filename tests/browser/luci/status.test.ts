// The pages that show what is observed: right, harmless, and there again when the daemon is.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { bytesText } from "../../../host/report/text.ts";
import { countryReport, flowReport, Scripted } from "../../host/http/helper/scripted.ts";
import { waitFor } from "../../lab/wait.ts";
import { programsBelow } from "../../router-image/luci/helper/process-tree.ts";
import { replayed } from "../../router-image/luci/helper/replayed.ts";
import { missingPrograms } from "../../router-image/luci/helper/router-path.ts";
import { missingBrowser, startBrowser } from "../browser.ts";
import { endpointOf, HOSTILE_SHOWN, hostile, PHONE } from "./household.ts";
import { PAGES, Router } from "./router.ts";
import { Visit } from "./visit.ts";

const noAttempts = { bytesAttempted: 0, packetsAttempted: 0 };
/** Of the pages. */
const POLL_SECONDS = 10;

const skip = missingBrowser ?? missingPrograms;
const browser = skip ? undefined! : await startBrowser();

test("status shows devices by country, flagged flows and health as the endpoint has them", {
  skip,
}, async () => {
  const { address } = await replayed({ country: [{ codes: ["CN"], action: "block" }] });
  const router = await Router.start(address);
  const visit = await Visit.open(browser, router, "status");
  const read = async (path: string) => (await (await fetch(`${address}/api/v1/${path}`)).json()) as never;
  const { devices } = (await read("devices")) as {
    devices: { device: string; countries: { country: string; bytesUp: number; bytesDown: number }[] }[];
  };
  const cells = await visit.cells("devices");
  const phone = devices.find(({ device }) => device === PHONE)!;
  const china = phone.countries.find(({ country }) => country === "CN")!;
  assert.deepEqual(cells[0].slice(0, 1), [
    `phone (dhcp)${PHONE}, Xiaomi Communications Co Ltd, 192.168.1.161`,
  ]);
  assert.deepEqual(cells[1], ["China CN", bytesText(china.bytesUp), bytesText(china.bytesDown), "9"]);
  // Four countries of each device until more of them are asked for.
  assert.equal(cells.filter(([title]) => title.startsWith("2 more countries")).length, 2);
  const { page } = visit;
  await page.locator("button", { hasText: "2 more countries" }).first().click();
  const opened = await visit.cells("devices");
  assert.equal(opened.length, cells.length + 2);
  assert.equal(opened[phone.countries.length + 1][0], "Fewer countries");

  const { flows } = (await read("flows?flagged=true")) as { flows: { host: string; bytesUp: number }[] };
  const flagged = await visit.cells("flagged");
  assert.equal(flagged.length, flows.length);
  assert.match(flagged[0][2], new RegExp(`^${flows[0].host} \\(\\w+\\)`));
  assert.deepEqual(
    flagged.map((row) => row[4]),
    flows.map(({ bytesUp }) => bytesText(bytesUp)),
  );
  assert.ok(flagged.every((row) => row[6] === "reject"));
  const text = await page.locator("#view").innerText();
  for (const part of [
    "Mode\nalert",
    "phone-2014.pcap: ended",
    "1,844 frames, 948 kB",
    "A country is an estimate",
    "https://db-ip.com",
  ])
    assert.ok(text.includes(part), part);
  assert.deepEqual(visit.faults, []);
  await visit.close();

  const alerts = await Visit.open(browser, router, "alerts");
  const { alerts: told } = (await read("alerts")) as { alerts: { number: number }[] };
  assert.deepEqual(
    (await alerts.cells("alerts")).map(([number]) => number),
    told.map(({ number }) => String(number)),
  );
  assert.ok(told.length > 0);
  assert.deepEqual(alerts.faults, []);
  await alerts.close();
});

test("what everybody calls themselves is shown and does nothing", { skip }, async () => {
  const router = await Router.start(await endpointOf(hostile()));
  router.uci.add("device", undefined, { name: "<img src=x onerror=hacked=3>", macs: ["02:00:00:00:00:09"] });
  router.uci.add("country", undefined, { codes: ["<b>"], action: "<i>", device: ["<u>"], hours: ["<s>"] });
  router.uci.add("exception", undefined, { host: ["<b>"], expires: "&lt;img src=x onerror=hacked=4&gt;" });
  for (const view of Object.keys(PAGES)) {
    const visit = await Visit.open(browser, router, view);
    const { page } = visit;
    const types = { policy: "country", devices: "device", exceptions: "exception" } as Record<string, string>;
    if (types[view] !== undefined) {
      await page
        .locator(`#cbi-bordertap-${types[view]} .cbi-section-actions button`, { hasText: "Edit" })
        .click();
      await visit.dialog.locator(".cbi-value").first().waitFor();
    }
    // Nothing in the page but what the package's own code made.
    const strange =
      "#view img, #view script, #view b, #view i, #view u, #view s, .modal img, .modal b, .modal i, .modal u, .modal s";
    assert.equal(await page.locator(strange).count(), 0, view);
    assert.equal(await page.evaluate("window.hacked"), undefined, view);
    assert.deepEqual(visit.faults, [], view);
    if (["status", "devices", "alerts"].includes(view)) {
      const text = (await page.locator("#view").textContent())!;
      assert.ok(text.includes(HOSTILE_SHOWN), view);
      assert.ok(!text.includes("\u202e"), view);
    }
    await visit.close();
  }
});

test("what was refused has a column where there is any, and is not hidden behind what was not", {
  skip,
}, async () => {
  for (const bytesAttempted of [0, 4200]) {
    const observed = new Scripted();
    const attempted = { bytesAttempted, packetsAttempted: bytesAttempted / 60 };
    const none = { bytesUp: 0, bytesDown: 0, packetsUp: 0, packetsDown: 0 };
    const others = ["FR", "DE", "NL", "GB", "IE"].map((code, at) => ({
      ...countryReport(code, 100 + at),
      ...noAttempts,
    }));
    const [device] = observed.deviceReports;
    const refused = { ...countryReport("CN", 0), ...none, ...attempted };
    observed.deviceReports = [{ ...device, countries: [...others, refused] }];
    observed.countryReports = [refused];
    observed.flowReports = [flowReport({ ...none, ...attempted, verdict: "reject" })];
    observed.statusReport = { ...observed.statusReport, ...attempted };
    const visit = await Visit.open(browser, await Router.start(await endpointOf(observed)), "status");
    for (const name of ["devices", "countries", "flagged"]) {
      const column = visit.page.locator(`.bordertap-${name} .th`, { hasText: "Attempted" });
      assert.equal(await column.count(), bytesAttempted > 0 ? 1 : 0, name);
    }
    const rows = await visit.cells("devices");
    if (bytesAttempted > 0) {
      assert.deepEqual([rows[0][3], rows[1][0], rows[1][3]], ["4.20 kB", "China CN", "4.20 kB"]);
      assert.match(
        await visit.page.locator("#bordertap-health").innerText(),
        /70 packets, 4\.20 kB, sent and refused/,
      );
    }
    await visit.close();
  }
});

test("health says what is enforced, and what stands in the way", { skip }, async () => {
  const observed = new Scripted();
  const router = await Router.start(await endpointOf(observed));
  const shown = async (parts: readonly string[]) => {
    const visit = await Visit.open(browser, router, "status");
    const text = await visit.page.locator("#view").innerText();
    for (const part of parts) assert.ok(text.includes(part), part);
    assert.deepEqual(visit.faults, []);
    await visit.close();
  };
  const enforcement = {
    state: "failed",
    reason: "nft is missing",
    policyVersion: 3,
    failMode: "last-good",
    blockSetPrefixes: 10,
    decisions: {},
    flowsWithoutName: 0,
    packetsHeld: 0,
    rules: { asked: 5000, refused: 1234 },
    notKept: { pairs: 8 },
    table: { loads: 1, refusals: 0, losses: 2, gapSeconds: 61 },
    guard: { state: "lifted", dropped: 7, lifts: 1 },
    sweeps: { flows: 0, ended: 0, endedOffloaded: 0, refused: 0 },
    rebuilt: 0,
  } as const;
  observed.statusReport = { ...observed.statusReport, mode: "enforce", enforcement };
  await shown([
    "Mode\nenforce",
    "failed; while nobody judges: last-good; 1,234 packets refused",
    "The firewall rules that are wanted could not be loaded: nft is missing",
    "Others changed or took the firewall table 2 times, for 1 min 1 s at most.",
    "No guard stands behind the firewall table: while others have taken it everything passes (lifted).",
    "Found no room: 5 names, 8 pairs.",
    "7 packets were lost on br-lan.",
    "The tap saw 50 % of the bytes that conntrack counted.",
    "3 flows left a full table",
    "its clock is right",
  ]);
  observed.statusReport = { ...observed.statusReport, mode: "alert", enforcement: undefined };
  await shown(["Mode\nalert", "Nothing is refused: what says block raises an alert."]);
});

test("many devices are pages; nothing is said of nothing", { skip }, async () => {
  const observed = new Scripted();
  const [device] = observed.deviceReports;
  observed.deviceReports = Array.from({ length: 45 }, (_, at) => ({
    ...device,
    device: `02:00:00:00:00:${10 + at}`,
  }));
  const router = await Router.start(await endpointOf(observed));
  const visit = await Visit.open(browser, router, "status");
  const pages = visit.page.locator(".bordertap-pages").first();
  assert.match(await pages.innerText(), /1 to 20 of 45/);
  await pages.locator("button", { hasText: "Next" }).click();
  await pages.locator("text=21 to 40 of 45").waitFor();
  await pages.locator("button", { hasText: "Next" }).click();
  await pages.locator("text=41 to 45 of 45").waitFor();
  assert.ok(await pages.locator("button", { hasText: "Next" }).isDisabled());
  assert.match((await visit.cells("devices"))[0][0], /02:00:00:00:00:50/);
  await visit.close();
  observed.deviceReports = [];
  observed.countryReports = [];
  observed.flowReports = [];
  observed.alertReports = [];
  const empty = await Visit.open(browser, router, "status");
  const text = await empty.page.locator("#view").innerText();
  for (const part of ["No device yet.", "No traffic yet.", "None."]) assert.ok(text.includes(part), part);
  assert.deepEqual(empty.faults, []);
  await empty.close();
});

test("a daemon that does not answer is told of, and shown again when it does", { skip }, async (t) => {
  const observed = new Scripted();
  const config = { listen: "127.0.0.1", port: 0, allowedHosts: [] };
  const { LIMITS, startEndpoint } = await import("../../../host/http/endpoint.ts");
  const first = await startEndpoint(observed, config, LIMITS);
  const router = await Router.start(first.address);
  await first.close();
  const visit = await Visit.open(browser, router, "status");
  const warning = visit.page.locator("#bordertap-error .alert-message");
  assert.match(await warning.innerText(), /bordertap does not answer/);
  const again = await startEndpoint(
    observed,
    { ...config, port: Number(new URL(first.address).port) },
    LIMITS,
  );
  t.after(() => again.close());
  await visit.pass(POLL_SECONDS);
  await visit.page.locator(".bordertap-devices").waitFor();
  assert.equal(await warning.count(), 0);
  assert.deepEqual(visit.faults, []);
  await visit.close();
});

test("polling starts no Node process: there is one, the daemon", { skip }, async () => {
  const { address, pid } = await replayed({});
  const router = await Router.start(address);
  const seen: string[] = [];
  router.ubus.beforeCall = () => {
    seen.push(...programsBelow([pid, ...router.plugin.pids]).filter((program) => program === "node"));
  };
  const visit = await Visit.open(browser, router, "status");
  const polls = () => router.ubus.calls.filter((call) => call === "bordertap.status").length;
  const before = polls();
  await visit.pass(POLL_SECONDS);
  await waitFor(() => polls() > before, "a poll");
  await visit.close();
  assert.ok(seen.length >= 8, String(seen.length));
  assert.equal(seen.length, router.ubus.calls.filter((call) => call.startsWith("bordertap.")).length);
  assert.equal(readFileSync(router.plugin.forbidden, "utf8"), "");
});

test("who may only look sees status and alerts, and no page that changes anything", { skip }, async () => {
  const endpoint = await endpointOf(new Scripted());
  const router = await Router.start(endpoint, { groups: ["luci-app-bordertap"] });
  for (const view of ["status", "alerts"]) {
    const visit = await Visit.open(browser, router, view);
    assert.equal((await visit.page.locator(".bordertap-table").count()) > 0, true, view);
    assert.deepEqual(visit.faults, [], view);
    await visit.close();
  }
  for (const view of ["policy", "devices", "exceptions", "settings"])
    assert.equal((await fetch(router.pageOf(view))).status, 404, view);
  // rpcd asks again, whatever the page does.
  for (const [object, method] of [
    ["uci", "get"],
    ["uci", "set"],
  ]) {
    const call = [`${"0".repeat(32)}`, object, method, { config: "bordertap" }];
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "call", params: call });
    const answer = (await (await fetch(`${router.address}/ubus/`, { method: "POST", body })).json()) as {
      error?: object;
    };
    assert.ok(answer.error, method);
  }
});
