import { COUNTRY_NULL, COUNTRY_UNKNOWN } from "../../../assembly/abi.ts";
import type { Family } from "../family.ts";
import type { Ranges } from "../source/ranges.ts";
import { MaskRanges } from "./mask.ts";
import { overlay } from "./overlay.ts";
import type { Segments } from "./segments.ts";

/**
 * An answer before its countries have their final numbers: country | other country << OTHER_SHIFT. Where the
 * image sends a lookup elsewhere, country is 0 and the other one the upper octet of the ANSWER_* code.
 */
export const OTHER_SHIFT = 16;

/** What lies over what. */
export interface Layers {
  readonly overrides: Ranges;
  readonly first: Ranges;
  readonly second: Ranges;
}

/**
 * Overlays the layers: special-purpose blocks over overrides over the two opinions. An override has no other
 * country; what no layer covers is unknown.
 */
export function merge(family: Family, layers: Layers): Segments {
  const masks = new MaskRanges(family, COUNTRY_NULL, ({ answer }) => (answer >> 8) << OTHER_SHIFT);
  const ranges = [masks, layers.overrides, layers.first, layers.second];
  return overlay(family, ranges, ([mask, override, first, second]) => {
    const country = first ?? COUNTRY_UNKNOWN;
    const other = second ?? COUNTRY_UNKNOWN;
    const differs = other !== COUNTRY_UNKNOWN && other !== country;
    return mask ?? override ?? (differs ? country | (other << OTHER_SHIFT) : country);
  });
}
