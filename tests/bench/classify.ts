// The classifier alone, as reference.c measures the C one: the capture in memory, copied batch by batch, classified.
//
//   node classify.js CAPTURE TABLE RUNS [names]      prints one line a run: packets, flows, nanoseconds; with `names`,
//                                                    host names are looked for and events taken, else neither

import { readFileSync } from "node:fs";
import { BATCH_SIZE, WALK_FULL } from "../../assembly/abi.ts";
import { Classifier } from "../../host/classifier/classifier.ts";
import { loadCountryTable } from "../../host/geo/table.ts";
import { EventDrain } from "../../host/names/event-drain.ts";
import { FlowBook } from "../../host/names/flow-book.ts";

const FILE_HEADER_SIZE = 24;
const LINKTYPE_ETHERNET = 1;

const [capturePath, tablePath, runs, names] = process.argv.slice(2);
const capture = new Uint8Array(readFileSync(capturePath));
const { image } = loadCountryTable(tablePath);

for (let run = 0; run < Number(runs); run++) {
  const classifier = Classifier.load("replay");
  classifier.loadGeo(image);
  classifier.setNaming(names !== undefined);
  const { batch } = classifier;
  const events = new EventDrain(classifier);
  const book = new FlowBook(classifier);
  const start = process.hrtime.bigint();
  let held = 0;
  for (let at = FILE_HEADER_SIZE; at < capture.length; ) {
    const part = Math.min(capture.length - at, BATCH_SIZE - held);
    batch.set(capture.subarray(at, at + part), held);
    at += part;
    held += part;
    let used = 0;
    do {
      used = classifier.walkPcap(used, held, LINKTYPE_ETHERNET, 0, false);
      if (names !== undefined) events.drain(book);
    } while (classifier.walkStop === WALK_FULL);
    batch.copyWithin(0, used, held);
    held -= used;
  }
  const nanoseconds = process.hrtime.bigint() - start;
  console.log(`${classifier.totals().frames} ${classifier.flowCount} ${nanoseconds}`);
}
