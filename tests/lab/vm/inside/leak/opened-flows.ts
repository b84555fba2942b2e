import { HOSTS } from "../../../hosts.ts";
import { UDP_ECHO_PORT } from "../../../internet.ts";
import { type Arrived, matchOf, nameOf } from "./arrivals.ts";
import { CELLS, type Cell } from "./cell.ts";
import { ALL, NONE, type Row } from "./leak-table.ts";
import type { KeptFlows } from "./phone.ts";
import { QUIC_PORT, type Scene, TCP_ECHO_PORT } from "./scene.ts";
import { Sending } from "./sending.ts";
import type { Traffic } from "./traffic.ts";

const FLOWS = 64;
const GOOD_FLOWS = 16;
const WORDS = [Buffer.from("a question that is answered with itself")];

const TRANSPORTS = {
  TCP: { transport: "tcp", port: TCP_ECHO_PORT },
  UDP: { transport: "udp", port: UDP_ECHO_PORT },
  QUIC: { transport: "udp", port: QUIC_PORT },
} as const;

interface Opened {
  readonly cell: Cell;
  readonly flows: KeptFlows;
  readonly good: KeptFlows;
}

interface Pings {
  readonly traffic: Traffic;
  readonly sending: number;
}

/** Flows of every cell that are open and answered: to the news in the Netherlands, some to the shop in Germany. */
export class OpenedFlows {
  readonly #scene: Scene;
  readonly #opened: readonly Opened[];
  readonly #pings: Pings;

  private constructor(scene: Scene, opened: readonly Opened[], pings: Pings) {
    this.#scene = scene;
    this.#opened = opened;
    this.#pings = pings;
  }

  static async open(scene: Scene): Promise<OpenedFlows> {
    const opened: Opened[] = [];
    for (const cell of CELLS) {
      if (cell.protocol === "ICMP") continue;
      const to = TRANSPORTS[cell.protocol];
      const open = async (host: "news" | "shop", count: number): Promise<KeptFlows> => {
        const address = cell.ipv6 ? HOSTS[host].ipv6 : HOSTS[host].ipv4;
        const flows = await scene.phone.open({ ...to, addresses: new Array(count).fill(address) });
        const { answered } = await flows.say(WORDS);
        if (answered !== count) throw new Error(`${answered} of ${count} flows to ${address} were answered`);
        return flows;
      };
      opened.push({ cell, flows: await open("news", FLOWS), good: await open("shop", GOOD_FLOWS) });
    }
    const sending = scene.nextSending();
    const cells = CELLS.filter(({ protocol }) => protocol === "ICMP");
    const traffic = await scene.write({ sending, shape: "spread", flows: { NL: FLOWS }, cells });
    scene.arrivals.begin(new Map(cells.map((cell) => [nameOf("NL", cell), matchOf("NL", cell, sending)])));
    await Sending.start(scene.lab, traffic).ended();
    await scene.settled();
    const arrived = scene.arrivals.read();
    for (const { cell, packets } of traffic.parts)
      if (arrived.get(nameOf("NL", cell))!.packets !== packets) throw new Error("echo requests were lost");
    return new OpenedFlows(scene, opened, { traffic, sending });
  }

  /** What arrives of them now that the Netherlands are blocked; the shop answers on. */
  async sayAgain(title: { readonly event: string; readonly fail: string }): Promise<readonly Row[]> {
    const { arrivals, lab } = this.#scene;
    const { traffic, sending } = this.#pings;
    arrivals.begin(
      new Map([
        ...this.#opened.map(({ cell }) => [nameOf("NL", cell), matchOfNews(cell)] as const),
        ...traffic.parts.map(({ cell }) => [nameOf("NL", cell), matchOf("NL", cell, sending)] as const),
      ]),
    );
    const answered = new Map<Cell, { readonly blocked: number; readonly good: number }>();
    for (const { cell, flows, good } of this.#opened) {
      const outcomes = [await flows.say(WORDS, SILENCE_MS), await good.say(WORDS)];
      answered.set(cell, { blocked: outcomes[0].answered, good: outcomes[1].answered });
    }
    const pings = Sending.start(lab, traffic);
    await pings.ended();
    await this.#scene.settled();
    const arrived = arrivals.read();
    const rowOf = (cell: Cell, flows: number, packets: number): Row => ({
      ...title,
      kind: cell.protocol,
      family: cell.ipv6 ? "IPv6" : "IPv4",
      flows,
      packets,
      arrived: arrived.get(nameOf("NL", cell)) as Arrived,
      expected: NONE,
    });
    return [
      ...this.#opened.map(({ cell }) => ({
        ...rowOf(cell, FLOWS, FLOWS),
        answered: answered.get(cell)!.blocked,
        good: { packets: GOOD_FLOWS, arrived: answered.get(cell)!.good, expected: ALL },
      })),
      ...traffic.parts.map(({ cell, flows, packets }) => rowOf(cell, flows, packets)),
    ];
  }

  async close(): Promise<void> {
    for (const { flows, good } of this.#opened) {
      await flows.close();
      await good.close();
    }
  }
}

/** How long flows are listened to that are not to be answered. */
const SILENCE_MS = 1500;

function matchOfNews({ protocol, ipv6 }: Cell): string {
  const to = ipv6 ? `ip6 daddr ${HOSTS.news.ipv6}` : `ip daddr ${HOSTS.news.ipv4}`;
  const { transport, port } = TRANSPORTS[protocol as keyof typeof TRANSPORTS];
  return `${to} ${transport} dport ${port}`;
}
