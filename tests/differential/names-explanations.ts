// explained-names.md as data, and the condition of each class.

import { readExplainedRows } from "./explained-rows.ts";
import type { NameDifference, NameField } from "./names-comparison.ts";

const FIELDS: Record<string, readonly NameField[]> = {
  host: ["host"],
  dns: ["response", "questions", "answers"],
};

const UNKNOWN_LABEL = "<unknown\\032extended\\032label>";
/** As tshark prints some, and as the contract does. */
const CONTROL_AS_SEEN = /\\092[a-z]|\\\d{3}/g;
const CONTROL = /\\\d{3}/g;

/** What must be true of a difference to be of the class. */
const CLASSES: Record<string, (difference: NameDifference) => boolean> = {
  "link type": ({ report, oracle }) =>
    report?.outcome === "UNSUPPORTED_LINK_TYPE" && oracle?.protocols.startsWith("radiotap:") === true,
  "label type": ({ field, expected }) => field === "questions" && expected?.includes(UNKNOWN_LABEL) === true,
  "control octet": ({ field, expected, got }) =>
    field === "questions" && expected?.replace(CONTROL_AS_SEEN, "?") === got?.replace(CONTROL, "?"),
  "cut header": ({ report, oracle }) => oracle?.malformed === true && report?.dns === undefined,
  "endless head": ({ report, expected }) => report?.hostSource === "http" && expected === undefined,
  "first fragment": ({ report, expected }) => report?.fragmentOffset === 0 && expected === undefined,
};

export interface NameExplanation {
  readonly capture: string;
  readonly frame: number;
  readonly fields: readonly NameField[];
  readonly className: string;
  holds(difference: NameDifference): boolean;
}

export function readNameExplanations(): NameExplanation[] {
  return readExplainedRows("explained-names.md").map(({ capture, frame, fields, className }) => ({
    capture,
    frame,
    fields: FIELDS[fields],
    className,
    holds: CLASSES[className],
  }));
}
