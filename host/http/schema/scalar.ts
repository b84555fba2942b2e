import * as v from "valibot";

/** A whole number from 0 on; `what` says of what, and its unit. */
export function count(what: string) {
  return v.pipe(v.number(), v.integer(), v.minValue(0), v.description(what));
}

export function text(what: string) {
  return v.pipe(v.string(), v.description(what));
}

export const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/),
  v.description("UTC, always nine digits of the second"),
);

export const countryCode = v.pipe(
  v.string(),
  v.regex(/^[A-Z]{2}$/),
  v.description("ISO 3166-1 alpha-2; ZZ: a public address in no range of the first opinion"),
);

export const country = v.pipe(
  v.nullable(countryCode),
  v.description("null: special-purpose, which is local and never a country"),
);

/** Counters by name. */
export function counts(what: string) {
  return v.pipe(v.record(v.string(), count("how many")), v.description(what));
}

/** What no capture tells. */
export const attempted = {
  packetsAttempted: v.optional(
    count("packets that were sent and refused, in no other counter; absent of a capture"),
  ),
  bytesAttempted: v.optional(count("bytes of them")),
};

/** Of what went up, from home to the remote end, and down. */
export const volume = {
  packetsUp: count("packets"),
  packetsDown: count("packets"),
  bytesUp: count("bytes"),
  bytesDown: count("bytes"),
  ...attempted,
};
