import type { Registrable } from "../names/registrable.ts";
import type { CaptureReport } from "./capture.ts";
import { CountryRows } from "./country-rows.ts";
import { deviceLine } from "./device-text.ts";
import { domainHeader, domainText } from "./domain-text.ts";
import { type Paper, widthOn } from "./paper.ts";
import type { ReplayReport } from "./replay.ts";
import { type Style, style } from "./style.ts";
import { bytesText, countText } from "./text.ts";
import { uploadText } from "./upload-text.ts";
import { alertText, verdictHeader, verdictText } from "./verdict-text.ts";
import { shorten, shortenStart, wrapped } from "./width.ts";

/** Rows of each kind; --json has them all. */
const ALERTS_SHOWN = 8;
const COUNTRIES_SHOWN = 15;
const DEVICES_SHOWN = 8;
const DEVICE_COUNTRIES_SHOWN = 6;
const DOMAINS_SHOWN = 12;
const UPLOADS_SHOWN = 5;

/**
 * The report for people: who talks to which country, under which names, how much each way, and the largest uploads.
 * `registrable` groups names, and is not needed where the report has none.
 */
export function replayText(
  title: string,
  report: ReplayReport,
  registrable: Registrable | undefined,
  paper: Paper,
): string {
  const ink = style(paper.color);
  const width = widthOn(paper);
  const nameOf = (code: string) => report.table.nameOf(code);
  const rows = new CountryRows(report.countries(), nameOf, ink, width);
  const lines = [
    ink.heading(shortenStart(title, width)),
    ...captureLines(report.capture, width),
    ...verdictLines(report, ink, width),
    ...countryLines(report, rows, ink),
    ...deviceLines(report, rows, ink, width),
    ...domainLines(report, registrable, ink, width),
    ...uploadLines(report, rows, ink, width),
    "",
    ...report.attribution.flatMap((line) => wrapped(line, width)).map((line) => ink.faint(line)),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function captureLines(capture: CaptureReport, width: number): string[] {
  const { frames, bytes, firstTime, lastTime, outcomes, damage } = capture;
  const lines = [`${countText(frames)} ${frames === 1 ? "frame" : "frames"}, ${bytesText(bytes)}`];
  if (firstTime !== undefined && lastTime !== undefined)
    lines.push(`${minuteText(firstTime)} to ${minuteText(lastTime)} UTC`);
  const unread = Object.entries(outcomes).filter(([outcome, count]) => outcome !== "OK" && count > 0);
  if (unread.length > 0)
    lines.push(
      ...wrapped(unread.map(([outcome, count]) => `${countText(count)} ${outcome}`).join(", "), width),
    );
  if (damage.length > 0)
    lines.push(`damaged in ${damage.length} ${damage.length === 1 ? "place" : "places"}, see standard error`);
  return lines;
}

/** YYYY-MM-DD hh:mm */
function minuteText(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}

/** What the policy says of the flows; nothing without one. */
function verdictLines(report: ReplayReport, ink: Style, width: number): string[] {
  const { judgement } = report;
  if (!judgement) return [];
  const { timezone, alerts } = judgement;
  const lines = [
    "",
    ink.heading("Verdicts"),
    ink.faint(verdictHeader()),
    ...report.verdicts().map(verdictText),
  ];
  if (timezone !== undefined) lines.push(ink.faint(shorten(`  hours are those of ${timezone}`, width)));
  if (alerts.raised === 0) return lines;
  // The first of each device and country in 24 hours; the oldest of them first.
  const shown = report.alerts().slice(-ALERTS_SHOWN).reverse();
  lines.push("", ink.heading("Alerts"), ...shown.map((alert) => alertText(alert, width)));
  const more = alerts.raised - shown.length;
  if (more > 0)
    lines.push(
      ink.faint(`  and ${countText(more)} more ${more === 1 ? "alert" : "alerts"} (--json lists them)`),
    );
  return lines;
}

function countryLines(report: ReplayReport, rows: CountryRows, ink: Style): string[] {
  const countries = report.countries();
  if (countries.length === 0) return [];
  return ["", ink.heading("Countries"), rows.header(), ...rows.of(countries, COUNTRIES_SHOWN)];
}

function deviceLines(report: ReplayReport, rows: CountryRows, ink: Style, width: number): string[] {
  const devices = report.devices(DEVICES_SHOWN);
  if (devices.length === 0) return [];
  const lines = ["", ink.heading("Devices")];
  for (const device of devices)
    lines.push(deviceLine(device, width), ...rows.of(device.countries, DEVICE_COUNTRIES_SHOWN));
  const more = report.deviceCount - devices.length;
  if (more > 0)
    lines.push(
      ink.faint(shorten(`  and ${more} more ${more === 1 ? "device" : "devices"} (--json lists all)`, width)),
    );
  if (report.flowsRefused > 0)
    lines.push(
      ink.faint(shorten(`  ${countText(report.flowsRefused)} flows found no room by device`, width)),
    );
  return lines;
}

function domainLines(
  report: ReplayReport,
  registrable: Registrable | undefined,
  ink: Style,
  width: number,
): string[] {
  if (!registrable || !report.isNamed) return [];
  const domains = report.domains(registrable);
  const lines = ["", ink.heading("Names"), ink.faint(domainHeader(width))];
  for (const domain of domains.slice(0, DOMAINS_SHOWN)) lines.push(domainText(domain, width));
  const more = domains.length - DOMAINS_SHOWN;
  if (more > 0) lines.push(ink.faint(`  and ${more} more ${more === 1 ? "name" : "names"}`));
  const notKept = Object.entries(report.namesNotKept).filter(([, count]) => count > 0);
  if (notKept.length > 0) {
    const what = notKept.map(([what, count]) => `${countText(count)} ${what}`).join(", ");
    lines.push(ink.faint(shorten(`  found no room: ${what}`, width)));
  }
  return lines;
}

function uploadLines(report: ReplayReport, rows: CountryRows, ink: Style, width: number): string[] {
  const uploads = report.largestUploads(UPLOADS_SHOWN).filter(({ bytesUp }) => bytesUp > 0);
  if (uploads.length === 0) return [];
  const nameOf = (country: string | null) => rows.name(country);
  return ["", ink.heading("Largest uploads"), ...uploads.map((flow) => uploadText(flow, nameOf, width))];
}
