import type { DomainReport } from "./domains.ts";
import { bytesText } from "./text.ts";
import { shortenStart } from "./width.ts";

const BYTES_WIDTH = 7;
const CODES_WIDTH = 5;
/** In fewer columns a line says only how much went up, and to whom. */
const WIDTH_FULL = 60;

/** Above the lines. */
export function domainHeader(width: number): string {
  const up = `  ${"up".padStart(BYTES_WIDTH)}`;
  return width < WIDTH_FULL ? up : `${up}  ${"down".padStart(BYTES_WIDTH)}`;
}

/** How much went to and came from a domain's hosts, in which country most of it, whose claim that is, how many hosts. */
export function domainText(report: DomainReport, width: number): string {
  const { domain, hosts, bytesUp, bytesDown } = report;
  const up = `  ${bytesText(bytesUp).padStart(BYTES_WIDTH)}  `;
  const down = `${bytesText(bytesDown).padStart(BYTES_WIDTH)}  ${codesText(report).padEnd(CODES_WIDTH)}  `;
  const before = width < WIDTH_FULL ? up : up + down;
  const [host] = hosts;
  const sources = ` (${sourcesText([...report.sources], report.isEch)})`;
  const count = hosts.size === 1 || width < WIDTH_FULL ? "" : `  ${hosts.size} hosts`;
  const title = hosts.size === 1 ? host : domain;
  return `${before}${shortenStart(title, width - before.length - sources.length - count.length)}${sources}${count}`;
}

/** The source of a name; an encrypted ClientHello's name is the one on its outside. */
export function sourcesText(sources: readonly string[], isEch: boolean): string {
  return [...sources, ...(isEch ? ["ECH"] : [])].join(", ");
}

/** The country with the most bytes, and how many more there are. */
function codesText({ countries }: DomainReport): string {
  const [[country]] = [...countries].sort(([, a], [, b]) => b - a);
  const more = countries.size - 1;
  return `${country ?? "  "}${more > 0 ? ` +${Math.min(more, 9)}` : ""}`;
}
