import * as v from "valibot";
import type { CountryReport } from "../../report/countries.ts";
import { count, country, volume } from "./scalar.ts";

export const countrySchema = v.object({
  country,
  flows: count("flows ever opened"),
  ...volume,
}) satisfies v.GenericSchema<unknown, CountryReport>;

export const countriesSchema = v.object({
  countries: v.pipe(v.array(countrySchema), v.description("the most bytes first")),
});
