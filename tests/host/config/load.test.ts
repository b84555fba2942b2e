// What a configuration may say, every mistake in it at once, and what becomes of one without.

import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import test from "node:test";
import { defaults, loadConfig, parseConfig } from "../../../host/config/load.ts";
import { mistakeText } from "../../../host/config/mistake.ts";
import { OperatorError } from "../../../host/errors.ts";
import { Random } from "../helper/random.ts";
import { temporaryFile } from "../helper/temporary-file.ts";

const TOKEN = "0123456789abcdef";
const MIB = 2 ** 20;

function parse(file: unknown) {
  return parseConfig(new TextEncoder().encode(typeof file === "string" ? file : JSON.stringify(file)));
}

function good(file: unknown) {
  const { config, mistakes } = parse(file);
  assert.deepEqual(mistakes, undefined);
  return config!;
}

/** Each as "option value: reason remedy". */
function mistakesOf(file: unknown): string[] {
  const { mistakes } = parse(file);
  assert.ok(mistakes, "it was taken");
  return mistakes.map(mistakeText);
}

function assertMistakes(file: unknown, ...patterns: RegExp[]): void {
  const texts = mistakesOf(file);
  for (const pattern of patterns)
    assert.ok(
      texts.some((text) => pattern.test(text)),
      `${pattern} is not in\n${texts.join("\n")}`,
    );
  assert.equal(texts.length, patterns.length, texts.join("\n"));
}

test("an empty file: the defaults, frozen throughout", () => {
  const config = good({});
  assert.deepEqual(config, defaults());
  assert.deepEqual(config, {
    mode: "alert",
    interfaces: [],
    local: [],
    workers: 1,
    ringSize: 10 * MIB,
    promiscuous: false,
    accounting: "auto",
    leases: "/tmp/dhcp.leases",
    directory: "/etc/bordertap",
    logLevel: "info",
    policy: {
      blockWith: "reject",
      defaultAction: "off",
      unknownCountry: undefined,
      opinionsDiffer: "first",
      tunnels: "off",
      newDevices: "off",
      isRouterJudged: false,
      timezone: undefined,
      countries: [],
      exceptions: [],
      devices: [],
    },
    devices: [],
    geo: {
      table: undefined,
      asn: undefined,
      source: undefined,
      updateIntervalHours: 168,
      directory: "/etc/bordertap/geo",
    },
    enforcement: {
      fail: "last-good",
      boot: "last-good",
      routerOutput: false,
      markMask: 0xff00_0000,
      queueFirst: 0,
      queueCount: 1,
    },
    http: { listen: "127.0.0.1", port: 9417, token: undefined, allowedHosts: [] },
  });
  const full = good({
    bordertap: { local: ["192.0.2.1/24"] },
    country: [{ codes: ["CN"] }],
    device: [{ macs: ["02:00:00:00:00:01"], name: "a" }],
  });
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    assert.ok(Object.isFrozen(value));
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(full);
  walk(config);
});

test("everything said, as JSON has it and as UCI writes it", () => {
  const tokenFile = temporaryFile(`${TOKEN}\n`);
  const table = temporaryFile("a table");
  const asJson = {
    bordertap: {
      mode: "alert",
      interfaces: ["br-lan"],
      local: ["2001:db8::1/32"],
      workers: 4,
      ring_size_mib: 16,
      accounting: "tap",
      leases: "/var/dhcp.leases",
      log_level: "debug",
    },
    country: [
      { codes: ["CN", "ru"], action: "alert" },
      { codes: ["NL"], action: "off" },
    ],
    device: [{ macs: ["AA:BB:CC:DD:EE:0f", "02:00:00:00:00:01"], name: " Phone 手机 " }],
    geo: {
      asn: table,
      url: "https://example.org/geo.table",
      sha256_url: "https://example.org/geo.table.sha256",
      update_interval_hours: 24,
      directory: "/tmp/geo",
    },
    http: { enabled: true, listen: "::0", port: 8080, token_file: tokenFile, allowed_hosts: ["Router.LAN"] },
  };
  const asUci = structuredClone(asJson) as Record<string, unknown> & typeof asJson;
  Object.assign(asUci.bordertap, { interfaces: "br-lan", workers: "4", ring_size_mib: "16" });
  Object.assign(asUci.geo, { update_interval_hours: "24" });
  Object.assign(asUci.http, { enabled: "1", port: "8080", allowed_hosts: "router.lan" });
  const config = good(asJson);
  assert.deepEqual(good(asUci), config);
  assert.equal(config.local.length, 1);
  assert.deepEqual([config.workers, config.ringSize, config.logLevel], [4, 16 * MIB, "debug"]);
  const [rule] = config.policy.countries;
  assert.deepEqual([rule.place, [...rule.codes], rule.action], ["country[0]", ["CN", "RU"], "alert"]);
  assert.deepEqual(config.devices, [
    { macs: ["aa:bb:cc:dd:ee:0f", "02:00:00:00:00:01"], name: "Phone 手机" },
  ]);
  assert.deepEqual(config.geo.source, {
    kind: "url",
    url: "https://example.org/geo.table",
    sha256: undefined,
    sha256Url: "https://example.org/geo.table.sha256",
  });
  assert.deepEqual(config.http, { listen: "::", port: 8080, token: TOKEN, allowedHosts: ["router.lan"] });
  assert.equal(good({ http: { enabled: "off", listen: "0.0.0.0" } }).http, undefined);
});

