import * as v from "valibot";
import type { LookupReport } from "../../geo/lookup.ts";
import { count, country, countryCode, text } from "./scalar.ts";

export const lookupSchema = v.object({
  address: v.string(),
  country,
  countryName: v.optional(v.string()),
  otherCountry: v.optional(countryCode),
  special: v.optional(text("the registry entry that makes the address special-purpose")),
  asn: v.optional(count("number of the autonomous system that announces the address")),
  organization: v.optional(v.string()),
  range: v.pipe(
    v.object({ first: v.string(), last: v.string() }),
    v.description("the widest around the address with the same answer"),
  ),
  database: v.object({ name: v.string(), date: v.optional(v.string()) }),
}) satisfies v.GenericSchema<unknown, LookupReport>;
