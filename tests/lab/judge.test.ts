// The judge's thread in a household: what it has to know when the first packet of a flow comes, and that it loses none.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { describe } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Swapped } from "../host/judge/helper/judge-program.ts";
import { JudgedLab, missingForJudge } from "../host/judge/helper/judged-lab.ts";
import { largePolicy } from "../host/judge/helper/large-policy.ts";
import { daemonMissing } from "./daemon.ts";
import { RACE_DOMAIN, type RaceResult } from "./dns-racer.ts";
import { captureOf } from "./frames.ts";
import { frame, packetsOf, SYN, tcp, udp } from "./ip-packet.ts";
import { GATEWAY } from "./network.ts";

/** Names, each with a question and a connection: more than there is room for at once. */
const PAIRS = 10_000;
const FLOWS = 100_000;
const FLOWS_PER_SECOND = 2000;
const SWAP_INTERVAL_MS = 5000;
/** Where the names lead: allowed, but for their names. */
const NET4 = "86.88";
const NET6 = "2a02:a46f:8000";
const RESOLVER = { ipv4: "192.168.1.3", ipv6: "2001:db8:1ab:1::3" } as const;
const PORT = 443;
const RACER = "tests/lab/dns-racer.ts";

const skip = missingForJudge("tcpreplay") || daemonMissing();
if (skip) console.log(`tests of the judge skipped: ${skip}`);

describe("the judge", { skip }, () => {
  test(`knows the name at each of ${PAIRS} SYNs that follow an answer of DNS at once`, async (context) => {
    const judged = await JudgedLab.create({
      bordertap: { mode: "enforce" },
      exception: [{ host: [`*.${RACE_DOMAIN}`], action: "block" }],
    });
    try {
      const { lab } = judged;
      await startResolver(judged);
      widen(judged);
      for (const [first, atOnce] of [
        [0, 1],
        [PAIRS / 2, 16],
      ]) {
        const options = [PORT, first, PAIRS / 2, atOnce].map(String);
        const racer = [process.execPath, "--import", "tsx", RACER, ...options, ...Object.values(RESOLVER)];
        const { status, stdout, stderr } = await lab.run("phone", racer, { timeoutMs: 120_000 });
        assert.equal(status, 0, stderr);
        const { connected, refused, medianUs, p99Us } = JSON.parse(stdout) as RaceResult;
        context.diagnostic(
          `${atOnce} at once: SYN ${medianUs} us after the answer, 99 of 100 within ${p99Us}`,
        );
        assert.deepEqual([connected, refused], [0, PAIRS / 2]);
      }
      const { judged: counted, namesNotKept } = await judged.stop();
      // A SYN that nobody has a name for would wait for one, and pass.
      assert.deepEqual([counted.block, counted.wait, counted.accept], [PAIRS, 0, 0]);
      assert.deepEqual([namesNotKept.names, namesNotKept.answers], [0, 0]);
      assert.ok(namesNotKept.namesEvicted > 0, "there was room for all names");
    } finally {
      await judged.close();
    }
  });

  test(`lets ${FLOWS} new flows by at ${FLOWS_PER_SECOND}/s, none lost, while policies change`, async (context) => {
    const judged = await JudgedLab.create(largePolicy(0), largePolicy(1));
    try {
      const { lab } = judged;
      widen(judged);
      lab.of("internet").runNow(["nft", "-f", "-"], COUNTED);
      const capture = captureOf(openings(judged), join(lab.folder, "flows.pcap"));
      const pace = ["-q", "-i", "eth0", `--pps=${FLOWS_PER_SECOND}`, "--timer=nano"];
      const sending = lab.start("phone", ["tcpreplay", ...pace, capture.path]);
      const swaps: Swapped[] = [];
      while (sending.running) {
        swaps.push(await judged.swap());
        await Promise.race([sending.ended, delay(SWAP_INTERVAL_MS)]);
      }
      const ended = await sending.ended;
      assert.match(ended.stdout, new RegExp(`Actual: ${FLOWS} packets`), ended.stderr);
      const { dropped } = judged.queue;
      const { judged: counted } = await judged.stop();
      const durations = swaps.map(({ durationMs }) => Math.round(durationMs));
      context.diagnostic(`${swaps.length} swaps, ms each: ${durations.join(" ")}`);
      assert.deepEqual(
        { dropped, accepted: counted.accept, arrived: packetsIn(lab.of("internet").runNow(LIST)) },
        { dropped: 0, accepted: FLOWS, arrived: FLOWS },
      );
    } finally {
      await judged.close();
    }
  });
});

