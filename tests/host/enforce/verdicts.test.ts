// What the rules make of a judge's word, with packets: a client, this router, a server. Rules stand where the queue is.

import assert from "node:assert/strict";
import test from "node:test";
import { Guard } from "../../../host/enforce/guard.ts";
import { tableIsThere } from "../../../host/enforce/kernel-table.ts";
import { EnforcedTable } from "../../../host/enforce/table.ts";
import { startHome } from "../capture/helper/router.ts";
import { asRoot, run } from "../helper/namespace.ts";
import { enforcementOf, MARKS } from "./helper/enforcement.ts";
import { judgedNft, type Verdicts } from "./helper/judge.ts";
import { countLeaving, left, packetsOf, sendUdp } from "./helper/traffic.ts";

const SERVER = "203.0.113.9";
const SERVER6 = "2001:db8:2::9";
const COUNT = 10;

const now = MARKS.marks(17);
const before = MARKS.marks(16);
const [ACCEPT, BLOCK, WAIT, OLD_ACCEPT, OLD_BLOCK, SILENT, KNOWN] = [
  7001, 7002, 7003, 7004, 7005, 7006, 7007,
];
const BLOCK_ADDRESS = 7010;
const VERDICTS: Verdicts = {
  [ACCEPT]: now.accept,
  [BLOCK]: now.block,
  [WAIT]: now.wait,
  [OLD_ACCEPT]: before.accept,
  [OLD_BLOCK]: before.block,
  [KNOWN]: MARKS.known,
  [BLOCK_ADDRESS]: now.blockAddress,
};
const PORTS = [ACCEPT, BLOCK, WAIT, OLD_ACCEPT, OLD_BLOCK, SILENT, KNOWN];

function tableWith(verdicts: Verdicts = VERDICTS): EnforcedTable {
  return new EnforcedTable({
    nft: judgedNft(verdicts),
    generation: () => undefined,
    isThere: tableIsThere,
    guard: new Guard(),
    nowMs: () => 0,
  });
}

/** Marks of the flows to a port, of which there may be none. */
function flowMarks(port: number): string[] {
  const flows = run("conntrack", "-L", "-p", "udp", "--dport", String(port)).trim();
  return flows === "" ? [] : flows.split("\n").map((line) => /mark=(\d+)/.exec(line)?.[1] ?? "none");
}

for (const [family, server] of [
  ["IPv4", SERVER],
  ["IPv6", SERVER6],
] as const)
  test(`verdicts, and what is kept of them, ${family}`, asRoot, async (context) => {
    const { client } = await startHome(context);
    countLeaving([...PORTS, BLOCK_ADDRESS]);
    const table = tableWith();
    await table.load(enforcementOf());
    // Bits of somebody else in both marks, and ours, which are not to be believed.
    run(
      "nft",
      `table inet other {
         chain prerouting {
           type filter hook prerouting priority -150
           meta mark set 0x0500abcd
           ct mark 0 ct mark set 0x00001234
         }
       }`,
    );
    sendUdp(client, server, PORTS, COUNT);
    const passed = PORTS.map(left);
    assert.deepEqual(passed, [COUNT, 0, COUNT, COUNT, 0, COUNT, COUNT]);
    const marks = [ACCEPT, WAIT, OLD_ACCEPT, SILENT, KNOWN].map((port) => flowMarks(port)[0]);
    const foreign = 0x1234;
    assert.deepEqual(
      marks,
      [now.accept | foreign, now.wait | foreign, foreign, foreign, foreign].map((mark) => String(mark >>> 0)),
    );
    assert.deepEqual([...flowMarks(BLOCK), ...flowMarks(OLD_BLOCK)], []);
    // One packet of what is accepted was asked for, and each of all others.
    assert.equal(packetsOf("bordertap", "asked"), 1 + (PORTS.length - 1) * COUNT);
    assert.equal(packetsOf("bordertap", "refused"), 2 * COUNT);
    // What only says that the flow is known is no verdict.
    assert.equal(packetsOf("bordertap", "unjudged"), 2 * COUNT);

    // A block by address stands for the pair: asked for once, and no other port of it is let by.
    sendUdp(client, server, [BLOCK_ADDRESS], COUNT);
    sendUdp(client, server, [SILENT, ACCEPT], COUNT);
    assert.equal(left(BLOCK_ADDRESS) + left(SILENT) - COUNT + left(ACCEPT) - COUNT, 0);
    assert.equal(packetsOf("bordertap", "asked"), 2 + (PORTS.length - 1) * COUNT);
    // A flow that was accepted, by a name, goes on beside it; a new policy forgets the pair.
    await table.load(enforcementOf());
    sendUdp(client, server, [ACCEPT], COUNT);
    assert.equal(left(ACCEPT), 2 * COUNT);
  });

