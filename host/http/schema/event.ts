import * as v from "valibot";
import type { CountersReport, ObservedEvent } from "../../observed.ts";
import { alertSchema } from "./alert.ts";
import { countrySchema } from "./country.ts";
import { flowSchema } from "./flow.ts";
import { count, text, time } from "./scalar.ts";

const countersSchema = v.object({
  time,
  frames: count("frames"),
  bytes: count("bytes on the wire"),
  countries: v.array(countrySchema),
}) satisfies v.GenericSchema<unknown, CountersReport>;

/** The data of a server-sent event; its `event` field is `kind`. */
export const eventSchema = v.variant("kind", [
  v.object({ kind: v.literal("flow"), flow: flowSchema }),
  v.object({ kind: v.literal("device"), device: text("MAC or address"), time }),
  v.object({ kind: v.literal("alert"), alert: alertSchema }),
  v.object({ kind: v.literal("counters"), counters: countersSchema }),
]) satisfies v.GenericSchema<unknown, ObservedEvent>;
