import type { DeviceReport } from "./devices.ts";
import { shorten, widthOf } from "./width.ts";

const GAP = "  ";
/** Says that addresses were left out. */
const MORE = " …";
/** A name gives way to a MAC, but only down to this; to a long address no further. */
const TITLE_MIN = 16;
/** A vendor gives way to one address, but only down to this; in fewer columns it stays away. */
const VENDOR_MIN = 15;

/**
 * Who a device is: its name and whose word that is, what outputs call it, its vendor, and as many of its addresses
 * as fit, none of them cut and the shortest first.
 */
export function deviceLine(report: DeviceReport, width: number): string {
  const { device = "(devices beyond the table)", vendor, addresses } = report;
  const rest = addresses.filter((address) => address !== device).sort((a, b) => a.length - b.length);
  const full = rest.length > 0 ? width - GAP.length - 1 : width;
  const title = titleText(report, Math.max(TITLE_MIN, full - device.length - GAP.length));
  let line = title === "" ? device : title + GAP + shorten(device, full - widthOf(title) - GAP.length);
  if (vendor !== undefined) line += vendorText(vendor, width - widthOf(line) - GAP.length, rest);
  let gap = GAP;
  for (const [index, address] of rest.entries()) {
    const longer = `${line}${gap}${address}`;
    const room = index === rest.length - 1 ? width : width - MORE.length;
    if (widthOf(longer) > room) return shorten(`${line}${gap}…`, width);
    line = longer;
    gap = " ";
  }
  return line;
}

function vendorText(vendor: string, room: number, [address, ...more]: readonly string[]): string {
  const others =
    address === undefined ? 0 : GAP.length + address.length + (more.length > 0 ? MORE.length : 0);
  const noneOfThem = address === undefined ? 0 : GAP.length + 1;
  const width = Math.min(room - noneOfThem, Math.max(VENDOR_MIN, room - others));
  return width < Math.min(VENDOR_MIN, widthOf(vendor)) ? "" : GAP + shorten(vendor, width);
}

/** A name, or the model where there is none, never without its source; of the two the name is cut. */
function titleText({ name, nameSource, traits = [] }: DeviceReport, width: number): string {
  const model = traits.find(({ trait }) => trait === "model");
  const text = name ?? model?.value;
  if (text === undefined) return "";
  const source = ` (${nameSource ?? model?.source})`;
  return `${shorten(text, width - source.length)}${source}`;
}
