import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { leaseFileIn, startDnsmasq } from "./dnsmasq.ts";
import { HttpAnswer } from "./http-answer.ts";
import { startInternet } from "./internet.ts";
import type { Namespace, RunOptions, StartOptions } from "./namespace.ts";
import { Namespaces } from "./namespaces.ts";
import { Network, type NetworkOptions, type Segment } from "./network.ts";
import { assertNoWayOut } from "./no-way-out.ts";
import type { Ended, Program } from "./program.ts";
import { waitFor } from "./wait.ts";

const LEASE_SCRIPT = fileURLToPath(new URL("../captures/phone-2014/lease.sh", import.meta.url));

/** What a client is known by on its link. */
export interface ClientAddresses {
  readonly mac: string;
  /** Global ones. */
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
}

interface LinkAddresses {
  readonly address: string;
  readonly addr_info: readonly { family: "inet" | "inet6"; local: string; scope: string }[];
}

/**
 * A household in network namespaces that have no way out: clients, a router with DNS, DHCP and NAT, and an internet of
 * a few hosts. Needs root. Always close it; if the process ends before, all of it ends as well.
 */
export class Lab {
  readonly #namespaces: Namespaces;
  readonly #network: Network;

  private constructor(namespaces: Namespaces, network: Network) {
    this.#namespaces = namespaces;
    this.#network = network;
  }

  /** Builds it; when it is there, names are answered, servers listen and clients have their addresses. */
  static async create(options: NetworkOptions = {}): Promise<Lab> {
    const namespaces = new Namespaces();
    const lab = new Lab(namespaces, new Network(namespaces, options));
    try {
      await lab.#build(options);
      return lab;
    } catch (error) {
      await lab.close();
      throw error;
    }
  }

  async #build({ addressing, ipv6 = true }: NetworkOptions): Promise<void> {
    this.#network.link();
    this.assertNoWayOut();
    this.#network.configure();
    this.assertNoWayOut();
    const dhcp = addressing === "dhcp";
    const { folder } = this.#namespaces;
    const dnsmasq = startDnsmasq(this.of("router"), this.segments, { folder, dhcp, ipv6 });
    await Promise.all([
      startInternet(this.of("internet"), folder, ipv6),
      dnsmasq.until("started").then(() => (dhcp ? this.#lease(ipv6) : undefined)),
    ]);
    this.assertNoWayOut();
  }

  /** Every client asks for an address by DHCP, and waits for one by router advertisement. */
  async #lease(ipv6: boolean): Promise<void> {
    const leases = this.#network.clients.map(async (client) => {
      const name = ["-x", `hostname:${client}`];
      const udhcpc = ["udhcpc", "-f", "-i", "eth0", "-s", LEASE_SCRIPT, ...name, "-t", "5", "-T", "1"];
      await this.start(client, udhcpc).until("lease of");
      const ready = (): boolean => {
        // The name server is the last that the lease's script sets.
        const named = readFileSync(this.of(client).resolvConf, "utf8") !== "";
        return named && (!ipv6 || this.addresses(client).ipv6.length > 0);
      };
      await this.waitFor(ready, `addresses of ${client}`);
    });
    await Promise.all(leases);
  }

  /** A folder that goes with the lab. */
  get folder(): string {
    return this.#namespaces.folder;
  }

  /** What namespaces and folders of this lab begin with. */
  get id(): string {
    return this.#namespaces.id;
  }

  /** Leases of DHCP, as dnsmasq writes them. */
  get leaseFile(): string {
    return leaseFileIn(this.folder);
  }

  get segments(): readonly Segment[] {
    return this.#network.segments;
  }

  get clients(): readonly string[] {
    return this.#network.clients;
  }

  /** "router", "internet" or a client. */
  of(label: string): Namespace {
    return this.#namespaces.of(label);
  }

  run(label: string, command: readonly string[], options?: RunOptions): Promise<Ended> {
    return this.of(label).run(command, options);
  }

  start(label: string, command: readonly string[], options?: StartOptions): Program {
    return this.of(label).start(command, options);
  }

  /** GET with curl from inside the namespace; `more` are options of curl. Throws where there is no answer. */
  async get(label: string, url: string, ...more: readonly string[]): Promise<HttpAnswer> {
    const options = ["-q", "-sS", "-i", "--http1.1", "--max-time", "10"];
    const { status, stdout, stderr } = await this.run(label, ["curl", ...options, ...more, url]);
    if (status !== 0) throw new Error(`curl of ${label}: ${stderr.trim()}`);
    return new HttpAnswer(stdout);
  }

  addresses(client: string): ClientAddresses {
    const [{ address, addr_info }] = this.of(client).ask<LinkAddresses[]>("addr", "show", "dev", "eth0");
    const global = (family: string): string[] =>
      addr_info.filter((one) => one.family === family && one.scope === "global").map(({ local }) => local);
    return { mac: address, ipv4: global("inet"), ipv6: global("inet6") };
  }

  /** Another link from the router to the internet, by the names that either end has there; it is down. */
  linkOut(name: string, far: string): void {
    this.#network.linkOut(name, far);
    this.assertNoWayOut();
  }

  /** The link to the internet goes, and the router's routes with it. */
  hangUp(): void {
    this.of("router").ip("link del wan");
  }

  /** It comes again, as another one of the same name: what a dialled connection does. */
  dial(): void {
    this.linkOut("wan", "eth0");
    this.#network.configureWan();
    this.assertNoWayOut();
  }

  waitFor<T>(
    condition: () => T | Promise<T>,
    what: string | (() => string),
    timeoutMs?: number,
  ): Promise<NonNullable<T>> {
    return waitFor(condition, what, timeoutMs);
  }

  /** Throws where anything sent here could leave the lab. */
  assertNoWayOut(): void {
    assertNoWayOut(this.#namespaces.all(), this.#network.clients);
  }

  /** Ends what was started and removes everything; again and again, if one likes. */
  close(): Promise<void> {
    return this.#namespaces.close();
  }
}
