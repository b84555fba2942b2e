import * as v from "valibot";
import type { DeviceReport } from "../../report/devices.ts";
import { countrySchema } from "./country.ts";
import { count, text } from "./scalar.ts";

type ClaimSource = NonNullable<DeviceReport["nameSource"]>;

/** All that there are: the type knows of each, and of no other. */
const CLAIM_SOURCES: Readonly<Record<ClaimSource, true>> = {
  manual: true,
  lease: true,
  dhcp: true,
  mdns: true,
  nbns: true,
  ssdp: true,
};

const claimSource = v.pipe(
  v.picklist(Object.keys(CLAIM_SOURCES) as ClaimSource[]),
  v.description("whose word it is; manual is the owner's, lease what the router's DHCP server has on file"),
);

export const deviceSchema = v.object({
  device: v.optional(text("MAC or address; absent for what the device table had no room for")),
  addresses: v.pipe(v.array(v.string()), v.description("that it sent from")),
  vendor: v.optional(text("of its MAC")),
  name: v.optional(text("the most believed of names")),
  nameSource: v.optional(claimSource),
  names: v.optional(v.array(v.object({ name: v.string(), source: claimSource }))),
  traits: v.optional(
    v.pipe(
      v.array(
        v.object({ trait: v.picklist(["model", "vendorClass"]), value: v.string(), source: claimSource }),
      ),
      v.description("what else it is said to be"),
    ),
  ),
  countries: v.pipe(v.array(countrySchema), v.description("the most bytes first")),
}) satisfies v.GenericSchema<unknown, DeviceReport>;

export const devicesSchema = v.object({
  devices: v.pipe(v.array(deviceSchema), v.description("the most bytes first")),
  total: count("devices on all pages"),
  offset: count("devices before this page"),
});
