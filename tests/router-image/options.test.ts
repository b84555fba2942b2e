// One list of options: the schema's, the manual's, and that of the init script where it has to know one.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { defaults, parseConfig } from "../../host/config/load.ts";
import { type OptionDescription, optionDescriptions } from "../../host/config/options.ts";
import { SECTIONS } from "../../host/config/schema.ts";
import { parseUciExport } from "../../host/config/uci-export.ts";
import { FEED } from "../../router-image/package/clone.ts";
import { manualText } from "../../router-image/package/manual.ts";

const ROOT = `${FEED}/bordertap/root`;
const manual = readFileSync(`${ROOT}/etc/config/bordertap`, "utf8");
const options = optionDescriptions();

/** Every statement of the manual, those behind a # too. */
const STATEMENT = /^#?\t?#?(config|option|list) ([a-z0-9_]+)(?: '(.*)')?$/;

function statements(): { kind: string; section: string; name: string; value?: string }[] {
  let section = "";
  return manual.split("\n").flatMap((line) => {
    const [, kind, name, value] = STATEMENT.exec(line) ?? [];
    if (kind === undefined) return [];
    if (kind === "config") section = name;
    return [{ kind, section, name, value }];
  });
}

function parse(file: unknown) {
  return parseConfig(new TextEncoder().encode(JSON.stringify(file)));
}

test("/etc/config/bordertap is the schema's text: npm run manual writes it", () => {
  assert.equal(manual, manualText());
  for (const line of manual.split("\n")) assert.ok(line.length <= 102, line);
});

test("sections and options are those of the schema, in its order, and of its kind", () => {
  const sections = statements().filter(({ kind }) => kind === "config");
  assert.deepEqual(
    sections.map(({ name }) => name),
    Object.keys(SECTIONS),
  );
  const inManual = statements().filter(({ kind }) => kind !== "config");
  assert.deepEqual(
    inManual.map(({ kind, section, name }) => [section, name, kind]),
    options.map(({ section, option, list }) => [section, option, list ? "list" : "option"]),
  );
});

test("what a line behind a # says is what holds without it", () => {
  const said: Record<string, Record<string, string>> = {};
  for (const { kind, section, name, value } of statements())
    if (kind === "option" && value !== "..." && !SECTIONS[section].several)
      said[section] = { ...said[section], [name]: value! };
  assert.ok(Object.keys(said.bordertap).length > 10);
  assert.deepEqual(parse(said).config, defaults());
});

test("the file as it is installed says nothing but defaults, and watches only", () => {
  const spoken = manual
    .split("\n")
    .filter((line) => !line.trim().startsWith("#"))
    .join("\n");
  const sections = parseUciExport(spoken)!;
  assert.deepEqual(
    sections.map(({ type, options }) => [type, options.size]),
    Object.keys(SECTIONS)
      .filter((name) => !SECTIONS[name].several)
      .map((name) => [name, 0]),
  );
  assert.equal(defaults().mode, "alert");
});

test("its example is one", () => {
  const [, example] = /For example[^\n]*\n#\n((?:# {3}.*\n|#\n)+)/.exec(manual)!;
  const sections = parseUciExport(example.replaceAll(/^# ?/gm, ""))!;
  const file = Object.fromEntries(sections.map(({ type, options }) => [type, [Object.fromEntries(options)]]));
  const { config, mistakes } = parse(file);
  assert.deepEqual(mistakes, undefined);
  assert.deepEqual(
    [[...config!.policy.countries[0].codes], [...config!.policy.countries[0].devices!]],
    [["CN", "RU"], ["64:b4:73:20:14:08"]],
  );
});

test("every option that names a file or a folder is in the jail", () => {
  const service = readFileSync(`${ROOT}/etc/init.d/bordertap`, "utf8");
  const isPath = ({ sample }: OptionDescription) => sample === "an absolute path";
  const paths = options.filter(isPath);
  assert.ok(paths.length >= 6);
  for (const { section, option, default: value } of paths) {
    const asked = `$(bordertap_option ${section} ${option} ${value ?? '""'})`;
    assert.ok(service.includes(asked), `${asked} is not asked for in /etc/init.d/bordertap`);
  }
});

test("what a sysupgrade keeps the manual tells, and who keeps the rest", () => {
  const kept = readFileSync(`${ROOT}/lib/upgrade/keep.d/bordertap`, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("/"));
  const told = options.flatMap(
    ({ consequence }) => /A sysupgrade keeps (\S+); .* \/etc\/sysupgrade\.conf /.exec(consequence)?.[1] ?? [],
  );
  assert.ok(kept.length >= 2);
  assert.deepEqual(told, kept);
});

test("what scripts take for a default is the schema's", () => {
  const scripts = ["etc/init.d/bordertap", "etc/init.d/bordertap-boot"];
  const asked = scripts.flatMap((name) => [
    ...readFileSync(`${ROOT}/${name}`, "utf8").matchAll(/bordertap_option (\w+) (\w+) ("?)([^")]*)\3\)/g),
  ]);
  assert.ok(asked.length >= 8);
  for (const [, section, option, , value] of asked) {
    const known = options.find((one) => one.section === section && one.option === option);
    assert.ok(known, `${section}.${option}`);
    assert.equal(value, String(known.default ?? ""), `${section}.${option}`);
  }
});

test("the README's policies are ones", () => {
  const readme = readFileSync(`${FEED}/../../README.md`, "utf8");
  const documents = [...readme.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text);
  assert.ok(documents.length >= 1);
  for (const document of documents)
    assert.deepEqual(parseConfig(new TextEncoder().encode(document)).mistakes, undefined);
});
