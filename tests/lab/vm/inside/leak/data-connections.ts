// Expected connections: FTP's data, announced over a connection that was let pass.

import { addressIn, CELLS, prefixOf } from "./cell.ts";
import { ALL, NONE, type Row } from "./leak-table.ts";
import { DATA_PORTS, type Scene } from "./scene.ts";
import { counterOf } from "./unjudged.ts";

const FLOWS = 64;
const GOOD_FLOWS = 16;

/** The kernel's helper reads what is announced, and what it expects there is counted before anybody judges it. */
const HELPERS = `table inet helpers
delete table inet helpers
table inet helpers {
  ct helper ftp { type "ftp" protocol tcp; }
  chain prerouting { type filter hook prerouting priority mangle; tcp dport 21 ct helper set "ftp"; }
  counter expected { }
  chain forward {
    type filter hook forward priority mangle
    ct state related ct status expected tcp flags syn counter name expected
  }
}
`;

/** Data to a port of OpenVPN's is a tunnel, which the policy blocks; what announced it is not. */
export async function sendTransfers(
  scene: Scene,
  title: { readonly event: string; readonly fail: string },
): Promise<readonly Row[]> {
  const router = scene.lab.of("router");
  router.runNow(["nft", "-f", "-"], HELPERS);
  const rows: Row[] = [];
  for (const cell of CELLS.filter(({ protocol }) => protocol === "TCP")) {
    const prefix = prefixOf("NL", cell, scene.nextSending());
    const addresses = Array.from({ length: FLOWS + GOOD_FLOWS }, (_, k) => addressIn(prefix, k));
    const to = `${cell.ipv6 ? "ip6" : "ip"} daddr ${prefix}`;
    scene.arrivals.begin(new Map([["data", `${to} tcp dport ${DATA_PORTS.tunnel}`]]));
    const { answered } = await scene.phone.transfer(addresses.slice(0, FLOWS), DATA_PORTS.tunnel);
    const good = await scene.phone.transfer(addresses.slice(FLOWS), DATA_PORTS.plain);
    await scene.settled();
    rows.push({
      ...title,
      kind: cell.protocol,
      family: cell.ipv6 ? "IPv6" : "IPv4",
      flows: FLOWS,
      packets: FLOWS,
      arrived: scene.arrivals.read().get("data")!,
      expected: NONE,
      answered,
      good: { packets: GOOD_FLOWS, arrived: good.answered, expected: ALL },
    });
  }
  const expected = counterOf(scene, "helpers", "expected");
  router.runNow(["nft", "delete", "table", "inet", "helpers"]);
  if (expected < 2 * (FLOWS + GOOD_FLOWS)) throw new Error(`the kernel expected ${expected} connections`);
  return rows;
}
