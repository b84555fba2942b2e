// What the router itself says: flows to a blocked country and to others, and what keeps its links up.

import { GATEWAY, WAN } from "../../../network.ts";
import { matchOf, nameOf } from "./arrivals.ts";
import { addressIn, CELLS, type Cell, type Country, prefixOf } from "./cell.ts";
import { clientHello } from "./client-hello.ts";
import { ALL, NONE, type Row } from "./leak-table.ts";
import { Phone } from "./phone.ts";
import { QUIC_PORT, type Scene, TCP_ECHO_PORT, type Title } from "./scene.ts";
import { quicInitial } from "./traffic.ts";

const FLOWS = 32;
const GOOD_FLOWS = 8;
/** How long flows are listened to that are not to be answered; of pings in whole seconds. */
const SILENCE_MS = 1500;
const PING_SECONDS = 2;
const UDP_PORT = 9000;
const NAME = "updates.example";

export class RouterFlows {
  readonly #scene: Scene;
  readonly #programs: Phone;

  private constructor(scene: Scene, programs: Phone) {
    this.#scene = scene;
    this.#programs = programs;
  }

  static async open(scene: Scene): Promise<RouterFlows> {
    return new RouterFlows(scene, await Phone.start(scene.lab, "router"));
  }

  close(): void {
    this.#programs.close();
  }

  /** A line a cell. */
  async send({ event, fail, expected = NONE, goodExpected = ALL }: Title): Promise<readonly Row[]> {
    const scene = this.#scene;
    const sending = scene.nextSending();
    const matches = (["EG", "NL"] as const).flatMap((country) =>
      CELLS.map((cell) => [nameOf(country, cell), matchOf(country, cell, sending)] as const),
    );
    scene.arrivals.begin(new Map(matches));
    const opened = new Map<Cell, number | undefined>();
    for (const cell of CELLS) {
      await this.#say(cell, addresses("EG", cell, sending, FLOWS));
      opened.set(cell, await this.#say(cell, addresses("NL", cell, sending, GOOD_FLOWS)));
    }
    await scene.settled();
    const arrived = scene.arrivals.read();
    return CELLS.map((cell) => ({
      event,
      fail,
      kind: cell.protocol,
      family: cell.ipv6 ? "IPv6" : "IPv4",
      flows: FLOWS,
      packets: FLOWS,
      arrived: arrived.get(nameOf("EG", cell))!,
      expected,
      good: {
        packets: GOOD_FLOWS,
        arrived: opened.get(cell) ?? arrived.get(nameOf("NL", cell))!.packets,
        expected: goodExpected,
      },
    }));
  }

  /** A packet to each. TCP's may be sent again: how many opened is told of those. */
  async #say({ protocol, ipv6 }: Cell, to: readonly string[]): Promise<number | undefined> {
    switch (protocol) {
      case "TCP": {
        const flows = await this.#programs.open(
          { transport: "tcp", addresses: to, port: TCP_ECHO_PORT },
          SILENCE_MS,
        );
        await flows.close();
        return flows.count;
      }
      case "UDP":
        return this.#tell(to, UDP_PORT, Buffer.from("what time is it?"));
      case "QUIC":
        return this.#tell(to, QUIC_PORT, quicInitial(await clientHello(NAME), CONNECTION_ID));
      case "ICMP": {
        const ping = `ping -${ipv6 ? 6 : 4} -n -q -c 1 -W ${PING_SECONDS}`;
        await this.#scene.lab.run("router", [
          "sh",
          "-c",
          `${to.map((one) => `${ping} ${one} &`).join(" ")} wait`,
        ]);
        return undefined;
      }
    }
  }

  async #tell(to: readonly string[], port: number, octets: Uint8Array): Promise<undefined> {
    const flows = await this.#programs.open({ transport: "udp", addresses: to, port }, SILENCE_MS);
    await flows.say([octets], SILENCE_MS);
    await flows.close();
  }
}

const CONNECTION_ID = Uint8Array.of(0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a);

function addresses(country: Country, cell: Cell, sending: number, count: number): string[] {
  return Array.from({ length: count }, (_, k) => addressIn(prefixOf(country, cell, sending), k));
}

/** Throws where the router does not find its neighbours any more, or gets no lease, or cannot renew it. */
export async function assertLinkHolds({ lab }: Scene): Promise<void> {
  const router = lab.of("router");
  for (const address of [GATEWAY.ipv4, GATEWAY.ipv6]) {
    const neighbour = () =>
      router.ask<readonly { readonly state: readonly string[] }[]>("neigh", "show", address, "dev", "wan");
    router.ip(`neigh flush to ${address} dev wan`, `neigh replace ${address} dev wan nud none use`);
    await lab.waitFor(
      () => neighbour().some(({ state }) => state.includes("REACHABLE")),
      () => `${address}: ${JSON.stringify(neighbour())}`,
    );
  }
  const server = lab.start("internet", [
    ...["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--pid-file=", "--port=0"],
    ...[
      "--log-facility=-",
      "--no-ping",
      "--bind-interfaces",
      "--interface=eth0",
      "--dhcp-leasefile=/dev/null",
    ],
    ...["--dhcp-authoritative", `--dhcp-range=${WAN.ipv4},${WAN.ipv4},255.255.255.252,1h`],
  ]);
  await server.until("started");
  const client = lab.start("router", ["udhcpc", "-f", "-i", "wan", "-s", "/bin/true"]);
  try {
    await client.until(/lease of .* obtained/);
    // It renews from its own socket, to its server alone: what the rules see.
    client.signal("SIGUSR1");
    await lab.waitFor(
      () => client.stderr.concat(client.stdout).match(/lease of .* obtained/g)?.length === 2,
      () => `a lease that is renewed: ${client.stdout}${client.stderr}`,
    );
  } finally {
    await client.stop();
    await server.stop();
  }
}
