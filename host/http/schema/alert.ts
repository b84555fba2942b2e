import * as v from "valibot";
import { ALERTS_MAX, type AlertReport } from "../../observed.ts";
import { flowSchema } from "./flow.ts";
import { count, countryCode, text, time } from "./scalar.ts";

export const alertSchema = v.object({
  number: count("alerts since the program started, this one included"),
  time: v.optional(time),
  device: text("MAC or address"),
  country: countryCode,
  flow: flowSchema,
}) satisfies v.GenericSchema<unknown, AlertReport>;

export const alertsSchema = v.object({
  alerts: v.pipe(v.array(alertSchema), v.maxLength(ALERTS_MAX), v.description("the newest first")),
  total: count("alerts on all pages"),
  offset: count("alerts before this page"),
});
