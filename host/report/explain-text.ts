import { countryName } from "../geo/names.ts";
import { printable } from "../text.ts";
import type { ExplainReport, ReasonReport } from "./explain.ts";
import { type Paper, widthOn } from "./paper.ts";
import { style } from "./style.ts";
import { wrapped } from "./width.ts";

/** Who decides, why, and who would without it; `mode` is the configuration's. */
export function explainText(report: ExplainReport, mode: "alert" | "enforce", paper: Paper): string {
  const ink = style(paper.color);
  const width = widthOn(paper);
  const { decides, without, byCountry } = report;
  const lines = [
    ...wrapped(title(report), width).map((line) => ink.heading(line)),
    ...(decides ? [verdictText(decides), ...(without ?? []).map(withoutText)] : []),
    ...byCountryLines(byCountry ?? []),
    ...(mode === "alert" && hasBlock(report) ? [ALERT_MODE] : []),
    noteText(report),
  ].flatMap((line, at) => (at === 0 ? [line] : wrapped(line, width - 2).map((part) => `  ${part}`)));
  return `${lines.join("\n")}\n`;
}

const ALERT_MODE = "mode is alert: nothing is refused; what says block passes, with an alert";

function hasBlock({ decides, without = [], byCountry = [] }: ExplainReport): boolean {
  return [...(decides ? [decides] : []), ...without, ...byCountry].some(({ action }) => action === "block");
}

function title({ device, deviceName, to, name, country, otherCountry }: ExplainReport): string {
  const who = deviceName === undefined ? device : `${deviceName} (${device})`;
  const codes = [country, otherCountry].filter((code) => typeof code === "string");
  const where = codes.map((code) => `${code} ${countryName(code)}`).join(", by the second opinion ");
  return [`${who} to ${to}`, name ?? "", where]
    .filter((part) => part !== "")
    .map(printable)
    .join(", ");
}

function verdictText(reason: ReasonReport): string {
  return `${reason.verdict}${reason.alert ? ", with an alert" : ""}: ${reasonText(reason)}`;
}

function withoutText(reason: ReasonReport): string {
  return `without it ${verdictText(reason)}`;
}

function byCountryLines(rows: NonNullable<ExplainReport["byCountry"]>): string[] {
  if (rows.length === 0) return [];
  return [
    "no exception names it, so the country of its address decides:",
    ...rows.map(({ codes, ...reason }) => `${codes.join(", ") || "others"}: ${verdictText(reason)}`),
  ];
}

function reasonText({ kind, place, target, action }: ReasonReport): string {
  if (kind === "home") return "the address stays at home";
  return printable(`${place}${target === undefined ? "" : ` ${target}`} says ${action}`);
}

function noteText({ at, timezone, byCountry, decides }: ExplainReport): string {
  const isName = byCountry !== undefined && decides !== undefined;
  return `${isName ? "unless an exception by address says otherwise; " : ""}rules of ${at} in ${timezone}`;
}
