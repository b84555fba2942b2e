// A link out that is made while rules stand, as a tunnel's is.

import type { Lab } from "../../../lab.ts";
import { leadWide } from "./wide-internet.ts";

const NAME = "wg0";
/** What it is called in the internet. */
const FAR_NAME = "eth1";

/** Private addresses, as VPN providers give. */
const NEAR = { ipv4: "10.2.0.2", ipv6: "fd02::2" } as const;
const FAR = { ipv4: "10.2.0.1", ipv6: "fd02::1" } as const;

const TRANSLATED = `table inet new_exit {
  chain postrouting { type nat hook postrouting priority srcnat; meta nfproto ipv4 oifname "${NAME}" masquerade; }
}
`;

/** The router's way to the countries, until it is closed. */
export class NewExit {
  readonly #lab: Lab;

  constructor(lab: Lab) {
    this.#lab = lab;
    lab.linkOut(NAME, FAR_NAME);
    for (const [label, link, own, other] of [
      ["router", NAME, NEAR, FAR],
      ["internet", FAR_NAME, FAR, NEAR],
    ] as const)
      lab
        .of(label)
        .ip(
          `link set ${link} up`,
          `addr add ${own.ipv4} peer ${other.ipv4} dev ${link}`,
          `addr add ${own.ipv6}/64 dev ${link} nodad`,
        );
    lab.of("router").runNow(["nft", "-f", "-"], TRANSLATED);
    leadWide(lab, FAR);
  }

  /** Packets that have left by it. */
  get sent(): number {
    return Number(this.#lab.of("router").runNow(["cat", `/sys/class/net/${NAME}/statistics/tx_packets`]));
  }

  close(): void {
    leadWide(this.#lab);
    this.#lab.of("router").ip(`link del ${NAME}`);
    this.#lab.of("router").runNow(["nft", "delete", "table", "inet", "new_exit"]);
  }
}
