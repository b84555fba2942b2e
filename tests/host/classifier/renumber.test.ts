// A country table takes another one's place: what was counted stays with its country.

import assert from "node:assert/strict";
import test from "node:test";
import { LINKTYPE_RAW } from "../../../assembly/abi.ts";
import { parsePrefix } from "../../../host/address.ts";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import { CountryNumbers } from "../../../host/geo/country-numbers.ts";
import { EventDrain } from "../../../host/names/event-drain.ts";
import { builtTable } from "../geo/helper/small-table.ts";
import { countWhole } from "../helper/dissector.ts";
import { loadClassifier } from "../helper/module.ts";
import { udp } from "../names/helper/conversation.ts";

/** 8.0.0.1, where the helper's datagrams go, in these two opinions. */
function tableOf(country: string, other: string, more: readonly string[]) {
  const rows = more.map((code, k) => `9.0.${k}.0,9.0.${k}.255,${code}\n`).join("");
  const first = `8.0.0.0,8.0.0.255,${country}\n${rows}`;
  return builtTable({ first, second: `8.0.0.0,8.0.0.255,${other}\n` }).table;
}

function send(classifier: Classifier, port: number): void {
  countWhole(classifier, LINKTYPE_RAW, udp(port, 9999, new Uint8Array(10)));
}

/** Flows by country in the cells, and each flow's two opinions. */
function counted(classifier: Classifier, { codeOf }: CountryNumbers): unknown {
  const cells: unknown[] = [];
  classifier.eachCell(({ country, flows, bytesUp }) => {
    if (flows > 0) cells.push([codeOf(country), flows, bytesUp]);
  });
  const flows: unknown[] = [];
  classifier.eachFlow(({ answer }) => flows.push(`${codeOf(answer & 0xff)} ${codeOf(answer >>> 8)}`));
  return { cells, flows };
}

test("counters go on with their country, under the new table's numbers", () => {
  const classifier = loadClassifier("router");
  classifier.setToldKinds([]);
  classifier.setLocalPrefixes([parsePrefix("10.0.0.0/8")!]);
  const before = tableOf("CN", "SG", []);
  const numbers = new CountryNumbers(before.view.countries);
  classifier.loadGeo(before.image);
  send(classifier, 1000);
  assert.deepEqual(counted(classifier, numbers), { cells: [["CN", 1, 38]], flows: ["CN SG"] });
  const inUse = classifier.countriesInUse();
  assert.deepEqual([...inUse].map(numbers.codeOf).sort(), ["CN", "SG"]);

  // AT and BE push every other number up, SG is gone, and the address has moved.
  const after = tableOf("DE", "DE", ["AT", "BE", "CN"]);
  const numberBefore = numbers.numberOf("CN");
  classifier.renumber(numbers.goOver(after.view.countries, inUse));
  classifier.loadGeo(after.image);
  assert.notEqual(numbers.numberOf("CN"), numberBefore);
  assert.deepEqual(counted(classifier, numbers), { cells: [["CN", 1, 38]], flows: ["CN SG"] });

  // A flow that is open keeps its country, a new one has the new table's.
  send(classifier, 1000);
  send(classifier, 1001);
  assert.deepEqual(counted(classifier, numbers), {
    cells: [
      ["CN", 1, 76],
      ["DE", 1, 38],
    ],
    flows: ["CN SG", "DE null"],
  });
});

test("events of the old numbers have to be taken first", () => {
  const classifier = loadClassifier("router");
  send(classifier, 1000);
  const map = new CountryNumbers(["", "ZZ"]).goOver(["", "ZZ"], []);
  assert.throws(() => classifier.renumber(map));
  new EventDrain(classifier).drain();
  classifier.renumber(map);
});
