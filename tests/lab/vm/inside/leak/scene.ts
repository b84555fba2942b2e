import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ALL_HOSTS } from "../../../hosts.ts";
import type { Lab } from "../../../lab.ts";
import { Arrivals, matchOf, nameOf } from "./arrivals.ts";
import { CELLS, type Cell, type Country, SENDINGS_MAX } from "./cell.ts";
import { ALL, type Expectation, LeakTable, NONE, type Row } from "./leak-table.ts";
import { Phone } from "./phone.ts";
import { type Pace, Sending } from "./sending.ts";
import { type Plan, type Sender, type Traffic, writeTraffic } from "./traffic.ts";
import { packetsUnderWay } from "./under-way.ts";
import { narrow, widen } from "./wide-internet.ts";

const SERVERS = fileURLToPath(new URL("servers.ts", import.meta.url));

/** UDP's port of QUIC, where hosts echo. */
export const QUIC_PORT = 443;
export const TCP_ECHO_PORT = 7;
/** Where FTP's data is had: the second port is OpenVPN's, so that what goes there is a tunnel. */
export const DATA_PORTS = { plain: 5001, tunnel: 1194 } as const;

const PACE: Pace = { packetsPerSecond: 2000 };
const BLOCKED_FLOWS = 96;
const GOOD_FLOWS = 16;

/** What is told of a sending: which event it is about, and what may arrive. */
export interface Title {
  readonly event: string;
  readonly fail: string;
  /** Of what is blocked: nothing, unless told. */
  readonly expected?: Expectation;
  /** Of what is let pass: all, unless told. */
  readonly goodExpected?: Expectation;
}

/** The lab with whole countries in its internet, a phone that sends to them, and the table of what arrived. */
export class Scene {
  readonly lab: Lab;
  readonly phone: Phone;
  readonly arrivals: Arrivals;
  readonly table = new LeakTable();
  readonly #sender: Sender;
  readonly #wrong: string[] = [];
  #sendings = 0;

  private constructor(lab: Lab, phone: Phone) {
    this.lab = lab;
    this.phone = phone;
    this.arrivals = new Arrivals(lab);
    const { mac, ipv4, ipv6 } = lab.addresses("phone");
    const bridge = lab
      .of("router")
      .links()
      .find(({ ifname }) => ifname === "br-lan");
    this.#sender = { mac, routerMac: bridge!.address, ipv4: ipv4[0], ipv6: ipv6[0] };
  }

  static async open(lab: Lab): Promise<Scene> {
    widen(lab);
    const addresses = ALL_HOSTS.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
    const servers = lab.start("internet", [
      ...[process.execPath, "--import", "tsx", SERVERS],
      ...[String(QUIC_PORT), Object.values(DATA_PORTS).join(), ...addresses],
    ]);
    const [phone] = await Promise.all([Phone.start(lab), servers.until("listening")]);
    lab.of("phone").runNow(["nft", "-f", "-"], QUIET);
    return new Scene(lab, phone);
  }

  async close(): Promise<void> {
    this.phone.close();
    this.arrivals.end();
    narrow(this.lab);
  }

  /** Which prefixes the next sending has. */
  nextSending(): number {
    assert.ok(this.#sendings < SENDINGS_MAX, "no prefixes are left");
    return this.#sendings++;
  }

  /** Sends flows that are blocked, and some that are not, while `meanwhile` happens; a line of the table a cell. */
  async send(
    title: Title,
    meanwhile: (sending: Sending) => Promise<unknown> = async () => {},
    plan: Partial<Plan> = {},
    pace = PACE,
  ): Promise<readonly Row[]> {
    const flows = { EG: BLOCKED_FLOWS, NL: GOOD_FLOWS };
    const whole: Plan = { sending: this.nextSending(), shape: "spread", flows, ...plan };
    const traffic = await this.write(whole);
    this.arrivals.begin(matchesOf(whole));
    const sending = Sending.start(this.lab, traffic, pace);
    await meanwhile(sending);
    await sending.ended();
    await this.settled();
    return this.record(this.#rowsOf(title, traffic));
  }

  /** Adds lines to the table. */
  record(rows: readonly Row[]): readonly Row[] {
    this.#wrong.push(...this.table.add(rows));
    return rows;
  }

  /** Throws where a line since the last time was not as it has to be. */
  assertRight(): void {
    const wrong = this.#wrong.splice(0);
    assert.deepEqual(wrong, []);
  }

  write(plan: Plan): Promise<Traffic> {
    return writeTraffic(plan, this.#sender, join(this.lab.folder, "traffic.pcap"));
  }

  /** Nothing that was sent is on its way any more. */
  async settled(): Promise<void> {
    await this.lab.waitFor(() => packetsUnderWay(this.lab) === 0, "packets on their way");
  }

  #rowsOf({ event, fail, expected = NONE, goodExpected = ALL }: Title, { parts }: Traffic): Row[] {
    const arrived = this.arrivals.read();
    const of = (country: Country, cell: Cell) =>
      parts.find((part) => part.country === country && part.cell === cell);
    return CELLS.map((cell): Row => {
      const [blocked, good] = [of("EG", cell), of("NL", cell)];
      return {
        event,
        fail,
        kind: cell.protocol,
        family: cell.ipv6 ? "IPv6" : "IPv4",
        flows: blocked?.flows ?? 0,
        packets: blocked?.packets ?? 0,
        arrived: arrived.get(nameOf("EG", cell))!,
        expected,
        good: good && {
          packets: good.packets,
          arrived: arrived.get(nameOf("NL", cell))!.packets,
          expected: goodExpected,
        },
      };
    });
  }
}

function matchesOf({ sending }: Plan): Map<string, string> {
  return new Map(
    (["EG", "NL"] as const).flatMap((country) =>
      CELLS.map((cell) => [nameOf(country, cell), matchOf(country, cell, sending)] as const),
    ),
  );
}

/** A kernel answers nothing of what it did not send itself. */
export const QUIET = `table inet quiet
delete table inet quiet
table inet quiet {
  chain output { type filter hook output priority filter; tcp flags & (syn | rst) == rst ct state invalid drop; }
}
`;
