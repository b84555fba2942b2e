// The manual as data: complete, and of the same schema that reads a file.

import assert from "node:assert/strict";
import test from "node:test";
import { parseConfig } from "../../../host/config/load.ts";
import { optionDescriptions } from "../../../host/config/options.ts";
import { SCHEMA, SECTIONS } from "../../../host/config/schema.ts";

const options = optionDescriptions();

test("every section and option is described", () => {
  assert.deepEqual(Object.keys(SECTIONS), ["bordertap", "country", "exception", "device", "geo", "http"]);
  assert.ok(options.length >= 20);
  for (const { section, option, description, consequence, sample } of options) {
    for (const text of [description, consequence])
      assert.match(text, /^[A-Za-z].*\.$/, `${section}.${option}`);
    assert.match(option, /^[a-z][a-z0-9_]*$/);
    assert.notEqual(sample, "");
  }
  assert.equal(SCHEMA.type, "unknown");
});

test("numbers have bounds and a default within them, choices have theirs", () => {
  for (const { option, type, least, most, choices, default: value, list } of options) {
    if (type === "number") assert.ok(least! <= Number(value) && Number(value) <= most!, option);
    if (type === "choice" && value !== undefined) assert.ok(choices!.includes(String(value)), option);
    if (list && value !== undefined) assert.deepEqual(value, [], option);
  }
});

test("what is required is missed, and a default said aloud changes nothing", () => {
  const spoken: Record<string, Record<string, unknown>> = {};
  for (const { section, option, several, required, default: value } of options) {
    if (required) {
      assert.ok(several);
      const { mistakes = [] } = parse({ [section]: [{}] });
      assert.ok(mistakes.some((mistake) => mistake.option === `${section}[0].${option}`));
    } else if (!several && value !== undefined) {
      spoken[section] = { ...spoken[section], [option]: value };
    }
  }
  assert.deepEqual(parse(spoken), parse({}));
});

function parse(file: unknown) {
  return parseConfig(new TextEncoder().encode(JSON.stringify(file)));
}
