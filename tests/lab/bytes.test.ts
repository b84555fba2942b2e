// Bytes and packets are those on the wire, whether or not the kernel hands merged frames over (GSO, GRO).

import assert from "node:assert/strict";
import { join } from "node:path";
import test, { describe } from "node:test";
import { daemonMissing, watchLab } from "./daemon.ts";
import { ALL_HOSTS, HOSTS, type Host } from "./hosts.ts";
import { fetchQuietly } from "./household.ts";
import { Lab } from "./lab.ts";
import { missingForLab } from "./requirements.ts";
import type { RunningDaemon } from "./running-daemon.ts";

const UPLOAD_SIZE = 3_000_000;
const VIDEO_SIZE = 5_000_000;
/** Enough for the headers of every frame. */
const SNAP = 128;
/** Ethernet, IP, TCP with timestamps: octets before the data of every segment. */
const HEADERS = { 4: 14 + 20 + 32, 6: 14 + 40 + 32 } as const;

const skip = missingForLab("tcpdump") || daemonMissing();
if (skip) console.log(`tests of bytes skipped: ${skip}`);

interface Volume {
  readonly packets: number;
  readonly bytes: number;
}

interface Flow {
  readonly remote: string;
  readonly packetsUp: number;
  readonly packetsDown: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

describe("bytes are those of the segments", { skip }, () => {
  for (const offloads of [true, false])
    test(offloads ? "where frames are merged" : "where they are not", async () => {
      const lab = await Lab.create({ offloads });
      try {
        const daemon = await watchLab(lab);
        await daemon.untilInterface("br-lan", "capturing");
        for (const family of [4, 6] as const) await assertBytes(lab, daemon, family, offloads);
        assert.equal((await daemon.interface("br-lan"))?.bytesExact, true);
        assert.equal((await daemon.interface("br-lan"))?.dropped, 0);
      } finally {
        await lab.close();
      }
    });

  /** Three witnesses: the daemon, tcpdump (frames as they pass br-lan) and the TCP of both ends (segments). */
  async function assertBytes(lab: Lab, daemon: RunningDaemon, family: 4 | 6, merged: boolean): Promise<void> {
    const file = join(lab.folder, `lan-${family}.pcap`);
    const room = ["-B", "65536", "-s", String(SNAP), "-U", "--immediate-mode", "-Z", "root"];
    const tcpdump = lab.start("router", ["tcpdump", "-i", "br-lan", ...room, "-w", file]);
    await tcpdump.until("listening on");
    const sent = async () => ({
      up: await segmentsSent(lab, "client1"),
      down: await segmentsSent(lab, "internet"),
    });
    const before = await sent();
    const upload = [`-${family}`, "-T", "-"];
    await fetchQuietly(lab, "client1", `https://${HOSTS.photos.name}/`, upload, "x".repeat(UPLOAD_SIZE));
    await fetchQuietly(lab, "client1", `http://${HOSTS.video.name}/octets/${VIDEO_SIZE}`, [`-${family}`]);
    // tcpdump writes a moment later, and a connection ends after its client has.
    let last = "";
    await lab.waitFor(
      async () => {
        const frames = { up: framesIn(lab, file, family, "dst"), down: framesIn(lab, file, family, "src") };
        const after = await sent();
        const segments = { up: after.up - before.up, down: after.down - before.down };
        const expected = merged
          ? {
              up: unmerged(frames.up, segments.up, family),
              down: unmerged(frames.down, segments.down, family),
            }
          : frames;
        const counted = sums((await daemon.flows()).filter(({ remote }: Flow) => isOf(family, remote)));
        last = JSON.stringify({ frames, expected, counted });
        const isMerged = frames.up.packets + frames.down.packets < (segments.up + segments.down) / 2;
        return isMerged === merged && JSON.stringify(expected) === JSON.stringify(counted);
      },
      () => `the same: ${last}`,
    );
    await tcpdump.stop("SIGINT");
  }
});

function isOf(family: 4 | 6, address: string): boolean {
  return ALL_HOSTS.some((host: Host) => (family === 4 ? host.ipv4 : host.ipv6) === address);
}

function sums(flows: readonly Flow[]): { up: Volume; down: Volume } {
  const total = (field: keyof Flow): number => flows.reduce((all, flow) => all + Number(flow[field]), 0);
  return {
    up: { packets: total("packetsUp"), bytes: total("bytesUp") },
    down: { packets: total("packetsDown"), bytes: total("bytesDown") },
  };
}

/** Segments that were merged in frames: each has headers of its own. */
function unmerged(frames: Volume, segments: number, family: 4 | 6): Volume {
  return { packets: segments, bytes: frames.bytes + (segments - frames.packets) * HEADERS[family] };
}

/** Segments that a namespace's TCP has sent, each of a merged frame counted; OutSegs is without repeated ones (RFC 4022). */
async function segmentsSent(lab: Lab, label: string): Promise<number> {
  const { stdout } = await lab.run(label, ["cat", "/proc/net/snmp"]);
  const lines = stdout.split("\n").filter((line) => line.startsWith("Tcp:"));
  const [names, values] = lines.map((line) => line.split(" "));
  const value = (name: string): number => Number(values[names.indexOf(name)]);
  return value("OutSegs") + value("RetransSegs");
}

/** What tcpdump has written of TCP to or from the hosts of the internet. */
function framesIn(lab: Lab, file: string, family: 4 | 6, end: "src" | "dst"): Volume {
  const hosts = ALL_HOSTS.map((host: Host) => `${end} host ${family === 4 ? host.ipv4 : host.ipv6}`);
  const filter = `tcp and (${hosts.join(" or ")})`;
  const text = lab.of("router").runNow(["tcpdump", "-r", file, "-e", "-n", "-q", filter]);
  const lengths = [...text.matchAll(/, length (\d+): /g)].map(([, length]) => Number(length));
  return { packets: lengths.length, bytes: lengths.reduce((all, length) => all + length, 0) };
}
