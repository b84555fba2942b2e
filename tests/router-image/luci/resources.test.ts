// The package's files that are made of others, and what has to fit together in the rest.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { inspect } from "../../../host/config/inspect.ts";
import type { Mistake } from "../../../host/config/mistake.ts";
import { optionDescriptions } from "../../../host/config/options.ts";
import { SECTIONS } from "../../../host/config/schema.ts";
import { bytesText } from "../../../host/report/text.ts";
import { hostSource } from "../../../router-image/luci/host.ts";
import { labelOf } from "../../../router-image/luci/label.ts";
import { manualSource } from "../../../router-image/luci/manual.ts";
import { NAMED_FORMS } from "../../../router-image/luci/named-forms.ts";
import { HOST, MANUAL, PACKAGE, TEMPLATE } from "../../../router-image/luci/places.ts";
import { messagesOf, templateSource } from "../../../router-image/luci/template.ts";
import { temporaryPath } from "../../host/helper/temporary-file.ts";
import { RESOURCES, scriptOf } from "./helper/script.ts";

const scripts = readdirSync(RESOURCES, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".js"),
);
const sourceOf = (name: string) => readFileSync(join(RESOURCES, name), "utf8");

test("what is made of other files is as it was made last", async () => {
  const made = { [MANUAL]: manualSource(), [HOST]: await hostSource(), [TEMPLATE]: templateSource(PACKAGE) };
  for (const [path, text] of Object.entries(made))
    assert.ok(readFileSync(path, "utf8") === text, `${path} is old: npm run luci makes it anew`);
});

test("the pages' manual is the schema", () => {
  const { sections } = scriptOf("bordertap.manual") as {
    sections: Record<
      string,
      { description: string; several: boolean; options: Record<string, Record<string, unknown>> }
    >;
  };
  assert.deepEqual(Object.keys(sections), Object.keys(SECTIONS));
  const options = optionDescriptions();
  assert.deepEqual(
    Object.entries(sections).flatMap(([section, { options }]) =>
      Object.keys(options).map((option) => `${section}.${option}`),
    ),
    options.map(({ section, option }) => `${section}.${option}`),
  );
  const withoutForm: string[] = [];
  for (const { section, several, option, ...facts } of options) {
    const entry = sections[section].options[option];
    assert.equal(sections[section].several, several);
    for (const name of [
      "type",
      "choices",
      "least",
      "most",
      "entriesMax",
      "unit",
      "sample",
      "description",
      "consequence",
      "defaultText",
    ] as const)
      assert.deepEqual(entry[name], facts[name], `${section}.${option}.${name}`);
    assert.deepEqual([entry.list ?? false, entry.required ?? false], [facts.list, facts.required]);
    if (!facts.list) assert.deepEqual(entry.default, facts.default);
    if (facts.type === "text" && entry.form === undefined) withoutForm.push(option);
  }
  assert.deepEqual(withoutForm, []);
});

test("labels are the options' names as words", () => {
  const cases = { default_action: "Default action", macs: "MACs", sha256_url: "SHA-256 URL", asn: "ASN" };
  for (const [option, label] of Object.entries(cases)) assert.equal(labelOf({ option }), label);
  assert.equal(labelOf({ option: "ring_size_mib", unit: "MiB" }), "Ring size (MiB)");
  assert.equal(labelOf({ option: "workers", unit: "threads" }), "Workers (threads)");
});

test("a page takes the texts that the program takes", () => {
  const host = scriptOf("bordertap.host") as {
    isReadable: (form: string, text: string) => boolean;
    countryCodes: () => string[];
    bytesText: (bytes: number) => string;
  };
  const texts = [
    "",
    " ",
    "a",
    "A B",
    "br-lan",
    "../x",
    "/etc/x",
    "/",
    "x".repeat(300),
    "\u202e",
    "ä.example",
    "*.example.com",
    "a.*",
    "-x.example",
    "192.0.2.1",
    "192.0.2.0/24",
    "0.0.0.0/0",
    "2001:db8::1",
    "2001:db8::/32",
    "::/0",
    "300.1.1.1",
    "64:b4:73:20:14:08",
    "64-b4-73-20-14-08",
    "ff:ff:ff:ff:ff:ff",
    "00:00:00:00:00:00",
    "01:00:5e:00:00:01",
    "CN",
    "cn",
    "ZZ",
    "UK",
    "XK",
    "CHN",
    "22:00-06:00",
    "mon-fri 08:00-16:00",
    "fri-mon 00:00-24:00",
    "25:00-26:00",
    "mon 08:00-08:00",
    "2027-01-31",
    "2027-02-30",
    "2027-01-31 18:00",
    "Europe/Berlin",
    "Europe/Nowhere",
    "https://example.com/x",
    "http://example.com",
    "ftp://example.com",
    "https://u:p@example.com",
    "ab".repeat(32),
    "AB".repeat(32),
    "ab".repeat(31),
    "router.lan",
    "localhost",
    "1",
    "0xff000000",
    "0x00ff00ff",
    "4278190080",
  ];
  let taken = 0;
  for (const [name, form] of Object.entries(NAMED_FORMS))
    for (const text of texts) {
      const isTaken = "value" in form.read(text);
      if (isTaken) taken++;
      assert.equal(host.isReadable(name, text), isTaken, `${name} of ${JSON.stringify(text)}`);
    }
  assert.ok(taken > 60, String(taken));
  assert.ok(
    host.countryCodes().length > 240 && host.countryCodes().every((code) => host.isReadable("COUNTRY", code)),
  );
  assert.equal(host.bytesText(1_234_567), bytesText(1_234_567));
});

