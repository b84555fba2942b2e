// Flow offload as OpenWrt's firewall has it: the rules see a flow's first packets, the tap sees them all.

import assert from "node:assert/strict";
import test, { after, before, describe } from "node:test";
import { daemonMissing, watchLab } from "../../daemon.ts";
import { HOSTS } from "../../hosts.ts";
import { UDP_ECHO_PORT } from "../../internet.ts";
import type { Lab } from "../../lab.ts";
import { missingForLab } from "../../requirements.ts";
import type { RunningDaemon } from "../../running-daemon.ts";
import { missingInside } from "../inside.ts";
import { sharedLab } from "./shared-lab.ts";

/** Some 200 segments. */
const UPLOAD_SIZE = 300_000;
const REQUESTS = 100;

/** SYN, ACK and, when it ends, FIN and ACK; each may be sent again where the machine is slow. */
const TCP_SEEN_MAX = 8;

const TCP = 6;
const UDP = 17;

interface Seen {
  /** By a rule in front of fw4's, of those to the internet. */
  readonly rules: number;
  /** By the daemon, of the same. */
  readonly tap: number;
}

const skip = missingInside() || missingForLab() || daemonMissing();

describe("what sees a flow", { skip }, () => {
  let lab: Lab;
  let daemon: RunningDaemon;
  before(async () => {
    lab = await sharedLab();
    daemon = await watchLab(lab);
    // What is sent before it counts for nobody's share.
    await daemon.program.until("conntrack counts");
  });
  after(async () => {
    await daemon?.stop();
    lab?.of("router").runNow(["nft", "-f", "-"], NO_RULES);
  });

  test("without offload: the rules and the tap, each packet", async () => {
    load(false);
    const { host, tcp, udp } = await send(HOSTS.news.ipv4);
    console.log(`no offload, ${host}: TCP ${JSON.stringify(tcp)}, UDP ${JSON.stringify(udp)}`);
    assert.ok(tcp.tap > UPLOAD_SIZE / 1460, `${tcp.tap} packets`);
    assert.equal(tcp.rules, tcp.tap);
    assert.deepEqual(udp, { rules: REQUESTS, tap: REQUESTS });
    assert.equal((await accounting(({ offload }) => offload !== "unknown")).offload, "none");
  });

  test("software offload: the rules the first, the tap each packet", async () => {
    load(true);
    for (const address of [HOSTS.shop.ipv4, HOSTS.shop.ipv6]) {
      const { host, tcp, udp } = await send(address);
      console.log(`software offload, ${host}: TCP ${JSON.stringify(tcp)}, UDP ${JSON.stringify(udp)}`);
      assert.ok(tcp.tap > UPLOAD_SIZE / 1460, `${tcp.tap} packets`);
      assert.ok(tcp.rules >= 2 && tcp.rules <= TCP_SEEN_MAX, `${tcp.rules} packets`);
      assert.deepEqual(udp, { rules: 1, tap: REQUESTS });
    }
  });

  test("software offload is told: in the log, and how many flows it took", async () => {
    await daemon.program.until('event="flow offload" offload=software');
    const { offloadedFlows } = await accounting(({ offloadedFlows }) => (offloadedFlows?.software ?? 0) > 0);
    assert.equal(offloadedFlows?.hardware, 0);
  });

  test("software offload is covered in full", async () => {
    const { offload, source, coverageRatio } = await accounting(
      ({ offload, coverageRatio }) => offload === "software" && Math.abs((coverageRatio ?? 0) - 1) < 0.001,
    );
    assert.deepEqual([offload, source], ["software", "tap"]);
    console.log(`coverage ratio ${coverageRatio}`);
  });

  function load(hasOffload: boolean): void {
    lab.of("router").runNow(["nft", "-f", "-"], NO_RULES + firewall(hasOffload) + COUNTERS);
  }

  async function accounting(wanted: (accounting: Accounting) => boolean): Promise<Accounting> {
    const { accounting } = await daemon.until("status", (status: Status) => wanted(status.accounting));
    return accounting;
  }

  /** An upload over TCP, and a question after the other over UDP. */
  async function send(address: string): Promise<{ host: string; tcp: Seen; udp: Seen }> {
    const host = address.includes(":") ? `[${address}]` : address;
    const put = ["curl", "-qsS", "-T", "-", `http://${host}/upload`];
    const { stdout } = await lab.run("phone", put, { input: "x".repeat(UPLOAD_SIZE) });
    assert.deepEqual(JSON.parse(stdout), { received: UPLOAD_SIZE });
    const ask = ["node", "-e", ASK_OFTEN, address, `${UDP_ECHO_PORT}`, `${REQUESTS}`];
    assert.equal((await lab.run("phone", ask)).stdout, `${REQUESTS}`);
    return { host, tcp: await seen(address, TCP), udp: await seen(address, UDP) };
  }

  async function seen(address: string, protocol: number): Promise<Seen> {
    const rules = countersOf(lab, protocol);
    const sent = protocol === UDP ? REQUESTS : UPLOAD_SIZE / 1460;
    const packetsUp = async (): Promise<number> =>
      (await daemon.flows()).find((flow) => flow.remote === address && flow.protocol === protocol)
        ?.packetsUp ?? 0;
    // Its last packets come with a later block of the ring: they are all there when none comes any more.
    let last = -1;
    const isAll = async (): Promise<number | undefined> => {
      const before = last;
      last = await packetsUp();
      return last >= sent && last === before ? last : undefined;
    };
    return { rules, tap: await lab.waitFor(isAll, () => `all packets to ${address}: ${last}`) };
  }
});

interface Accounting {
  readonly offload: string;
  readonly source: string;
  readonly offloadedFlows?: { readonly software: number; readonly hardware: number };
  readonly coverageRatio?: number;
}

interface Status {
  readonly accounting: Accounting;
}

const NO_RULES = `
table inet fw4
delete table inet fw4
table inet count
delete table inet count
`;

/** The flowtable, its rule and the one after it, as fw4 writes them (24.10). */
function firewall(hasOffload: boolean): string {
  const flowtable = `flowtable ft { hook ingress priority 0; devices = { "br-lan", "wan" }; counter; }`;
  return `table inet fw4 {
    ${hasOffload ? flowtable : ""}
    chain forward {
      type filter hook forward priority filter; policy accept;
      ${hasOffload ? "meta l4proto { tcp, udp } flow offload @ft;" : ""}
      ct state established,related accept
    }
  }
  `;
}

const COUNTERS = `table inet count {
  counter protocol${TCP} { }
  counter protocol${UDP} { }
  chain forward {
    type filter hook forward priority filter - 20;
    oifname "wan" meta l4proto tcp counter name protocol${TCP}
    oifname "wan" meta l4proto udp counter name protocol${UDP}
  }
}
`;

/** Packets since the last reading. */
function countersOf(lab: Lab, protocol: number): number {
  const reset = ["nft", "-j", "reset", "counter", "inet", "count", `protocol${protocol}`];
  const { nftables } = JSON.parse(lab.of("router").runNow(reset));
  return nftables.find((one: { counter?: unknown }) => one.counter).counter.packets;
}

/** `node -e ... ADDRESS PORT TIMES`: asks again when it was answered; prints how often it was. */
const ASK_OFTEN = `
  const [address, port, times] = process.argv.slice(1);
  const socket = require("node:dgram").createSocket(address.includes(":") ? "udp6" : "udp4");
  let answers = 0;
  const ask = () => socket.send("ping", Number(port), address);
  socket.on("message", () => {
    if (++answers < Number(times)) return ask();
    process.stdout.write(String(answers));
    socket.close();
  });
  ask();
`;