test("every mistake at once", () => {
  assertMistakes(
    {
      bordertap: {
        mode: "block",
        directory: "etc",
        interface: "br-lan",
        workers: 0,
        local: ["10.0.0.0", "0.0.0.0/0"],
      },
      country: [{ codes: ["CN", "UK", "ZZ", "CN"] }, { codes: ["CN"], action: "blok" }, {}],
      exception: [{ host: ["a b", "8.8.8.8", "*.example.1"], action: "alert" }, { device: "nobody" }],
      device: [
        { macs: ["aa:bb:cc:dd:ee"], name: "" },
        { macs: [], name: 5 },
      ],
      http: { listen: "0.0.0.0", port: 65536 },
      histroy: {},
    },
    /^bordertap\.interface: there is no such option\. Did you mean interfaces\?$/,
    /^histroy: there is no such section\./,
    /^bordertap\.mode "block": it is none of the choices\. Give "alert" or "enforce"\.$/,
    /^bordertap\.directory "etc": it does not start at the root\. Give an absolute path\.$/,
    /^bordertap\.workers 0: it is out of range\. Give a whole number from 1 to 4\.$/,
    /^bordertap\.local\[0\] "10\.0\.0\.0": it is no prefix\./,
    /^bordertap\.local\[1\] "0\.0\.0\.0\/0": it holds every address\./,
    /^country\[0\]\.codes\[1\] "UK": .* Did you mean GB\?/,
    /^country\[0\]\.codes\[2\] "ZZ": .*unknown_country/,
    /^country\[0\]\.codes\[3\] "CN": it stands in country\[0\]\.codes\[0\] already\./,
    /^country\[1\]\.action "blok": it is none of the choices\. Give "off" or "alert" or "block"\.$/,
    /^exception\[0\]\.host\[0\] "a b": it is no host name\./,
    /^exception\[0\]\.host\[1\] "8\.8\.8\.8": it is an address, which option address takes\./,
    /^exception\[0\]\.host\[2\] "\*\.example\.1": no host name ends with a number alone\./,
    /^exception\[1\]\.device "nobody": no device section has this name\./,
    /^country\[2\]\.codes: it is missing\./,
    /^device\[0\]\.macs\[0\] "aa:bb:cc:dd:ee": it is no MAC\./,
    /^device\[0\]\.name "": it is empty\./,
    /^device\[1\]\.macs \[\]: it is empty\./,
    /^device\[1\]\.name 5: it is no text\./,
    /^http\.listen "0\.0\.0\.0": .*token_file/,
    /^http\.port 65536: it is out of range\./,
  );
});

test("sections and options that will come are told from those that never will", () => {
  assertMistakes(
    { identifier: [], bordertap: { colour: 1 }, port: 1, http: { listne: "::1", codes: [] } },
    /^identifier: this section is not available in this version/,
    /^port: there is no such section\. It belongs into http\.$/,
    /^bordertap\.colour: there is no such option\. There are mode,/,
    /^http\.listne: .* Did you mean listen\?$/,
    /^http\.codes: there is no such option\. It belongs into country\.$/,
  );
});

test("names that are JavaScript's own are unknown like any other", () => {
  assertMistakes('{"__proto__":{},"toString":1}', /^__proto__: there is no/, /^toString: there is no/);
  assertMistakes('{"http":{"constructor":1}}', /^http\.constructor: there is no/);
});

