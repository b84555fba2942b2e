import { DeviceBook } from "../../../../host/devices/book.ts";
import type { CountryTable } from "../../../../host/geo/table.ts";
import { EventDrain } from "../../../../host/names/event-drain.ts";
import { FlowBook } from "../../../../host/names/flow-book.ts";
import { ReplayReport } from "../../../../host/report/replay.ts";
import { knownDevices } from "../../helper/known.ts";
import { loadClassifier } from "../../helper/module.ts";
import { sourceInPieces } from "../../helper/reader.ts";

/** What replay reports of a capture with countries of `table` and names of `book`. */
export function replayed(content: Uint8Array, table: CountryTable, book = new DeviceBook()): ReplayReport {
  const classifier = loadClassifier("router");
  classifier.loadGeo(table.image);
  const flows = new FlowBook(classifier);
  const events = new EventDrain(classifier, flows);
  const source = sourceInPieces(content, 1 << 20, classifier);
  for (const _ of source.walks(false)) events.drain();
  return new ReplayReport(classifier, flows, source, { table, known: knownDevices(book) });
}
