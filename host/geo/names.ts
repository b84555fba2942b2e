import { CODE_UNKNOWN } from "./codes.ts";

/** Node may be built without ICU, as on small systems: then a code stands for itself. */
const names =
  typeof Intl === "object" && typeof Intl.DisplayNames === "function"
    ? new Intl.DisplayNames(["en"], { type: "region", fallback: "code" })
    : undefined;

/** The English name of an ISO 3166-1 alpha-2 code (CLDR's), or the code itself. */
export function countryName(code: string): string {
  if (code === CODE_UNKNOWN) return "Unknown";
  return names?.of(code) ?? code;
}
