// Whole prefixes of countries in the lab's internet: every address of them is the internet's own.

import type { Lab } from "../../../lab.ts";
import { GATEWAY } from "../../../network.ts";
import { PREFIXES } from "./cell.ts";

const ALL = Object.values(PREFIXES);

export function widen(lab: Lab): void {
  lab.of("internet").ip(...ALL.flatMap((both) => both.map((prefix) => `route add local ${prefix} dev lo`)));
  leadWide(lab);
}

/** The router's way there: its WAN, or another link's far end. */
export function leadWide(lab: Lab, via: { readonly ipv4: string; readonly ipv6: string } = GATEWAY): void {
  const routes = ALL.flatMap(([ipv4, ipv6]) => [`${ipv4} via ${via.ipv4}`, `${ipv6} via ${via.ipv6}`]);
  lab.of("router").ip(...routes.map((route) => `route replace ${route}`));
  lab.assertNoWayOut();
}

export function narrow(lab: Lab): void {
  lab.of("internet").ip(...ALL.flatMap((both) => both.map((prefix) => `route del local ${prefix} dev lo`)));
  lab.of("router").ip(...ALL.flatMap((both) => both.map((prefix) => `route del ${prefix}`)));
}
