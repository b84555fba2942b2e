import { countryName } from "../geo/names.ts";
import { bar } from "./bar.ts";
import { type Paper, widthOn } from "./paper.ts";
import { type Style, style } from "./style.ts";
import { bytesText, countText } from "./text.ts";
import type { TopRow, TopSample } from "./top.ts";
import { shorten, widthOf } from "./width.ts";

const BYTES_WIDTH = 7;
const RATE_WIDTH = BYTES_WIDTH + "/s".length;
/** Two of each, and a gap before each. */
const RATES_WIDTH = 2 * (RATE_WIDTH + 1);
const SUMS_WIDTH = 2 * (BYTES_WIDTH + 1);
const ATTEMPTED_WIDTH = "attempted".length;
/** In fewer columns a line says only what moves now. */
const WIDTH_FULL = 60;
const NAME_MAX = 40;
/** A narrower bar tells little. */
const BAR_MIN = 6;
/** Lines that are no rows: a title, and two tables with a blank line, a heading each. */
const LINES_BESIDE = 5;

/** One look at what moves now; at most `lines` lines, countries and devices sharing what there is. */
export function topText(sample: TopSample, paper: Paper, lines: number): string {
  const width = widthOn(paper);
  const ink = style(paper.color);
  const room = Math.max(2, lines - LINES_BESIDE);
  const { countries, devices } = sample;
  const countriesShown = Math.min(countries.length, Math.max(Math.ceil(room / 2), room - devices.length));
  const name = ({ key }: TopRow) => (key === null ? "(at home)" : `${countryName(key)} ${key}`);
  const deviceName = ({ key, name }: TopRow) => (name === undefined ? (key ?? "") : `${name}  ${key}`);
  return `${[
    shorten(titleText(sample), width),
    "",
    ...table("Countries", countries.slice(0, countriesShown), name, ink, width),
    "",
    ...table("Devices", devices.slice(0, room - countriesShown), deviceName, ink, width),
  ].join("\n")}\n`;
}

function titleText({ time, frames, bytes, framesRate, bytesRate }: TopSample): string {
  const clock = time.slice(11, 19);
  const all = `${countText(frames)} frames, ${bytesText(bytes)}`;
  return `bordertap  ${clock} UTC  ${countText(Math.round(framesRate))} frames/s, ${bytesText(bytesRate)}/s  (${all})`;
}

function table(
  title: string,
  rows: readonly TopRow[],
  nameOf: (row: TopRow) => string,
  ink: Style,
  width: number,
): string[] {
  const hasSums = width >= WIDTH_FULL;
  const hasAttempts = hasSums && rows.some(({ bytesAttempted = 0 }) => bytesAttempted > 0);
  const numbersWidth = RATES_WIDTH + (hasSums ? SUMS_WIDTH : 0) + (hasAttempts ? ATTEMPTED_WIDTH + 1 : 0);
  const nameWidth = Math.min(NAME_MAX, width - numbersWidth);
  const barWidth = width - numbersWidth - nameWidth - 1;
  const most = Math.max(1, ...rows.map(({ upRate }) => upRate));
  const header = [
    ink.heading(title.padEnd(nameWidth)),
    ...["up", "down"].map((text) => ink.faint(text.padStart(RATE_WIDTH))),
    ...(hasSums ? ["up", "down"] : []).map((text) => ink.faint(text.padStart(BYTES_WIDTH))),
    ...(hasAttempts ? [ink.faint("attempted")] : []),
  ];
  const lines = rows.map((row) => {
    const name = shorten(nameOf(row), nameWidth);
    const cells = [
      name + " ".repeat(nameWidth - widthOf(name)),
      ink.up(`${bytesText(row.upRate)}/s`.padStart(RATE_WIDTH)),
      ink.down(`${bytesText(row.downRate)}/s`.padStart(RATE_WIDTH)),
      ...(hasSums ? [row.bytesUp, row.bytesDown] : []).map((bytes) => bytesText(bytes).padStart(BYTES_WIDTH)),
    ];
    const { bytesAttempted = 0 } = row;
    if (hasAttempts)
      cells.push((bytesAttempted > 0 ? bytesText(bytesAttempted) : "").padStart(ATTEMPTED_WIDTH));
    if (barWidth >= BAR_MIN) cells.push(ink.up(bar(row.upRate / most, barWidth).trimEnd()));
    return cells.join(" ").trimEnd();
  });
  return [header.join(" "), ...lines];
}