test(
  "an open flow is judged anew by the next policy, and refused without asking from then on",
  asRoot,
  async (context) => {
    const { client } = await startHome(context);
    countLeaving([ACCEPT]);
    const fixed = (mark: number) => ({ [ACCEPT]: mark });
    const first = tableWith(fixed(now.accept));
    await first.load(enforcementOf());
    sendFrom(client, 4000, COUNT);
    const next = MARKS.marks(18);
    await tableWith(fixed(next.block)).load(enforcementOf({ policyVersion: 18 }));
    const asked = packetsOf("bordertap", "asked");
    sendFrom(client, 4000, COUNT);
    assert.deepEqual([left(ACCEPT), packetsOf("bordertap", "asked") - asked], [COUNT, 1]);
    assert.deepEqual(flowMarks(ACCEPT), [String(next.block)]);
    await tableWith(fixed(MARKS.marks(19).accept)).load(enforcementOf({ policyVersion: 19 }));
    sendFrom(client, 4000, COUNT);
    assert.equal(left(ACCEPT), 2 * COUNT);
  },
);

test("nobody judges: each fail mode does what it says", asRoot, async (context) => {
  const { client } = await startHome(context);
  run("ip", "addr", "add", "198.51.100.1/24", "dev", "wan");
  run("ip", "route", "add", "192.0.2.0/24", "via", SERVER);
  countLeaving([SILENT, ACCEPT]);
  const passes = async (failMode: "open" | "last-good" | "closed") => {
    await tableWith({ [ACCEPT]: now.accept }).load(enforcementOf({ failMode }));
    const earlier = [left(SILENT), left(ACCEPT)];
    sendUdp(client, SERVER, [SILENT, ACCEPT], COUNT);
    const good = [left(SILENT) - earlier[0], left(ACCEPT) - earlier[1]];
    sendUdp(client, "198.51.100.9", [SILENT], COUNT);
    return [...good, left(SILENT) - earlier[0] - good[0]];
  };
  run("ip", "neigh", "replace", "198.51.100.9", "lladdr", "02:00:00:00:00:09", "dev", "wan");
  assert.deepEqual(await passes("open"), [COUNT, COUNT, COUNT]);
  run("conntrack", "-F");
  assert.deepEqual(await passes("last-good"), [COUNT, COUNT, 0]);
  run("conntrack", "-F");
  assert.deepEqual(await passes("closed"), [0, COUNT, 0]);
});

test("a block holds where conntrack has no flow to keep it", asRoot, async (context) => {
  const { client } = await startHome(context);
  countLeaving([BLOCK, ACCEPT]);
  run(
    "nft",
    `table inet raw {
       chain prerouting {
         type filter hook prerouting priority -300
         udp dport 7001-7002 notrack
       }
     }`,
  );
  await tableWith().load(enforcementOf());
  sendUdp(client, SERVER, [BLOCK, ACCEPT], COUNT);
  assert.deepEqual([left(BLOCK), left(ACCEPT)], [0, COUNT]);
  assert.equal(packetsOf("bordertap", "asked"), 2 * COUNT);
});

/** From a port of its own, so that it is one flow whenever it is sent. */
function sendFrom(client: Parameters<typeof sendUdp>[0], port: number, count: number): void {
  client.run(
    process.execPath,
    "-e",
    `
    const socket = require("dgram").createSocket("udp4");
    socket.on("error", () => {});
    let left = ${count};
    socket.bind(${port}, () => {
      const timer = setInterval(() => {
        socket.send("x", ${ACCEPT}, "${SERVER}", () => {});
        if (--left === 0) { clearInterval(timer); setTimeout(() => socket.close(), 10); }
      }, 1);
    });
    `,
  );
}
