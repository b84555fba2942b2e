// Whole prefixes of countries in the lab's internet: every address of them is the internet's own.

import type { Lab } from "../../../lab.ts";
import { GATEWAY } from "../../../network.ts";
import { PREFIXES } from "./cell.ts";

const ALL = Object.values(PREFIXES);

export function widen(lab: Lab): void {
  lab.of("internet").ip(...ALL.flatMap((both) => both.map((prefix) => `route add local ${prefix} dev lo`)));
  lab
    .of("router")
    .ip(
      ...ALL.flatMap(([ipv4, ipv6]) => [
        `route add ${ipv4} via ${GATEWAY.ipv4}`,
        `route add ${ipv6} via ${GATEWAY.ipv6}`,
      ]),
    );
  lab.assertNoWayOut();
}

export function narrow(lab: Lab): void {
  lab.of("internet").ip(...ALL.flatMap((both) => both.map((prefix) => `route del local ${prefix} dev lo`)));
  lab.of("router").ip(...ALL.flatMap((both) => both.map((prefix) => `route del ${prefix}`)));
}