/** Counts what comes to the internet, which answers nothing of it. */
const COUNTED = `table inet counted {
  chain prerouting {
    type filter hook prerouting priority -500;
    ip daddr ${NET4}.0.0/16 counter drop
    ip6 daddr ${NET6}::/48 counter drop
  }
}
`;
const LIST = ["nft", "-j", "list", "table", "inet", "counted"];

function packetsIn(listing: string): number {
  return [...listing.matchAll(/"packets": ?(\d+)/g)].reduce((sum, [, packets]) => sum + Number(packets), 0);
}

/** Prefixes of addresses of the internet. */
function widen({ lab }: JudgedLab): void {
  lab.of("internet").ip(`route add local ${NET4}.0.0/16 dev lo`, `route add local ${NET6}::/48 dev lo`);
  const router = lab.of("router");
  router.ip(`route add ${NET4}.0.0/16 via ${GATEWAY.ipv4}`, `route add ${NET6}::/48 via ${GATEWAY.ipv6}`);
  lab.assertNoWayOut();
}

/** The first packet of each flow: of TCP and UDP, IPv4 and IPv6 in turn. */
function* openings({ lab }: JudgedLab): Generator<Uint8Array> {
  const { mac, ipv4, ipv6 } = lab.addresses("phone");
  const bridge = lab
    .of("router")
    .links()
    .find(({ ifname }) => ifname === "br-lan")!;
  for (let flow = 0; flow < FLOWS; flow++) {
    const [high, low] = [(flow >> 8) & 0xff, flow & 0xff];
    const ends =
      flow % 2 === 0
        ? { source: ipv4[0], destination: `${NET4}.${high}.${low}` }
        : { source: ipv6[0], destination: `${NET6}:2::${(flow & 0xffff).toString(16)}` };
    const ports = { sourcePort: 20_000 + (flow >> 16), destinationPort: 9000 };
    const body = flow % 4 < 2 ? tcp(ports, SYN, flow) : udp(ports, new Uint8Array(32));
    for (const packet of packetsOf(ends, body, flow)) yield frame(mac, bridge.address, packet);
  }
}

async function startResolver({ lab }: JudgedLab): Promise<void> {
  const path = join(lab.folder, "names.hosts");
  const lines = Array.from({ length: PAIRS }, (_, k) => {
    const [high, low] = [1 + (k >> 8), k & 0xff];
    return `${k % 2 === 0 ? `${NET4}.${high}.${low}` : `${NET6}:1::${(k + 1).toString(16)}`} ${k}.${RACE_DOMAIN}`;
  });
  writeFileSync(path, `${lines.join("\n")}\n`);
  const router = lab.of("router");
  router.ip(`addr add ${RESOLVER.ipv4}/32 dev br-lan`, `addr add ${RESOLVER.ipv6}/128 dev br-lan nodad`);
  const listen = Object.values(RESOLVER).map((address) => `--listen-address=${address}`);
  const dnsmasq = lab.start("router", [
    ...["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--pid-file="],
    ...["--log-facility=-", "--no-resolv", "--no-hosts", `--addn-hosts=${path}`, `--local=/${RACE_DOMAIN}/`],
    ...["--bind-interfaces", ...listen],
  ]);
  await dnsmasq.until("read ");
}
