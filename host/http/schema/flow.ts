import * as v from "valibot";
import type { FlowReport } from "../../report/flows.ts";
import { count, country, countryCode, text, time, volume } from "./scalar.ts";

const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));

const nameSource = v.pipe(
  v.picklist(["sni", "quic", "http", "dns"]),
  v.description("whose claim it is; dns is what the device had asked for"),
);

export const flowSchema = v.object({
  device: v.optional(text("MAC or address; absent for what the device table had no room for")),
  local: v.string(),
  remote: v.optional(text("absent where a capture cut the destination off")),
  protocol: v.optional(v.pipe(v.number(), v.integer(), v.description("IANA protocol number"))),
  localPort: v.optional(port),
  remotePort: v.optional(port),
  country: v.optional(country),
  otherCountry: v.optional(countryCode),
  asn: v.optional(count("number of the autonomous system that announces the remote end")),
  organization: v.optional(v.string()),
  host: v.optional(text("the first of names")),
  hostSource: v.optional(nameSource),
  names: v.pipe(
    v.array(v.object({ name: v.string(), source: nameSource })),
    v.description("everything that is claimed, in the order of precedence"),
  ),
  ech: v.optional(
    v.pipe(v.literal(true), v.description("there was an encrypted ClientHello: host is the outer name")),
  ),
  ...volume,
  first: v.optional(time),
  last: v.optional(time),
  verdict: text("accept, drop or reject"),
}) satisfies v.GenericSchema<unknown, FlowReport>;

export const flowsSchema = v.object({
  flows: v.array(flowSchema),
  total: count("flows on all pages"),
  offset: count("flows before this page"),
});
