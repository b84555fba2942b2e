import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JudgeCounters } from "../../../../host/judge/messages.ts";
import { captureOf } from "../../../lab/frames.ts";
import { frame, packetsOf, udp } from "../../../lab/ip-packet.ts";
import type { Program } from "../../../lab/program.ts";
import { TAPPED, Tap } from "../../../lab/tap.ts";
import { MARKS } from "../../enforce/helper/enforcement.ts";
import type { JudgeOrder, Told } from "./judge-program.ts";

const JUDGE = fileURLToPath(new URL("judge-program.ts", import.meta.url));

/** More than a classifier keeps: each packet opens a flow, lap after lap. */
const FLOWS = 100_000;
const PAYLOAD_SIZE = 64;

/** What was answered has no way to go: what the kernel does with it then is not the judge's cost. */
const GONE = `table inet gone {
  chain prerouting { type filter hook prerouting priority -290; policy drop; }
}
`;

export interface Flooded {
  readonly packets: number;
  readonly seconds: number;
  readonly lost: number;
}

/** A cable all of whose packets are asked for as they come in, and nothing else is done with them. */
export class JudgedCable {
  readonly judge: Program;
  readonly #tap: Tap;

  private constructor(tap: Tap, judge: Program) {
    this.#tap = tap;
    this.judge = judge;
  }

  /** `policy` is a configuration file. */
  static async create(policy: unknown): Promise<JudgedCable> {
    const tap = new Tap();
    try {
      const order: JudgeOrder = {
        policies: [policy],
        interfaces: [TAPPED],
        local: ["192.168.1.0/24"],
        markMask: MARKS.mask,
        queue: { first: 0, count: 1, isFailOpen: false },
      };
      const path = join(tap.folder, "judge.json");
      writeFileSync(path, JSON.stringify(order));
      const judge = tap.start([process.execPath, "--import", "tsx", JUDGE, path]);
      await judge.until(`"kind":"listening"`);
      const queue = ["-t", "raw", "-A", "PREROUTING", "-i", TAPPED, "-j", "NFQUEUE", "--queue-num", "0"];
      tap.namespace.runNow(["iptables-nft", ...queue]);
      tap.namespace.runNow(["nft", "-f", "-"], GONE);
      return new JudgedCable(tap, judge);
    } catch (error) {
      await tap.close();
      throw error;
    }
  }

  /** Sends so many packets at a rate; returns when all that were not lost have been answered. */
  async flood(packetsPerSecond: number, packets: number): Promise<Flooded> {
    const capture = captureOf(openings(this.#mac), join(this.#tap.folder, "flows.pcap"));
    const before = this.#dropped();
    const loop = Math.ceil(packets / capture.frames);
    const sent = await this.#tap.replay(capture, { packetsPerSecond, loop });
    await this.#tap.waitFor(() => this.#columns()[2] === 0, "an empty queue");
    return { packets: sent.packets, seconds: sent.seconds, lost: this.#dropped() - before };
  }

  close(): Promise<void> {
    return this.#tap.close();
  }

  /** Ends the judge; what it has counted. */
  async stop(): Promise<JudgeCounters> {
    const { stdout, stderr } = await this.judge.stop();
    const stopped = stdout.split("\n").find((line) => line.startsWith(`{"kind":"stopped"`));
    if (stopped === undefined) throw new Error(`the judge: ${stdout.slice(-1000)}${stderr}`);
    return (JSON.parse(stopped) as Told).counters;
  }

  get #mac(): string {
    return this.#tap.namespace.links().find(({ ifname }) => ifname === TAPPED)!.address;
  }

  #dropped(): number {
    const columns = this.#columns();
    return columns[5] + columns[6];
  }

  /** Of /proc/net/netfilter/nfnetlink_queue. */
  #columns(): number[] {
    const text = this.#tap.namespace.runNow(["cat", "/proc/net/netfilter/nfnetlink_queue"]).trim();
    return text.split(/\s+/).map(Number);
  }
}

/** To the end of the cable by its MAC, or the kernel would not look at them. */
function* openings(mac: string): Generator<Uint8Array> {
  for (let flow = 0; flow < FLOWS; flow++) {
    const ends = { source: "192.168.1.50", destination: `86.88.${(flow >> 8) & 0xff}.${flow & 0xff}` };
    const ports = { sourcePort: 20_000 + (flow >> 16), destinationPort: 9000 };
    for (const packet of packetsOf(ends, udp(ports, new Uint8Array(PAYLOAD_SIZE)), flow))
      yield frame("02:00:00:00:00:50", mac, packet);
  }
}
