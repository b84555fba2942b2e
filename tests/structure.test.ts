// Who may import whom: ARCHITECTURE.md's invariants, held by reading every import.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { errorCodes, OperatorError } from "../host/errors.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const IMPORT = /^\s*(?:import\s*|(?:import|export)\b[^;'"=]*?\bfrom\s*)["']([^"']+)["']/gm;

interface Source {
  readonly path: string;
  readonly text: string;
  /** Paths from the root, or bare module names. */
  readonly imports: readonly string[];
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

function readSource(path: string): Source {
  const text = readFileSync(join(ROOT, path), "utf8");
  const imports = [...text.matchAll(IMPORT)].map(([, name]) => resolved(path, name));
  return { path, text, imports };
}

function resolved(from: string, name: string): string {
  if (!name.startsWith(".")) return name;
  const path = relative(ROOT, normalize(join(ROOT, dirname(from), name)));
  return /\.\w+$/.test(path) ? path : `${path}.ts`;
}

const assembly = filesBelow("assembly").map(readSource);
const host = filesBelow("host").map(readSource);
const routerImage = filesBelow("router-image").map(readSource);
const lab = filesBelow("tests/lab").map(readSource);

/** Asserts that no file of `sources` imports what `forbidden` matches. */
function never(sources: readonly Source[], forbidden: RegExp): void {
  assert.notEqual(sources.length, 0, "the rule holds for no file at all");
  const broken = sources.flatMap(({ path, imports }) =>
    imports.filter((name) => forbidden.test(name)).map((name) => `${path} imports ${name}`),
  );
  assert.deepEqual(broken, []);
}

function within(sources: readonly Source[], folder: string): Source[] {
  return sources.filter(({ path }) => path.startsWith(folder));
}

function outside(sources: readonly Source[], folder: string): Source[] {
  return sources.filter(({ path }) => !path.startsWith(folder));
}

test("the contracts import nothing", () => {
  const contracts = assembly.filter(({ path }) => /^assembly\/(abi|geo\/image)\.ts$/.test(path));
  assert.equal(contracts.length, 2);
  never(contracts, /./);
});

test("the data plane imports only itself", () => never(assembly, /^(?!assembly\/)/));

test("wire/ never sees a country, a flow or a device", () =>
  never(within(assembly, "assembly/wire/"), /^assembly\/(geo|flow|device|counters|batch|names|app)\//));

test("app/ reads names, and knows octets alone", () =>
  never(within(assembly, "assembly/app/"), /^assembly\/(?!app\/|wire\/(octets|ipv4)\.ts$|abi\.ts$)/));

test("geo/ never sees a packet", () => {
  never(within(assembly, "assembly/geo/"), /^assembly\/(?!geo\/|abi\.ts$)/);
  never(within(host, "host/geo/"), /^host\/(capture|classifier|report|cli)\//);
});

test("the host knows the data plane by its two contracts alone", () =>
  never(host, /^assembly\/(?!abi\.ts$|geo\/image\.ts$)/));

test("only host/classifier touches the loader and the wasm's memory", () => {
  never(outside(host, "host/classifier/"), /^@assemblyscript\//);
  const layout = /\b(FRAME|FLOW|CELL|TOTALS|COVERAGE|EVENT|ANSWER|LOCAL_PREFIX|DNS|POLICY)_/;
  const named = outside(host, "host/classifier/").filter(({ text }) => {
    const [, names] = /import \{([^}]*)\} from "[./]*assembly\/abi\.ts"/.exec(text) ?? ["", ""];
    return layout.test(names) || /\bWebAssembly\b/.test(text);
  });
  assert.deepEqual(
    named.map(({ path }) => path),
    [],
  );
});

test("only host/platform names a module or a global of Node", () => {
  const others = outside(host, "host/platform/");
  never(others, /^node:/);
  const named = others.filter(({ text }) => /\b(process|Buffer|__dirname)\b\s*[.([]/.test(text));
  assert.deepEqual(
    named.map(({ path }) => path),
    [],
  );
});

test("only host/ffi touches koffi", () => never(outside(host, "host/ffi/"), /^koffi/));

test("looking a country up needs neither the builder nor its sources", () => {
  const lookup = within(host, "host/geo/").filter(({ path }) => !/^host\/geo\/(build|source)\//.test(path));
  never(lookup, /^host\/geo\/(build|source)\//);
});

test("an update is handed its compiler, so that a daemon does not carry it", () =>
  never(within(host, "host/geo/update/"), /^host\/(geo\/(build|source)|cli|config)\//));

test("LuCI's files are made of what a browser can run: the configuration's words, and how reports write", () =>
  never(
    within(routerImage, "router-image/luci/"),
    /^(?!router-image\/luci\/|host\/(config|geo)\/[\w-]+\.ts$|host\/report\/(text|inexact)\.ts$|host\/text\.ts$|node:|esbuild$)/,
  ));

test("nothing imports main.ts", () => never([...assembly, ...host], /^host\/main\.ts$/));

test("the report and the country data know no command", () => {
  never(within(host, "host/report/"), /^host\/cli\//);
  never(within(host, "host/capture/"), /^host\/(cli|report|geo)\//);
});

test("who a device is, told from octets, addresses and texts", () =>
  never(within(host, "host/devices/"), /^host\/(classifier|capture|names|report|cli)\//));

test("the configuration knows nothing of what it configures", () =>
  never(within(host, "host/config/"), /^host\/(classifier|capture|names|report|http|cli|ffi)\//));

test("only host/config knows of UCI", () => {
  never(
    host.filter(({ path }) => !/^host\/config\/(load|uci-import)\.ts$/.test(path)),
    /^host\/config\/uci\.ts$/,
  );
  never(
    host.filter(({ path }) => path !== "host/cli/config.ts"),
    /^host\/config\/uci-import\.ts$/,
  );
  const named = outside(host, "host/config/").filter(({ text }) => /["'`]uci["'`]/.test(text));
  assert.deepEqual(
    named.map(({ path }) => path),
    [],
  );
});

test("policy is pure: addresses, codes and what it was told", () =>
  never(
    within(host, "host/policy/"),
    /^(?!host\/(policy\/|address\.ts$|geo\/codes\.ts$)|assembly\/abi\.ts$)/,
  ));

test("names know neither where frames come from nor who shows them", () =>
  never(within(host, "host/names/"), /^host\/(capture|report|cli)\//));

test("a tap knows no network but its own interfaces, and nobody who asks it", () => {
  never(within(host, "host/tap/"), /^host\/(local|netlink|config|daemon|cli|http)\//);
});

test("a judge is told what it enforces: no configuration, endpoint, command or daemon", () => {
  never(within(host, "host/judge/"), /^host\/(local|config|daemon|cli|http|report|devices)\//);
});

test("nothing but its command imports the daemon", () =>
  never(
    outside(host, "host/daemon/").filter(({ path }) => path !== "host/cli/run.ts"),
    /^host\/daemon\//,
  ));

test("the endpoint knows what is observed, and nobody who observes", () => {
  never(within(host, "host/http/"), /^host\/(capture|classifier|names|devices|cli|ffi)\//);
  never(within(host, "host/report/"), /^host\/http\//);
  never(outside(host, "host/platform/"), /^@hono\//);
  never(outside(host, "host/http/"), /^(hono|prom-client|@valibot)(\/|$)/);
});

test("netlink is octets and values", () =>
  never(within(host, "host/netlink/"), /^(?!host\/(netlink\/|address\.ts$|ether\.ts$|octets\.ts$))/));

test("rules are made of what they are told: no packet, policy, configuration or report", () =>
  never(
    within(host, "host/enforce/"),
    /^host\/(classifier|names|devices|geo|policy|report|http|cli|config|daemon|tap)\//,
  ));

test("what the firewall is told is made of configuration, policy and countries", () =>
  never(
    within(host, "host/firewall/"),
    /^host\/(classifier|capture|names|devices|report|http|cli|daemon|tap)\//,
  ));

test("what the kernel says of this machine knows neither packets nor who shows it", () =>
  never(within(host, "host/local/"), /^host\/(classifier|capture|names|report|http|cli)\//));

test("the lab knows the program as its users do", () =>
  never(
    lab.filter(({ path }) => !path.endsWith(".test.ts")),
    /^(host|assembly)\//,
  ));

test("the lab does not know whether it is in a virtual machine", () =>
  never(outside(lab, "tests/lab/vm/"), /^tests\/lab\/vm\//));

test("what packs the program knows of it only what is said of its options, and how it downloads", () => {
  never(routerImage, /^(assembly|tests)\//);
  never(
    outside(routerImage, "router-image/luci/"),
    /^host\/(?!config\/(options|schema|similar)\.ts$|geo\/update\/(download|fetch-file|checksum|refused)\.ts$|errors\.ts$)/,
  );
  never([...assembly, ...host], /^router-image\//);
  never(lab, /^router-image\/(?!vm\/|node\/libc\.ts$)/);
});

test("an image is made of packages, and no package knows of images", () =>
  never(outside(routerImage, "router-image/image/"), /^router-image\/image\//));

test("a virtual machine is one whoever boots it, and what runs inside knows the household alone", () => {
  never(
    within(routerImage, "router-image/vm/machine/"),
    /^router-image\/(?!vm\/machine\/|package\/clone\.ts$)/,
  );
  never(within(routerImage, "router-image/vm/inside/"), /^router-image\/(?!vm\/hosts\.ts$)/);
  never(outside(routerImage, "router-image/vm/"), /^router-image\/vm\//);
});

test("no imports in a circle", () => {
  const byPath = new Map(
    [...assembly, ...host, ...routerImage, ...lab].map((source) => [source.path, source]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" > "));
    if (done.has(path) || trail.includes(path)) return;
    for (const name of byPath.get(path)?.imports ?? []) visit(name, [...trail, path]);
    done.add(path);
  };
  for (const path of byPath.keys()) visit(path, []);
  assert.deepEqual(circles, []);
});

test("every error code is documented, with its exit status", () => {
  const architecture = readFileSync(join(ROOT, "ARCHITECTURE.md"), "utf8");
  const missing = errorCodes
    .map((code) => `| \`${code}\` | ${new OperatorError(code, "", "").exitCode} |`)
    .filter((row) => !architecture.includes(row));
  assert.deepEqual(missing, []);
});

test("nothing names a package registry or a path of one machine", () => {
  const lock = readFileSync(join(ROOT, "package-lock.json"), "utf8");
  assert.ok(
    !lock.includes('"resolved"'),
    "package-lock.json was written without omit-lockfile-registry-resolved",
  );
});
