import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { CAPACITY } from "../../host/capacity.ts";

test("each build is compiled with the tables that are told", () => {
  const { targets } = JSON.parse(readFileSync(new URL("../../asconfig.json", import.meta.url), "utf8"));
  const max = (build: string, name: string): number => {
    const definition = targets[build].use.find((text: string) => text.startsWith(`${name}=`));
    return Number(definition.slice(name.length + 1));
  };
  for (const [build, { flows, devices }] of Object.entries(CAPACITY))
    assert.deepEqual([flows, devices + 1], [max(build, "FLOWS_MAX"), max(build, "DEVICES_MAX")], build);
});
