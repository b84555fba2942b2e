import { bar } from "./bar.ts";
import type { CaptureReport } from "./capture.ts";
import { bytesOf, type CountryReport } from "./countries.ts";
import type { DeviceReport } from "./devices.ts";
import type { FlowReport } from "./flows.ts";
import type { ReplayReport } from "./replay.ts";
import { type Style, style } from "./style.ts";
import { bytesText, countText } from "./text.ts";

/** Rows of each kind; --json has them all. */
const COUNTRIES_SHOWN = 15;
const DEVICES_SHOWN = 8;
const DEVICE_COUNTRIES_SHOWN = 6;
const UPLOADS_SHOWN = 5;

const COLUMNS_MIN = 60;
const NAME_WIDTH = 22;
const BYTES_WIDTH = 7;
const FLOWS_WIDTH = 7;
/** What a country row holds besides its two bars. */
const FIXED_WIDTH = 2 + NAME_WIDTH + 4 + 2 * (BYTES_WIDTH + 2) + FLOWS_WIDTH;

const PROTOCOL_NAMES = new Map([
  [1, "ICMP"],
  [2, "IGMP"],
  [6, "TCP"],
  [17, "UDP"],
  [58, "ICMPv6"],
]);

export interface Paper {
  readonly columns: number;
  readonly color: boolean;
}

/** The report for people: who talks to which country, how much each way, and the largest uploads. */
export function replayText(title: string, report: ReplayReport, paper: Paper): string {
  const ink = style(paper.color);
  const width = Math.max(COLUMNS_MIN, paper.columns);
  const rows = new CountryRows(report, ink, Math.max(4, (width - FIXED_WIDTH) >> 1));
  const countries = report.countries();
  const lines = [
    ink.heading(printable(title)),
    ...captureLines(report.capture),
    "",
    ink.heading("Countries"),
    rows.header(),
    ...rows.of(countries, COUNTRIES_SHOWN),
  ];
  lines.push("", ink.heading("Devices"));
  for (const device of report.devices(DEVICES_SHOWN)) {
    lines.push(deviceLine(device, width), ...rows.of(device.countries, DEVICE_COUNTRIES_SHOWN));
  }
  if (report.deviceCount > DEVICES_SHOWN)
    lines.push(ink.faint(`  and ${report.deviceCount - DEVICES_SHOWN} more devices (--json lists all)`));
  lines.push("", ink.heading("Largest uploads"));
  for (const flow of report.largestUploads(UPLOADS_SHOWN)) lines.push(uploadLine(flow, rows));
  lines.push("", ...report.table.attribution.map((line) => ink.faint(line)));
  return `${lines.join("\n")}\n`;
}

class CountryRows {
  readonly #report: ReplayReport;
  readonly #ink: Style;
  readonly #barWidth: number;
  readonly #upMost: number;
  readonly #downMost: number;

  constructor(report: ReplayReport, ink: Style, barWidth: number) {
    this.#report = report;
    this.#ink = ink;
    this.#barWidth = barWidth;
    const countries = report.countries();
    this.#upMost = Math.max(1, ...countries.map(({ bytesUp }) => bytesUp));
    this.#downMost = Math.max(1, ...countries.map(({ bytesDown }) => bytesDown));
  }

  header(): string {
    const column = BYTES_WIDTH + 2 + this.#barWidth;
    const name = "".padEnd(2 + NAME_WIDTH + 4);
    return this.#ink.faint(
      `${name}${" up".padEnd(column)}${" down".padEnd(column)}${"flows".padStart(FLOWS_WIDTH)}`,
    );
  }

  of(countries: readonly CountryReport[], shown: number): string[] {
    const lines = countries.slice(0, shown).map((country) => this.#row(country));
    if (countries.length > shown) {
      const rest = countries.slice(shown);
      const bytes = rest.reduce((sum, country) => sum + bytesOf(country), 0);
      lines.push(this.#ink.faint(`  and ${rest.length} more countries, ${bytesText(bytes)}`));
    }
    return lines;
  }

  name(country: string | null): string {
    return country === null ? "(at home)" : this.#report.table.nameOf(country);
  }

  #row({ country, flows, bytesUp, bytesDown }: CountryReport): string {
    const { up, down } = this.#ink;
    const name = shorten(this.name(country), NAME_WIDTH).padEnd(NAME_WIDTH);
    const upBar = up(bar(bytesUp / this.#upMost, this.#barWidth));
    const downBar = down(bar(bytesDown / this.#downMost, this.#barWidth));
    const upText = bytesText(bytesUp).padStart(BYTES_WIDTH);
    const downText = bytesText(bytesDown).padStart(BYTES_WIDTH);
    const flowsText = String(flows).padStart(FLOWS_WIDTH);
    return `  ${name} ${country ?? "  "} ${upText} ${upBar} ${downText} ${downBar} ${flowsText}`;
  }
}

function captureLines(capture: CaptureReport): string[] {
  const { frames, bytes, firstTime, lastTime, outcomes, damage } = capture;
  const lines = [`${countText(frames)} frames, ${bytesText(bytes)}`];
  if (firstTime !== undefined && lastTime !== undefined)
    lines.push(`${minuteText(firstTime)} to ${minuteText(lastTime)} UTC`);
  const unread = Object.entries(outcomes).filter(([outcome, count]) => outcome !== "OK" && count > 0);
  if (unread.length > 0)
    lines.push(unread.map(([outcome, count]) => `${countText(count)} ${outcome}`).join(", "));
  if (damage.length > 0) lines.push(`damaged in ${damage.length} place(s), see standard error`);
  return lines;
}

/** YYYY-MM-DD hh:mm */
function minuteText(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}

function deviceLine(device: DeviceReport, width: number): string {
  const name = device.device ?? "(devices beyond the table)";
  const rest = device.addresses.filter((address) => address !== name);
  return shorten(rest.length === 0 ? name : `${name}  ${rest.join(" ")}`, width);
}

function uploadLine(flow: FlowReport, rows: CountryRows): string {
  const { device, remote, remotePort, protocol, country, bytesUp } = flow;
  const transport = protocol === undefined ? "?" : (PROTOCOL_NAMES.get(protocol) ?? `protocol ${protocol}`);
  const service = remotePort === undefined ? transport : `${transport} ${remotePort}`;
  const where = country === undefined ? "" : `  ${rows.name(country)}`;
  return `  ${bytesText(bytesUp).padStart(BYTES_WIDTH)}  ${device ?? "?"} to ${remote ?? "?"} ${service}${where}`;
}

function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** A file name may hold anything; a terminal obeys control characters. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, "?");
}
