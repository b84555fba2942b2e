// The classifier alone, as reference.c measures the C one: of a capture that is read piece by piece, the pieces are copied
// batch by batch and classified; the reading is not measured. Neither is the first touch of the memory that fills: it costs as
// much as the host takes to back a page, 12 us where this was written, and `replay` as a whole process pays it.
//
//   node classify.js CAPTURE TABLE RUNS [names]      prints one line a run: packets, flows, nanoseconds; with `names`,
//                                                    host names are looked for and events taken, else neither

import { openSync, readSync } from "node:fs";
import { BATCH_SIZE, WALK_FULL } from "../../assembly/abi.ts";
import { Classifier } from "../../host/classifier/classifier.ts";
import { loadCountryTable } from "../../host/geo/table.ts";
import { EventDrain } from "../../host/names/event-drain.ts";
import { FlowBook } from "../../host/names/flow-book.ts";

const FILE_HEADER_SIZE = 24;
const LINKTYPE_ETHERNET = 1;
const PAGE_SIZE = 4096;

const [capturePath, tablePath, runs, names] = process.argv.slice(2);
const capture = openSync(capturePath, "r");
const piece = new Uint8Array(1 << 28);
const { image } = loadCountryTable(tablePath);

for (let run = 0; run < Number(runs); run++) {
  const classifier = Classifier.load("replay");
  classifier.loadGeo(image);
  classifier.setNaming(names !== undefined);
  const { batch } = classifier;
  touch(new Uint8Array(batch.buffer));
  const book = new FlowBook(classifier);
  const events = new EventDrain(classifier, book);
  let nanoseconds = 0n;
  let held = 0;
  for (let position = FILE_HEADER_SIZE; ; ) {
    const size = readSync(capture, piece, 0, piece.length, position);
    if (size === 0) break;
    position += size;
    const start = process.hrtime.bigint();
    for (let at = 0; at < size; ) {
      const part = Math.min(size - at, BATCH_SIZE - held);
      batch.set(piece.subarray(at, at + part), held);
      at += part;
      held += part;
      let used = 0;
      do {
        used = classifier.walkPcap(used, held, LINKTYPE_ETHERNET, 0, false);
        if (names !== undefined) events.drain();
      } while (classifier.walkStop === WALK_FULL);
      batch.copyWithin(0, used, held);
      held -= used;
    }
    nanoseconds += process.hrtime.bigint() - start;
  }
  console.log(`${classifier.totals().frames} ${classifier.flowCount} ${nanoseconds}`);
}

/** Has every page be there. */
function touch(memory: Uint8Array): void {
  for (let at = 0; at < memory.length; at += PAGE_SIZE) Atomics.or(memory, at, 0);
}
