import assert from "node:assert/strict";
import type { Lab } from "../../../lab.ts";

/** Of some hundreds that are open. */
const OFFLOADED_MIN = 100;

/** The flow offload of the router's firewall, in software. */
export class FlowOffload {
  readonly #lab: Lab;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  switchOn(): void {
    this.#load(ON);
  }

  switchOff(): void {
    this.#load(OFF);
  }

  async assertTaken(): Promise<void> {
    const offloaded = (await this.#trackedFlows()).filter((line) => line.includes("[OFFLOAD]"));
    assert.ok(offloaded.length > OFFLOADED_MIN, `${offloaded.length} flows are offloaded`);
  }

  #load(rules: string): void {
    this.#lab.of("router").runNow(["nft", "-f", "-"], rules);
  }

  /** Of both families, as conntrack(8) lists them. */
  async #trackedFlows(): Promise<string[]> {
    const lists = ["ipv4", "ipv6"].map((family) =>
      this.#lab.run("router", ["conntrack", "-L", "-f", family]),
    );
    return (await Promise.all(lists)).flatMap(({ stdout }) => stdout.trim().split("\n"));
  }
}

/** The flowtable, its rule and the one after it, as fw4 writes them (24.10). */
const ON = `table inet fw4
delete table inet fw4
table inet fw4 {
  flowtable ft { hook ingress priority 0; devices = { "br-lan", "wan" }; counter; }
  chain forward {
    type filter hook forward priority filter; policy accept;
    meta l4proto { tcp, udp } flow offload @ft;
    ct state established,related accept
  }
}
`;
const OFF = "delete table inet fw4\n";
