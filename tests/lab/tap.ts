import { join } from "node:path";
import type { EthernetCapture } from "./ethernet-capture.ts";
import type { Namespace, RunOptions, StartOptions } from "./namespace.ts";
import { Namespaces } from "./namespaces.ts";
import { assertNoWayOut } from "./no-way-out.ts";
import type { Ended, Program } from "./program.ts";
import { waitFor } from "./wait.ts";

/** What is sent into this end ... */
export const SENDER = "send0";
/** ... a tap on this one sees. */
export const TAPPED = "tap0";

const DEFAULT_MTU = 9000;
const REPLAY_TIMEOUT_MS = 300_000;

export interface TapOptions {
  /** Octets of an IP packet; 9000 unless told. A capture says what it needs. */
  readonly mtu?: number;
}

/** How a capture is sent: as fast as can be unless told. */
export interface ReplayOptions {
  readonly packetsPerSecond?: number;
  /** How often the whole file is sent; once unless told. */
  readonly loop?: number;
  /**
   * MACs of devices: the frames of others leave TAPPED, as a router sends them to devices. Without any, all frames go
   * into SENDER.
   */
  readonly devices?: readonly string[];
  /** A file of tcpprep(1), which says what of the capture goes the other way, into TAPPED. */
  readonly ways?: string;
}

/** What tcpreplay says it did. */
export interface Replayed {
  readonly packets: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** The kernel's counters of an interface since it was made. */
export interface InterfaceCounters {
  readonly received: Direction;
  /** What the other end had no room for counts here as dropped, and not as sent. */
  readonly sent: Direction;
}

export interface Direction {
  readonly packets: number;
  readonly bytes: number;
  readonly dropped: number;
}

/**
 * A cable in a namespace of its own, on which nothing is but what a test sends: no IPv6, no address. Needs root. Always
 * close it; if the process ends before, it ends as well.
 */
export class Tap {
  readonly namespace: Namespace;
  readonly #namespaces = new Namespaces();
  readonly #mtu: number;

  constructor({ mtu = DEFAULT_MTU }: TapOptions = {}) {
    this.#mtu = mtu;
    this.namespace = this.#namespaces.add("tap");
    this.namespace.sysctl({ "net.ipv6.conf.default.disable_ipv6": 1 });
    this.lay();
  }

  /** Lays the cable; the ends have other indexes each time. */
  lay(): void {
    this.namespace.ip(
      `link add ${SENDER} mtu ${this.#mtu} type veth peer name ${TAPPED} mtu ${this.#mtu}`,
      `link set ${SENDER} up`,
      `link set ${TAPPED} up`,
    );
    assertNoWayOut([this.namespace]);
  }

  /** Takes the cable away, whatever is on it. */
  cut(): void {
    this.namespace.ip(`link del ${SENDER}`);
  }

  /** A folder that goes with it. */
  get folder(): string {
    return this.#namespaces.folder;
  }

  /** Sends every frame of `capture`, into SENDER unless told; throws where one could not be sent. */
  async replay(capture: EthernetCapture, options: ReplayOptions = {}): Promise<Replayed> {
    const { packetsPerSecond, loop = 1, devices = [], ways = this.#ways(capture, devices) } = options;
    const pace = packetsPerSecond === undefined ? "--topspeed" : `--pps=${packetsPerSecond}`;
    const ends = ways === undefined ? ["-i", SENDER] : ["-i", SENDER, "-I", TAPPED, `--cachefile=${ways}`];
    const command = ["tcpreplay", ...ends, pace, "--preload-pcap", `--loop=${loop}`, capture.path];
    const { status, stdout, stderr } = await this.run(command, { timeoutMs: REPLAY_TIMEOUT_MS });
    const actual = /Actual: (\d+) packets \((\d+) bytes\) sent in ([\d.]+) seconds/.exec(stdout);
    if (status !== 0 || !actual) throw new Error(`tcpreplay: ${stdout}${stderr}`);
    const [packets, bytes, seconds] = actual.slice(1).map(Number);
    if (packets !== capture.frames * loop || bytes !== capture.bytes * loop)
      throw new Error(`tcpreplay sent ${packets} of ${capture.frames * loop} packets: ${stdout}${stderr}`);
    return { packets, bytes, seconds };
  }

  /** A file that says of each frame which end sends it; undefined where there is one end alone. */
  #ways({ path }: EthernetCapture, devices: readonly string[]): string | undefined {
    if (devices.length === 0) return undefined;
    const cache = join(this.folder, "ways.cache");
    this.namespace.runNow([
      ...["tcpprep", `--mac=${devices.join(",")}`, `--pcap=${path}`, `--cachefile=${cache}`],
    ]);
    return cache;
  }

  counters(name: string): InterfaceCounters {
    const [{ stats64 }] = this.namespace.ask<[{ stats64: { rx: Direction; tx: Direction } }]>(
      ...["-s", "link", "show", "dev", name],
    );
    return { received: directionOf(stats64.rx), sent: directionOf(stats64.tx) };
  }

  run(command: readonly string[], options?: RunOptions): Promise<Ended> {
    return this.namespace.run(command, options);
  }

  start(command: readonly string[], options?: StartOptions): Program {
    return this.namespace.start(command, options);
  }

  waitFor<T>(
    condition: () => T | Promise<T>,
    what: string | (() => string),
    timeoutMs?: number,
  ): Promise<NonNullable<T>> {
    return waitFor(condition, what, timeoutMs);
  }

  close(): Promise<void> {
    return this.#namespaces.close();
  }
}

function directionOf({ packets, bytes, dropped }: Direction): Direction {
  return { packets, bytes, dropped };
}
