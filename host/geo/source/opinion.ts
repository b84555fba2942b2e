import { Ranges } from "./ranges.ts";

/** What one side says: ranges with a country number each, disjoint and ascending in each family. */
export interface Opinion {
  readonly ipv4: Ranges;
  readonly ipv6: Ranges;
}

export function emptyOpinion(): Opinion {
  return { ipv4: new Ranges(), ipv6: new Ranges() };
}
