import { formatAddress, parseAddress } from "../address.ts";
import { formatEther, parseEther } from "../ether.ts";
import { ALERTS_MAX, FLOWS_PAGE_MAX, type FlowOrder, type FlowQuery } from "../observed.ts";
import { choice, type Parameter, truth, wholeNumber, written } from "./parameter.ts";
import type { Values } from "./query.ts";

const LIMIT_DEFAULT = 100;
/** More flows than any table holds. */
const OFFSET_MAX = 1e9;
/** More countries than there are. */
const COUNTRIES_MAX = 1000;
/** RFC 1035 section 2.3.4. */
const HOST_MAX = 253;
/** What is no country, in queries and labels. */
const NO_COUNTRY = "none";

export const offsetParameter = wholeNumber("offset", "How many to pass over; 0 unless told.", 0, OFFSET_MAX);

export const limitParameter = wholeNumber(
  "limit",
  `How many to list at most; ${LIMIT_DEFAULT} unless told.`,
  1,
  FLOWS_PAGE_MAX,
);

export const alertLimitParameter = wholeNumber(
  "limit",
  "How many to list at most; all unless told.",
  1,
  ALERTS_MAX,
);

export const countriesParameter = wholeNumber(
  "countries",
  "How many countries of each device to list at most, those with the most bytes; all unless told.",
  0,
  COUNTRIES_MAX,
);

/** As outputs call it. */
export function deviceOf(text: string): string | undefined {
  const ether = parseEther(text);
  if (ether !== undefined) return formatEther(ether);
  const address = parseAddress(text);
  return address && formatAddress(address);
}

export const flowParameters: readonly Parameter[] = [
  written("device", "Only of this device.", "a MAC or an address, as outputs call a device", deviceOf),
  written(
    "country",
    "Only with this country at the remote end; none: special-purpose, never a country.",
    "an ISO 3166-1 alpha-2 code such as CN, or none",
    countryOf,
  ),
  truth("flagged", "true: only those that the policy alerts on or blocks."),
  written("host", "Only with this name, or one that ends in a dot and this one.", "a host name", hostOf),
  choice("order", "The latest frame (unless told), the most bytes up, or both ways first.", [
    "last",
    "bytesUp",
    "bytes",
  ] satisfies FlowOrder[]),
  offsetParameter,
  limitParameter,
];

function countryOf(text: string): string | undefined {
  if (text === NO_COUNTRY) return text;
  return /^[a-z]{2}$/i.test(text) ? text.toUpperCase() : undefined;
}

function hostOf(text: string): string | undefined {
  const host = text.toLowerCase().replace(/\.$/, "");
  return /^[\x21-\x7e]+$/.test(host) && host.length <= HOST_MAX ? host : undefined;
}

export function flowQuery(values: Values): FlowQuery {
  const country = values.get("country") as string | undefined;
  return {
    device: values.get("device") as string | undefined,
    country: country === NO_COUNTRY ? null : country,
    flagged: values.get("flagged") === true ? true : undefined,
    host: values.get("host") as string | undefined,
    order: (values.get("order") as FlowOrder | undefined) ?? "last",
    ...pageOf(values),
  };
}

export function pageOf(values: Values, limitDefault = LIMIT_DEFAULT): { offset: number; limit: number } {
  return {
    offset: (values.get("offset") as number | undefined) ?? 0,
    limit: (values.get("limit") as number | undefined) ?? limitDefault,
  };
}
