import type { Classifier } from "../../host/classifier/classifier.ts";
import type { FrameReport } from "../../host/report/frames.ts";

/** What the counters should say, added up from described frames; and whether they do. */
export class Ledger {
  readonly #classifier: Classifier;
  #frames = 0;
  #bytes = 0;
  #countedFrames = 0;
  #countedBytes = 0;
  readonly #outcomes = new Map<string, number>();
  /** What evicted flows took with them. */
  #evictedFrames = 0;
  #evictedBytes = 0;

  constructor(classifier: Classifier) {
    this.#classifier = classifier;
  }

  /** Notes a described frame that is counted as well. */
  note({ length, outcome, source }: FrameReport): void {
    this.#frames++;
    this.#bytes += length;
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
    if (source === undefined) return;
    this.#countedFrames++;
    this.#countedBytes += length;
  }

  /** Must be called after each counting walk: drains the event ring. */
  takeEvicted(): void {
    this.#classifier.takeEvents(({ kind, flow }) => {
      if (kind !== "flowEvicted") return;
      this.#evictedFrames += flow.packetsUp + flow.packetsDown;
      this.#evictedBytes += flow.bytesUp + flow.bytesDown;
    });
  }

  /** Sums that do not agree, as texts. */
  mistakes(names: readonly string[]): string[] {
    const totals = this.#classifier.totals();
    const sums = {
      cellFrames: 0,
      cellBytes: 0,
      flowFrames: this.#evictedFrames,
      flowBytes: this.#evictedBytes,
    };
    this.#classifier.eachCell((cell) => {
      sums.cellFrames += cell.packetsUp + cell.packetsDown;
      sums.cellBytes += cell.bytesUp + cell.bytesDown;
    });
    this.#classifier.eachFlow((flow) => {
      sums.flowFrames += flow.packetsUp + flow.packetsDown;
      sums.flowBytes += flow.bytesUp + flow.bytesDown;
    });
    const checks: [string, number, number][] = [
      ["frames", totals.frames, this.#frames],
      ["bytes", totals.bytes, this.#bytes],
      ["sum of outcomes", totals.outcomes.reduce((a, b) => a + b), this.#frames],
      ["frames over cells", sums.cellFrames, this.#countedFrames],
      ["bytes over cells", sums.cellBytes, this.#countedBytes],
      ["frames over flows", sums.flowFrames, this.#countedFrames],
      ["bytes over flows", sums.flowBytes, this.#countedBytes],
      ...names.map((name, code): [string, number, number] => [
        name,
        totals.outcomes[code],
        this.#outcomes.get(name) ?? 0,
      ]),
    ];
    return checks.flatMap(([what, got, expected]) =>
      got === expected ? [] : [`${what}: ${got}, not ${expected}`],
    );
  }
}
