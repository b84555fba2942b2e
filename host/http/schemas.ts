import { alertSchema, alertsSchema } from "./schema/alert.ts";
import { countriesSchema, countrySchema } from "./schema/country.ts";
import { deviceSchema, devicesSchema } from "./schema/device.ts";
import { eventSchema } from "./schema/event.ts";
import { flowSchema, flowsSchema } from "./schema/flow.ts";
import { lookupSchema } from "./schema/lookup.ts";
import { healthSchema, problemSchema } from "./schema/problem.ts";
import { statusSchema } from "./schema/status.ts";

/** What the endpoint answers, by the names that the OpenAPI document gives it. */
export const schemas = {
  Alert: alertSchema,
  Alerts: alertsSchema,
  Countries: countriesSchema,
  Country: countrySchema,
  Device: deviceSchema,
  Devices: devicesSchema,
  Event: eventSchema,
  Flow: flowSchema,
  Flows: flowsSchema,
  Health: healthSchema,
  Lookup: lookupSchema,
  Problem: problemSchema,
  Status: statusSchema,
} as const;

export type SchemaName = keyof typeof schemas;