test("a page finds the mistakes that the program finds", () => {
  const { mistakesIn } = scriptOf("bordertap.host") as {
    mistakesIn: (file: unknown, timeMs: number) => Mistake[];
  };
  const nowMs = Date.UTC(2026, 10, 20);
  const mac = "02:00:00:00:00:02";
  const files = [
    {},
    { bordertap: { mark_mask: "0x00ff00ff", workers: "9" }, nonsense: {}, http: { listen: "::" } },
    {
      device: [
        { name: "TV", macs: [mac] },
        { name: "Telly", macs: mac },
      ],
    },
    { country: [{ codes: ["CN"] }, { codes: "CN", action: "block" }, { codes: ["RU"], device: ["nobody"] }] },
    { exception: [{ address: ["192.0.2.0/24"] }, { address: "192.0.2.0/24", action: "block" }, {}] },
    { geo: { url: "http://example.org/", mmdb: "/x", sha256: "00" } },
    { country: "none", device: [[]] },
    { bordertap: { timezone: "Europe/Nowhere" }, exception: [{ host: ["*.*"], expires: "2027-02-30" }] },
  ];
  let found = 0;
  for (const file of files) {
    const { mistakes } = inspect(file, { nowMs });
    assert.deepEqual(mistakesIn(file, nowMs), mistakes);
    found += mistakes.length;
  }
  assert.ok(found >= 15, String(found));
});

test("every script can be read, needs what is there, and makes no markup of texts", () => {
  assert.ok(scripts.length >= 13);
  for (const name of scripts) {
    const source = sourceOf(name);
    assert.ok(source.startsWith("'use strict';\n'require "), name);
    new Function(source);
    for (const [, needed] of source.matchAll(/^'require (bordertap\.\w+) as \w+';$/gm))
      assert.ok(existsSync(join(RESOURCES, `${needed.replace(".", "/")}.js`)), `${name}: ${needed}`);
    // What LuCI's build makes scripts smaller with takes the second backtick for the end of the first text.
    assert.doesNotMatch(source, /\$\{[^}`]*`/, name);
    // Texts that are no list of E()'s are found out by the pages with hostile names.
    assert.doesNotMatch(
      source,
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|rawhtml|dom\.parse/,
      name,
    );
  }
});

test("menus lead to views, views ask for what their access groups grant", () => {
  const read = (path: string) => JSON.parse(readFileSync(join(PACKAGE, "root/usr/share", path), "utf8"));
  const menu = read("luci/menu.d/luci-app-bordertap.json") as Record<
    string,
    { action: { path?: string }; depends?: { acl: string[] } }
  >;
  const acl = read("rpcd/acl.d/luci-app-bordertap.json") as Record<
    string,
    { read: { ubus: { bordertap: string[] } }; write?: object }
  >;
  const parent = menu["admin/services/bordertap"].depends!.acl;
  const used = new Map(Object.keys(acl).map((group) => [group, new Set<string>()]));
  const views = new Set<string>();
  for (const { action, depends } of Object.values(menu)) {
    if (action.path === undefined) continue;
    views.add(`view/${action.path}.js`);
    const source = sourceOf(`view/${action.path}.js`);
    const groups = [...parent, ...(depends?.acl ?? [])];
    const own = depends?.acl.at(-1) ?? parent[0];
    for (const [, method] of source.matchAll(/api\.call(\w+)/g)) {
      const granted = groups.some((group) => acl[group].read.ubus.bordertap.includes(method.toLowerCase()));
      assert.ok(granted, `${action.path} asks for ${method}`);
      used.get(own)!.add(method.toLowerCase());
    }
    // A page with a form changes the configuration: its group may write, and no other.
    assert.equal(/'require form'/.test(source), acl[own].write !== undefined, action.path);
  }
  assert.deepEqual(scripts.filter((name) => name.startsWith("view/")).sort(), [...views].sort());
  for (const [group, methods] of used)
    assert.deepEqual(acl[group].read.ubus.bordertap.sort(), [...methods].sort(), group);
});

test("the template has every text once, with its places", () => {
  const folder = temporaryPath();
  mkdirSync(join(folder, "htdocs"), { recursive: true });
  const script = join(folder, "htdocs/a.js");
  writeFileSync(
    script,
    `_('it\\'s');\n_("a \\"b\\"", 'context');\nx._('no');\nmy_('no');\n_('one' +\n\t' two');\n_('it\\'s');\n`,
  );
  assert.deepEqual(messagesOf(folder), [
    { text: "it's", places: ["htdocs/a.js:1", "htdocs/a.js:7"] },
    { text: 'a "b"', places: ["htdocs/a.js:2"] },
    { text: "one two", places: ["htdocs/a.js:5"] },
  ]);
  assert.match(templateSource(folder), /#: htdocs\/a\.js:2\nmsgid "a \\"b\\""\nmsgstr ""\n/);
  writeFileSync(script, "_(text);\n");
  assert.throws(() => messagesOf(folder), /htdocs\/a\.js/);
  const own = new Set(messagesOf(PACKAGE).map(({ text }) => text));
  for (const text of ["Default action", "Alerts", "See what bordertap sees", "Search by name or code"])
    assert.ok(own.has(text), text);
});

test("the plugin may be run, and nothing else of the package", () => {
  const names = readdirSync(PACKAGE, { recursive: true, encoding: "utf8" });
  const executable = names.filter(
    (name) => statSync(join(PACKAGE, name)).isFile() && statSync(join(PACKAGE, name)).mode & 0o111,
  );
  assert.deepEqual(executable, ["root/usr/libexec/rpcd/bordertap"]);
  const makefile = readFileSync(join(PACKAGE, "Makefile"), "utf8");
  assert.match(makefile, /^LUCI_DEPENDS:=.*\+uclient-fetch\b/m);
  assert.match(makefile, /luci\.mk$/m);
});
