import { fileURLToPath } from "node:url";
import { DeviceBook } from "../../../host/devices/book.ts";
import { Vendors } from "../../../host/devices/vendors.ts";
import type { KnownDevices } from "../../../host/report/identity.ts";

const table = fileURLToPath(new URL("../../../dist/vendors.table", import.meta.url));

/** Vendors as `npm run build` left them in dist/, and the names of a book. */
export function knownDevices(book = new DeviceBook()): KnownDevices {
  return { book, vendors: new Vendors(table) };
}