test("wrong shapes", () => {
  for (const file of ["[]", "5", '"x"', "null"])
    assertMistakes(file, /^the file .*: it is no section\. Give { \.\.\. }/);
  assertMistakes(
    { bordertap: [], country: {}, device: [1, []], http: null, geo: "x" },
    /^bordertap \[\]: it is no section\./,
    /^country {}: it is no list of sections\. Give \[/,
    /^device\[0\] 1: it is no section\./,
    /^device\[1\] \[\]: it is no section\./,
    /^http null: it is no section\./,
    /^geo "x": it is no section\./,
  );
  assertMistakes(
    { bordertap: { interfaces: 5, workers: 1.5, leases: ["/a"], log_level: null }, http: { enabled: 2 } },
    /^bordertap\.interfaces 5: it is no list\./,
    /^bordertap\.workers 1\.5: it is no whole number\./,
    /^bordertap\.leases \["\/a"\]: it is no text\./,
    /^bordertap\.log_level null: it is no text\./,
    /^http\.enabled 2: it is neither true nor false\./,
  );
  for (const workers of ["", " 1", "1e0", "0x1", "1".repeat(400)])
    assertMistakes({ bordertap: { workers } }, /^bordertap\.workers .*: it is/);
});

test("paths, interfaces, hosts, MACs", () => {
  for (const leases of ["", "tmp/x", "/tmp/\n", "/tmp/\u202e", `/${"x".repeat(5000)}`])
    assertMistakes({ bordertap: { leases } }, /^bordertap\.leases /);
  for (const name of ["", "a b", "a/b", ".", "..", "x".repeat(16), "a\x00", "eth0:1"])
    assertMistakes({ bordertap: { interfaces: [name] } }, /^bordertap\.interfaces\[0\] /);
  for (const host of ["", "a:80", "a/b", "*.lan", ".lan", "a..b", "x".repeat(254)])
    assertMistakes({ http: { allowed_hosts: [host] } }, /^http\.allowed_hosts\[0\] /);
  for (const mac of ["", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "00:00:00:00:00:00", "aabbccddeeff"])
    assertMistakes({ device: [{ macs: [mac], name: "x" }] }, /^device\[0\]\.macs\[0\] /);
  assertMistakes(
    {
      bordertap: { interfaces: ["a", "a"] },
      device: [{ macs: ["02:00:00:00:00:0A", "02:00:00:00:00:0a"], name: "x" }],
    },
    /^bordertap\.interfaces\[1\] "a": it stands in bordertap\.interfaces\[0\] already/,
    /^device\[0\]\.macs\[1\] "02:00:00:00:00:0a": it stands in device\[0\]\.macs\[0\] already/,
  );
  assertMistakes(
    { bordertap: { local: Array(65).fill("10.0.0.0/8") } },
    /^bordertap\.local .*more than 64 entries/,
  );
  assertMistakes({ geo: { table: "/no/such/table" } }, /^geo\.table .*no such file/);
});

test("where updates come from", () => {
  const sha256 = "0".repeat(64);
  good({ geo: { url: "http://192.0.2.1/x", sha256: sha256.toUpperCase() } });
  good({ geo: { url: "https://example.org/x" } });
  assertMistakes({ geo: { url: "http://example.org/x" } }, /^geo\.url .*by http\. Give sha256/);
  assertMistakes(
    { geo: { url: "http://example.org/x", sha256_url: "http://example.org/y" } },
    /^geo\.sha256_url .*starts with http:/,
    /^geo\.url .*by http/,
  );
  for (const url of [
    "ftp://a/b",
    "file:///etc/passwd",
    "x",
    "",
    "https://user:secret@a/",
    `https://a/${"x".repeat(3000)}`,
  ])
    assertMistakes({ geo: { url } }, /^geo\.url /);
  const table = temporaryFile("a table");
  assertMistakes({ geo: { table, url: "https://a/" } }, /^geo\.url .*table stands first/);
  assert.equal(good({ geo: { table } }).geo.table, table);
  assertMistakes({ geo: { sha256 } }, /^geo\.sha256 .*no url/);
  assertMistakes(
    { geo: { url: "https://a/", sha256, sha256_url: "https://a/b", mmdb: "/no/such" } },
    /^geo\.mmdb .*url already/,
    /^geo\.sha256_url .*says it already/,
    /^geo\.mmdb .*no such file/,
  );
});

test("what a file names is looked for, whatever else is wrong in it", () => {
  const files = { asn: "/nonexistent/b", mmdb: "/nonexistent/c" };
  const { mistakes } = parse({
    bordertap: { workers: 0 },
    geo: files,
    http: { token_file: "/nonexistent/d" },
  });
  assert.deepEqual(
    mistakes?.map(({ option }) => option),
    ["bordertap.workers", "geo.asn", "geo.mmdb", "http.token_file"],
  );
  const inSection = parse({ geo: { ...files, update_interval_hours: -1 } });
  assert.deepEqual(
    inSection.mistakes?.map(({ option }) => option),
    ["geo.update_interval_hours"],
  );
});

test("tables that are named are read where that is asked for", () => {
  const path = temporaryFile("no table at all");
  const content = new TextEncoder().encode(JSON.stringify({ geo: { table: path, asn: path } }));
  assert.equal(parseConfig(content).mistakes, undefined);
  const { mistakes } = parseConfig(content, { readsTables: true });
  assert.deepEqual(
    mistakes?.map(({ option, reason }) => [option, /^it does not start as/.test(reason)]),
    [
      ["geo.table", true],
      ["geo.asn", true],
    ],
  );
});

test("a token: needed beyond loopback, and never repeated", () => {
  for (const listen of ["127.0.0.1", "127.9.9.9", "::1"]) good({ http: { listen } });
  for (const listen of ["0.0.0.0", "192.168.1.1", "::", "fe80::1", "::ffff:127.0.0.1", "128.0.0.1"])
    assertMistakes({ http: { listen } }, /^http\.listen .*Give token_file/);
  for (const content of ["", "sh0rt", `${TOKEN} x`, `${TOKEN}é`, "x".repeat(600), "\x00".repeat(20)]) {
    const path = temporaryFile(content);
    const texts = mistakesOf({ http: { listen: "::", token_file: path } });
    assert.equal(texts.length, 1);
    assert.match(texts[0], /^http\.token_file /);
    assert.ok(content === "" || !texts[0].includes(content));
  }
  assertMistakes({ http: { token_file: "/no/such/token" } }, /^http\.token_file .*cannot be read/);
  assert.equal(good({ http: { token_file: temporaryFile(TOKEN) } }).http?.token, TOKEN);
});

test("of a service with a user of its own: what nobody but who checks can read is odd", () => {
  const [alone, open] = [temporaryFile(TOKEN), temporaryFile(TOKEN)];
  chmodSync(alone, 0o600);
  chmodSync(open, 0o640);
  const optionsFor = (path: string, user?: string): string[] => {
    const content = JSON.stringify({ http: { token_file: path }, geo: { table: path } });
    const { config, warnings } = parseConfig(Buffer.from(content), { serviceUser: user });
    assert.ok(config);
    return warnings.map(mistakeText);
  };
  const [table, token] = optionsFor(alone, "bordertap");
  assert.match(table, /^geo\.table .*: its owner alone can read it, and the service runs as bordertap\. /);
  assert.match(token, /^http\.token_file .* chown bordertap/);
  assert.deepEqual([optionsFor(open, "bordertap"), optionsFor(alone)], [[], []]);
});

test("what is no JSON, no UTF-8, or too large", () => {
  assertMistakes('{"a":\n}', /^line 2, column 1: a value is expected here\./);
  assertMistakes('{"http":{},\n"http":{}}', /^line 2, column 1: "http" stands twice/);
  assert.match(parseConfig(Uint8Array.of(0x7b, 0xff, 0x7d)).mistakes![0].reason, /no UTF-8/);
  const large = temporaryFile(`{}${" ".repeat(MIB)}`);
  assert.throws(() => loadConfig(large), /more than 1048576 octets/);
  good(`\ufeff{}`);
});

test("loadConfig: a coded error with all of them, and a hundred at most", () => {
  const caught = (path: string): OperatorError => {
    try {
      loadConfig(path);
    } catch (error) {
      if (error instanceof OperatorError) return error;
      throw error;
    }
    throw new Error("nothing was thrown");
  };
  const two = caught(temporaryFile('{"http":{"port":"x"},"a":1}'));
  assert.deepEqual([two.code, two.exitCode], ["CONFIG_INVALID", 2]);
  assert.match(two.message, /\n {2}a: there is .*\n {2}http\.port "x": it is no whole number\./);
  const many = caught(temporaryFile(JSON.stringify({ country: [{ codes: Array(250).fill("XX") }] })));
  assert.equal(many.message.split("\n").length, 103);
  assert.match(many.message, /\n {2}and 399 more\.\n/);
  assert.equal(caught("/no/such/file").code, "FILE_UNREADABLE");
  assert.deepEqual(loadConfig(temporaryFile("{}")), defaults());
});

test("whatever stands in a file, mistakes are printable and short", () => {
  const hostile = "\x1b]0;owned\x07\u202e".repeat(1000);
  const random = new Random(2);
  const values: unknown[] = [hostile, [hostile], { [hostile]: hostile }, 2 ** 60, -0, [[[]]], null, true, ""];
  const options = [
    ...["mode", "interfaces", "local", "codes", "macs", "name", "url", "listen", "port", hostile],
    ...["timezone", "tunnels", "device", "hours", "address", "host", "expires", "policy"],
  ];
  for (let round = 0; round < 1_000; round++) {
    const entry = () => Object.fromEntries([1, 2, 3].map(() => [random.pick(options), random.pick(values)]));
    const sections = ["bordertap", "country", "exception", "device", "geo", "http", hostile];
    const file = Object.fromEntries(
      sections.map((section) => [
        section,
        random.pick<unknown>([entry(), [entry(), entry()], random.pick(values)]),
      ]),
    );
    for (const text of mistakesOf(file)) {
      assert.doesNotMatch(text, /[\p{Cc}\p{Bidi_C}]/u);
      assert.ok(text.length < 400, text);
    }
  }
});
