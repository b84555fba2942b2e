// What rpcd runs for LuCI's pages: a shell script under busybox's ash, asked against the program's own endpoint.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type TestContext } from "node:test";
import { TEXT_OCTETS_MAX } from "../../../host/devices/claim-text.ts";
import { VENDOR_NAME_OCTETS_MAX } from "../../../host/devices/vendor-image.ts";
import { apiRoutes } from "../../../host/http/api.ts";
import type { CountryReport } from "../../../host/report/countries.ts";
import { printable } from "../../../host/text.ts";
import { temporaryFile } from "../../host/helper/temporary-file.ts";
import { deviceReport, Scripted } from "../../host/http/helper/scripted.ts";
import { served } from "../../host/http/helper/served.ts";
import { missingProgram } from "../../installed.ts";
import { blobSize, UBUS_MESSAGE_OCTETS_MAX } from "./helper/blob-size.ts";
import { type LoadedPage, loadPage } from "./helper/page.ts";
import { PLUGIN, Plugin, uciOf } from "./helper/plugin.ts";
import { programsBelow } from "./helper/process-tree.ts";
import { replayed } from "./helper/replayed.ts";
import { missingPrograms } from "./helper/router-path.ts";
import { RESOURCES } from "./helper/script.ts";

const PHONE = "64:b4:73:20:14:08";
/** As many as pages know. */
const DEVICES = 250;
const STAND_IN = "tests/router-image/luci/stand-in";
/** What the plugin refuses an answer beyond. */
const ANSWER_OCTETS_MAX = Number(/^ANSWER_OCTETS_MAX=(\d+)$/m.exec(readFileSync(PLUGIN, "utf8"))![1]);
const SCRIPTS = [PLUGIN, `${STAND_IN}/ip`, `${STAND_IN}/uci`, `${STAND_IN}/uclient-fetch`];

const skip = missingPrograms;
const { address, pid } = await replayed({ country: [{ codes: ["CN"], action: "block" }] });
const plugin = skip ? undefined! : new Plugin(uciOf(address));

