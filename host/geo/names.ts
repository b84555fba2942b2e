import { CODE_UNKNOWN } from "./codes.ts";

let names: Intl.DisplayNames | undefined;

/** The English name of an ISO 3166-1 alpha-2 code (CLDR's), or the code itself. */
export function countryName(code: string): string {
  if (code === CODE_UNKNOWN) return "Unknown";
  // Node may be built without ICU, as on small systems: then a code stands for itself.
  if (typeof Intl !== "object" || typeof Intl.DisplayNames !== "function") return code;
  // Made when first needed: it takes some 10 ms, which --json need not wait for.
  names ??= new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });
  return names.of(code) ?? code;
}
