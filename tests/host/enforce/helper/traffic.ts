// Packets from the home's client, and what of them leaves the router: counted behind every filter.

import type { Home } from "../../capture/helper/router.ts";
import { run } from "../../helper/namespace.ts";

type Peer = Pick<Home["client"], "run">;

/** Counts what leaves by wan, by UDP port, after all chains that filter. */
export function countLeaving(ports: readonly number[]): void {
  const counters = ports.map((port) => `counter p${port} { }`).join("\n");
  const rules = ports.map((port) => `oifname "wan" udp dport ${port} counter name p${port}`).join("\n");
  run(
    "nft",
    `table inet leaving {
      ${counters}
      chain postrouting {
        type filter hook postrouting priority 300
        ${rules}
      }
    }`,
  );
}

/** Packets of a named counter. */
export function packetsOf(table: string, name: string): number {
  const text = run("nft", "list", "counter", "inet", table, name);
  return Number(/packets (\d+)/.exec(text)![1]);
}

export function left(port: number): number {
  return packetsOf("leaving", `p${port}`);
}

/** Sends `count` datagrams to each port, from one socket (and one port, where told), one every millisecond. */
export function sendUdp(
  client: Peer,
  address: string,
  ports: readonly number[],
  count: number,
  from = 0,
): void {
  client.run(
    process.execPath,
    "-e",
    `
    const socket = require("dgram").createSocket("${address.includes(":") ? "udp6" : "udp4"}");
    socket.on("error", () => {});
    let sent = 0;
    socket.bind(${from}, () => {
      const timer = setInterval(() => {
        for (const port of ${JSON.stringify(ports)}) socket.send("x", port, "${address}", () => {});
        if (++sent === ${count}) { clearInterval(timer); setTimeout(() => socket.close(), 10); }
      }, 1);
    });
    `,
  );
}