/** A server whose every answer a test writes. */
async function serving(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("each method answers what the endpoint does", { skip }, async () => {
  const cases: [string, Record<string, unknown>, string][] = [
    ["countries", {}, "countries"],
    ["devices", { offset: 1, limit: 2 }, "devices?offset=1&limit=2"],
    ["devices", { countries: 0 }, "devices?countries=0"],
    ["devices", { limit: 3, countries: 1 }, "devices?limit=3&countries=1"],
    ["flows", {}, "flows"],
    ["flows", { flagged: true, order: "bytesUp", limit: 3 }, "flows?flagged=true&order=bytesUp&limit=3"],
    [
      "flows",
      { device: PHONE, country: "CN", host: "phone.example" },
      "flows?device=64:b4:73:20:14:08&country=CN&host=phone.example",
    ],
    ["flows", { country: "none", flagged: false, offset: 2 }, "flows?country=none&offset=2"],
    ["alerts", { limit: 2 }, "alerts?limit=2"],
  ];
  for (const [method, parameters, path] of cases) {
    const expected = await (await fetch(`${address}/api/v1/${path}`)).json();
    const session = { ubus_rpc_session: "0123456789abcdef0123456789abcdef" };
    assert.deepEqual(await plugin.call(method, { ...parameters, ...session }), expected, path);
  }
  const { alerts } = await plugin.call("alerts");
  assert.ok((alerts as unknown[]).length > 0);
  assert.equal((await plugin.call("status")).source, "replay");
});

test("methods take what their documents' queries do", { skip }, async () => {
  const { stdout } = await plugin.run(["list"]);
  const methods = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
  for (const [method, parameters] of Object.entries(methods)) {
    const { query } = apiRoutes.find(({ path }) => path === `/api/v1/${method}`)!;
    assert.deepEqual(Object.keys(parameters).sort(), query!.map(({ name }) => name).sort(), method);
    // rpcd takes the types of arguments from these samples.
    for (const [name, sample] of Object.entries(parameters))
      assert.equal(
        typeof sample,
        { offset: "number", limit: "number", countries: "number", flagged: "boolean" }[name] ?? "string",
      );
  }
});

test("arguments that mean anything else are refused, and never asked", { skip }, async (t) => {
  const asked: string[] = [];
  const { address } = await served(t, new Scripted());
  const own = new Plugin(
    uciOf(
      await serving(t, ({ url }, response) => {
        asked.push(url!);
        response.end("{}");
      }),
    ),
  );
  const refused: [string, string | Record<string, unknown>][] = [
    ["flows", { device: "phone" }],
    ["flows", { device: "../../metrics" }],
    ["flows", { device: "a".repeat(46) }],
    ["flows", { country: "CHN" }],
    ["flows", { country: "C&" }],
    ["flows", { country: "*?" }],
    ["flows", { host: "a b" }],
    ["flows", { host: "a&limit=1" }],
    ["flows", { host: "$(node)" }],
    ["flows", { host: "`node`" }],
    ["flows", { host: "a\nb" }],
    ["flows", { host: "ä.example" }],
    ["flows", { host: "a".repeat(254) }],
    ["flows", { order: "first" }],
    ["flows", { order: "last bytes" }],
    ["flows", { flagged: "yes" }],
    ["flows", { limit: -1 }],
    ["flows", { limit: 1.5 }],
    ["flows", { limit: 12345678901 }],
    ["flows", { limit: [1] }],
    ["flows", { limit: { a: 1 } }],
    ["flows", { limit: null }],
    ["flows", { limit: "" }],
    ["flows", { sort: "x" }],
    ["flows", { "": "x" }],
    ["flows", { "offset limit": 1 }],
    ["status", { "": "x" }],
    ["flows", { host: "x".repeat(3000) }],
    ["flows", '{"limit":1,}'],
    ["flows", '{"limit":1'],
    ["flows", '{"limit"}'],
    ["flows", '{"limit":}'],
    ["flows", "{limit:1}"],
    ["flows", '{"host":"a}'],
    ["flows", '{"host":"a"b}'],
    ["flows", '{"limit":1 "offset":1}'],
    ["flows", '{"host":"a\\u0062"}'],
    ["flows", "[]"],
    ["flows", "limit"],
    ["status", { limit: 1 }],
    ["countries", { device: PHONE }],
    ["alerts", { countries: 0 }],
    ["devices", { countries: -1 }],
    ["", {}],
    ["events", {}],
    ["lookup", {}],
    ["status countries", {}],
    ["../status", {}],
  ];
  for (const [method, parameters] of refused) {
    const { error } = await own.call(method, parameters);
    assert.equal(error?.code, "INVALID_QUERY", `${method} ${JSON.stringify(parameters).slice(0, 60)}`);
  }
  assert.deepEqual(asked, []);
  for (const spaced of [
    '{ "limit" : 1 , "offset" : 0 }',
    ' {"limit":1,"offset":0} ',
    '{"limit":"1","offset":"0"}',
  ])
    assert.deepEqual(await own.call("flows", spaced), {});
  assert.deepEqual(new Set(asked), new Set(["/api/v1/flows?limit=1&offset=0"]));
  // What only the endpoint can refuse.
  const real = new Plugin(uciOf(address));
  assert.equal((await real.call("flows", { limit: 1001 })).error?.code, "INVALID_QUERY");
  assert.equal((await real.call("flows", { device: "1.2.3" })).error?.code, "INVALID_QUERY");
});

test("an endpoint that is not there, is off, or is none: said with what to do", { skip }, async (t) => {
  const nobody = await serving(t, () => {});
  const { port } = new URL(nobody);
  const codeOf = async (uci: string) => {
    const { error } = await new Plugin(uci).call("status");
    assert.ok(error!.message.length > 20);
    return error!.code;
  };
  assert.equal(await codeOf("config http\n\toption port '1'"), "ENDPOINT_UNREACHABLE");
  for (const option of [
    "enabled '0'",
    "enabled 'off'",
    "port '0'",
    "port '99999'",
    "port '1;node'",
    "listen 'a b'",
    // Of no router: whoever may set it shall not be sent a token that he may not read.
    "listen '192.0.2.1'",
    "listen '2001:db8::1'",
  ])
    assert.equal(await codeOf(`config http\n\toption ${option}`), "ENDPOINT_UNREACHABLE", option);
  const page = await serving(t, (_, response) => response.end("<html>a router</html>"));
  assert.equal(await codeOf(uciOf(page)), "ENDPOINT_ANSWER");
  const empty = await serving(t, (_, response) => response.end());
  assert.equal(await codeOf(uciOf(empty)), "ENDPOINT_ANSWER");
  const failing = await serving(t, (_, response) => response.writeHead(500).end("{}"));
  assert.equal(await codeOf(uciOf(failing)), "ENDPOINT_REFUSED");
  // The unspecified address is asked at the loopback.
  const token = "0123456789abcdef";
  const open = await served(t, new Scripted(), { listen: "0.0.0.0", token });
  const wide = uciOf(open.address, `option token_file '${temporaryFile(token)}'`);
  assert.match(wide, /listen '0\.0\.0\.0'/);
  assert.equal((await new Plugin(wide).call("status")).version, "0.1.0");
  const six = await served(t, new Scripted(), { listen: "::1" });
  assert.equal((await new Plugin(uciOf(six.address)).call("status")).version, "0.1.0");
  // Of the router's own, as ip(8) writes them.
  const { port: mapped } = new URL(await serving(t, (_, response) => response.end("{}")));
  const own = uciOf(`http://[::ffff:127.0.0.1]:${mapped}`);
  assert.match(own, /listen '::ffff:7f00:1'/);
  assert.deepEqual(await new Plugin(own).call("status"), {});
  assert.ok(Number(port) > 0);
});

test("the token is read where the endpoint has one", { skip }, async (t) => {
  const token = "0123456789abcdef~+/=";
  const { address } = await served(t, new Scripted(), { token });
  const codeWith = async (content: string) =>
    (await new Plugin(uciOf(address, `option token_file '${temporaryFile(content)}'`)).call("status")).error
      ?.code;
  assert.equal(await codeWith(`${token}\n`), undefined);
  assert.equal(await codeWith(token), undefined);
  assert.equal(await codeWith(` ${token} \r\n`), undefined);
  assert.equal(await codeWith("another-token-of-16\n"), "ENDPOINT_REFUSED");
  for (const content of [
    "",
    "\n",
    "short\n",
    "with space in it 123\n",
    `${"a".repeat(513)}\n`,
    `"$(node)"0123456789\n`,
  ])
    assert.equal(await codeWith(content), "HTTP_TOKEN_MISSING", content);
  const without = new Plugin(uciOf(address));
  assert.equal((await without.call("status")).error?.code, "ENDPOINT_REFUSED");
  const missing = new Plugin(uciOf(address, "option token_file '/nowhere'"));
  assert.equal((await missing.call("status")).error?.code, "HTTP_TOKEN_MISSING");
});

test("size and time are bounded", { skip }, async (t) => {
  const sizes = [399_990, 500_000, 50_000_000];
  const answers: (string | undefined)[] = [];
  for (const size of sizes) {
    const long = await serving(t, (_, response) => response.end(`{"a":"${"x".repeat(size)}"}`));
    answers.push((await new Plugin(uciOf(long)).call("status")).error?.code);
  }
  assert.deepEqual(answers, [undefined, "ENDPOINT_ANSWER_TOO_LONG", "ENDPOINT_ANSWER_TOO_LONG"]);
  // Neither silence nor a word now and then keeps rpcd waiting.
  const silent = await serving(t, () => {});
  const dripping = await serving(t, (_, response) => {
    response.write("{");
    const timer = setInterval(() => response.write(" "), 500);
    response.on("close", () => clearInterval(timer));
  });
  const started = performance.now();
  const codes = await Promise.all(
    [silent, dripping].map(async (address) => (await new Plugin(uciOf(address)).call("status")).error?.code),
  );
  assert.deepEqual(codes, ["ENDPOINT_UNREACHABLE", "ENDPOINT_UNREACHABLE"]);
  assert.ok(performance.now() - started < 20_000);
});

/** Pages by what they show of devices: how many they have once they are loaded. */
const DEVICES_LOADED: Readonly<Record<string, (page: LoadedPage) => number>> = {
  status: ({ data }) => data.devices.devices.length,
  alerts: ({ view }) => view.names.size,
  devices: ({ data: [, { devices }] }) => devices.length,
  policy: ({ data: [, { devices }] }) => devices.length,
  exceptions: ({ data: [, { devices }] }) => devices.length,
};

/** Loads every page that asks the daemon, as the views themselves do. Says how many questions each asked. */
async function loadAll(observed: Scripted, t: TestContext): Promise<Record<string, number>> {
  const { address } = await served(t, observed);
  const own = new Plugin(uciOf(address));
  const counts: Record<string, number> = {};
  for (const [name, loaded] of Object.entries(DEVICES_LOADED)) {
    const page = await loadPage(name, own);
    for (const { method, answer } of page.questions) {
      if (answer.error?.code === "ENDPOINT_ANSWER_TOO_LONG" && method === "devices") continue;
      assert.equal(answer.error, undefined, `${name}: ${method}`);
      assert.ok(JSON.stringify(answer).length < ANSWER_OCTETS_MAX, `${name}: ${method}`);
      assert.ok(blobSize(answer) < UBUS_MESSAGE_OCTETS_MAX, `${name}: ${method}: ${blobSize(answer)}`);
    }
    assert.equal(loaded(page), name === "status" ? 20 : observed.deviceReports.length, name);
    counts[name] = page.questions.length;
  }
  return counts;
}

test("250 devices with 30 countries each: every page has what it asks for, at once", { skip }, async (t) => {
  const observed = household(DEVICES, 30);
  const longest = JSON.stringify(await observed.devices()).length;
  assert.ok(longest > 2 * ANSWER_OCTETS_MAX, String(longest));
  const counts = await loadAll(observed, t);
  assert.deepEqual(counts, { status: 4, alerts: 2, devices: 1, policy: 1, exceptions: 1 });
});

test("texts, addresses and numbers as long as they come: what is too long is asked for in halves", {
  skip,
}, async (t) => {
  const counts = await loadAll(largest(), t);
  // Of 250 devices with 13 kB each 1, 2, 4, 8 and 16; of 20 with 70 kB each 1, 2 and 4.
  assert.deepEqual(counts, { status: 10, alerts: 32, devices: 31, policy: 31, exceptions: 31 });
});

test("every page that asks for devices is among those that are tried with many", () => {
  const views = readdirSync(`${RESOURCES}/view/bordertap`).map((name) => name.replace(".js", ""));
  const asking = views.filter((name) =>
    readFileSync(`${RESOURCES}/view/bordertap/${name}.js`, "utf8").includes("callDevices"),
  );
  assert.deepEqual(asking.sort(), Object.keys(DEVICES_LOADED).sort());
});

test("the longest answer that the plugin lets pass goes into one message of ubus", () => {
  // Keys and numbers are what grows most.
  const country = {
    country: "CN",
    flows: 1,
    packetsUp: 22,
    packetsDown: 333,
    bytesUp: 4444,
    bytesDown: 55_555,
  };
  const dense = JSON.stringify({ countries: Array.from({ length: 4250 }, () => country) });
  assert.ok(dense.length > 390_000 && dense.length < ANSWER_OCTETS_MAX, String(dense.length));
  assert.ok(blobSize(JSON.parse(dense)) < UBUS_MESSAGE_OCTETS_MAX, String(blobSize(JSON.parse(dense))));
});

test("no Node process is started, nor anything but busybox and what fetches", { skip }, async (t) => {
  const seen: string[] = [];
  const own: { plugin?: Plugin } = {};
  const watching = await serving(t, async ({ url }, response) => {
    // The plugin waits for this answer, so that all that it has started is there.
    seen.push(...programsBelow(own.plugin!.pids));
    response.end(await (await fetch(address + url)).text());
  });
  own.plugin = new Plugin(uciOf(watching));
  const polls = Array.from({ length: 20 }, () => ["status", "devices", "flows"] as const).flat();
  const answers = await Promise.all(polls.map((method) => own.plugin!.call(method)));
  assert.ok(answers.every(({ error }) => error === undefined));
  assert.ok(seen.length >= polls.length * 2, String(seen.length));
  assert.deepEqual([...new Set(seen)].sort(), ["busybox", "curl"]);
  assert.equal(readFileSync(own.plugin.forbidden, "utf8"), "");
  // The one that there is: the daemon.
  assert.deepEqual(
    programsBelow([pid]).filter((program) => program === "node"),
    ["node"],
  );
});

test("nothing that it started is left behind", { skip }, async () => {
  const own = new Plugin(uciOf(address), { MARK_OF_THIS_TEST: "1" });
  await own.call("status");
  const left = execFileSync("/bin/busybox", [
    "sh",
    "-c",
    "grep -l MARK_OF_THIS_TEST /proc/[0-9]*/environ 2>/dev/null || :",
  ]);
  assert.equal(left.toString(), "");
});

test("uclient-fetch is given options that it has, and no proxy", { skip }, async (t) => {
  const { address } = await served(t, new Scripted(), { token: "0123456789abcdef" });
  const log = temporaryFile("");
  const token = temporaryFile("0123456789abcdef\n");
  const proxy = { http_proxy: "http://127.0.0.1:1", FETCH_LOG: log };
  const own = new Plugin(uciOf(address, `option token_file '${token}'`), proxy);
  assert.equal((await own.call("status")).version, "0.1.0");
  const given = ["-q", "-Y", "off", "-T", "5", "-O", "-", "--header=Authorization: Bearer 0123456789abcdef"];
  assert.deepEqual(readFileSync(log, "utf8").split("\n"), [...given, `${address}/api/v1/status`, ""]);
});

test("shellcheck has nothing to say", { skip: missingProgram("shellcheck") }, () => {
  execFileSync("shellcheck", SCRIPTS, { stdio: "inherit" });
});

test("called wrongly it says how", { skip }, async () => {
  const { status, stderr, stdout } = await plugin.run([]);
  assert.deepEqual([status, stdout, stderr], [2, "", "usage: bordertap list | call METHOD\n"]);
});

/** Devices with names and numbers of an ordinary length. */
function household(devices: number, countries: number): Scripted {
  const observed = new Scripted();
  observed.deviceReports = Array.from({ length: devices }, (_, at) => ({
    ...deviceReport(at, countriesOf(countries, 1_234_567_890)),
    vendor: "Xiaomi Communications Co Ltd",
    name: `phone-${at}`,
    nameSource: "dhcp" as const,
    names: [{ name: `phone-${at}`, source: "dhcp" as const }],
  }));
  return observed;
}

function countriesOf(count: number, number: number): CountryReport[] {
  return Array.from({ length: count }, (_, at) => ({
    country: `${String.fromCharCode(65 + (at % 26))}${String.fromCharCode(65 + Math.floor(at / 26))}`,
    flows: number,
    packetsUp: number,
    packetsDown: number,
    bytesUp: number,
    bytesDown: number,
  }));
}

/** Reports whose every text is as long as its limit once it is escaped, and whose numbers are as long as JSON's. */
function largest(): Scripted {
  const observed = new Scripted();
  const number = Number.MAX_SAFE_INTEGER;
  const text = printable(`${"\u0001".repeat(TEXT_OCTETS_MAX - 1)}a`);
  const attempted = { packetsAttempted: number, bytesAttempted: number };
  // Together fewer pairs than the classifier counts.
  const talkative = countriesOf(250, number).map((country) => ({ ...country, ...attempted }));
  const addresses = Array.from({ length: 32 }, () => "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
  observed.deviceReports = household(DEVICES, 12).deviceReports.map((device, at) => ({
    ...device,
    addresses,
    vendor: "w".repeat(VENDOR_NAME_OCTETS_MAX),
    name: text,
    // A device has eight claims at most, whatever they are of.
    names: Array.from({ length: 5 }, () => ({ name: text, source: "dhcp" as const })),
    traits: Array.from({ length: 3 }, () => ({
      trait: "vendorClass" as const,
      value: text,
      source: "dhcp" as const,
    })),
    countries: at < 20 ? talkative : device.countries,
  }));
  const host = "w".repeat(253);
  const [flow] = observed.flowReports;
  const full = {
    ...flow,
    names: Array.from({ length: 2 }, () => ({ name: host, source: "sni" as const })),
    host,
    organization: "w".repeat(255),
  };
  // More than any page asks for.
  observed.flowReports = Array.from({ length: 100 }, () => full);
  observed.alertReports = Array.from({ length: 100 }, (_, at) => ({
    ...observed.alertReports[0],
    number: at,
    flow: full,
  }));
  return observed;
}
