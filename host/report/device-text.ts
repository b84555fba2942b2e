import type { DeviceReport } from "./devices.ts";
import { shorten } from "./width.ts";

/** A device and as many of its addresses as fit, none of them cut. */
export function deviceLine({ device, addresses }: DeviceReport, width: number): string {
  let line = device ?? "(devices beyond the table)";
  let gap = "  ";
  const rest = addresses.filter((address) => address !== device);
  for (const [index, address] of rest.entries()) {
    const longer = `${line}${gap}${address}`;
    const room = index === rest.length - 1 ? width : width - " …".length;
    if (longer.length > room) return shorten(`${line}${gap}…`, width);
    line = longer;
    gap = " ";
  }
  return line;
}
