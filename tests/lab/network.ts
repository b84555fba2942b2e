// Links, addresses, routes and NAT of the lab: clients on bridges of the router, the router, the internet.

import { ALL_HOSTS } from "./hosts.ts";
import type { Namespace } from "./namespace.ts";
import type { Namespaces } from "./namespaces.ts";

export interface NetworkOptions {
  /** On br-lan: what each is called, as a namespace and to DHCP. One, "client1", unless told. */
  readonly clients?: readonly string[];
  /** On br-guest; there is none without any. */
  readonly guests?: readonly string[];
  /** Whether clients are given their addresses here ("static", as is) or ask for them. */
  readonly addressing?: "static" | "dhcp";
  /** Segmentation, merging and checksums left to the device (TSO, GRO): as veth has them unless false. */
  readonly offloads?: boolean;
  /** False: no IPv6 anywhere, so that nothing is on a wire but what a test sends. */
  readonly ipv6?: boolean;
  /** Octets of an IP packet on every link; 1500 unless told. */
  readonly mtu?: number;
  /** The LAN's IPv6 prefix of 64 bits without the last "::"; one for documentation unless told. */
  readonly lanPrefix6?: string;
}

/** A bridge of the router and who is on it. */
export interface Segment {
  readonly bridge: "br-lan" | "br-guest";
  /** First three octets. */
  readonly prefix4: string;
  /** First 64 bits, without "::". */
  readonly prefix6: string;
  readonly clients: readonly string[];
}

/** The router's side of the link to the internet, and the other one. */
export const WAN = { ipv4: "198.51.100.1", ipv6: "2001:db8:1ab:ff::1" } as const;
export const GATEWAY = { ipv4: "198.51.100.2", ipv6: "2001:db8:1ab:ff::2" } as const;

/** Vendors' parts of MACs, so that a look-up has something to find; the second is a private address. */
const VENDORS = ["64:b4:73", "d6:2a:5e", "a8:23:fe"] as const;
const ROUTER_VENDOR = "94:83:c4";

const MERGING = ["rx", "tx", "sg", "tso", "gso", "gro"];

/** Host numbers of clients with a static address begin here. */
const FIRST_CLIENT = 11;

export class Network {
  readonly segments: readonly Segment[];
  readonly #namespaces: Namespaces;
  readonly #options: NetworkOptions;

  constructor(namespaces: Namespaces, options: NetworkOptions) {
    const { clients = ["client1"], guests = [], lanPrefix6 = "2001:db8:1ab:1" } = options;
    const lan: Segment = { bridge: "br-lan", prefix4: "192.168.1", prefix6: lanPrefix6, clients };
    const guest: Segment = {
      bridge: "br-guest",
      prefix4: "192.168.2",
      prefix6: "2001:db8:1ab:2",
      clients: guests,
    };
    this.segments = guests.length === 0 ? [lan] : [lan, guest];
    this.#namespaces = namespaces;
    this.#options = options;
  }

  get clients(): string[] {
    return this.segments.flatMap(({ clients }) => clients);
  }

  get #hasIpv6(): boolean {
    return this.#options.ipv6 !== false;
  }

  /** Makes namespaces and links; all of them are down, so nothing is sent yet. */
  link(): void {
    for (const label of ["router", "internet", ...this.clients]) this.#quiet(this.#namespaces.add(label));
    const router = this.#namespaces.of("router");
    let port = 0;
    for (const [k, { bridge, clients }] of this.segments.entries()) {
      const address = `${ROUTER_VENDOR}:00:00:0${k + 1}`;
      router.ip(
        `link add ${bridge} address ${address} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
      );
      for (const label of clients) {
        const client = this.#namespaces.of(label);
        const mac = macOf(++port);
        // Both ends are made inside the namespaces: none ever stands beside the machine's own links.
        router.ip(
          `link add lan${port} type veth peer name eth0 address ${mac} netns ${client.name}`,
          `link set lan${port} master ${bridge}`,
        );
        router.sysctl({ [`net.ipv6.conf.lan${port}.disable_ipv6`]: 1 });
        this.#shape(router, `lan${port}`);
        this.#shape(client, "eth0");
      }
      this.#shape(router, bridge);
    }
    this.linkOut("wan", "eth0");
  }

  /** Another link from the router to the internet, as both call it; it is down. */
  linkOut(name: string, far: string): void {
    const [router, internet] = ["router", "internet"].map((label) => this.#namespaces.of(label));
    router.ip(`link add ${name} type veth peer name ${far} netns ${internet.name}`);
    this.#shape(router, name);
    this.#shape(internet, far);
  }

  /** Brings links up and gives addresses and routes. The router knows each host of the internet and no default route. */
  configure(): void {
    const router = this.#namespaces.of("router");
    const internet = this.#namespaces.of("internet");
    for (const segment of this.segments) this.#configureSegment(router, segment);
    internet.ip(...ALL_HOSTS.map(({ ipv4 }) => `addr add ${ipv4}/32 dev lo`));
    if (this.#hasIpv6) internet.ip(...ALL_HOSTS.map(({ ipv6 }) => `addr add ${ipv6}/128 dev lo nodad`));
    this.configureWan();
    router.sysctl({
      "net.ipv4.ip_forward": 1,
      ...(this.#hasIpv6 && { "net.ipv6.conf.all.forwarding": 1 }),
    });
    router.runNow(["nft", "-f", "-"], RULESET);
    // dnsmasq listens there as well.
    router.nameServer("127.0.0.1");
    // OpenWrt's default.
    router.sysctl({ "net.netfilter.nf_conntrack_acct": 1 });
  }

  /** Both ends of the link, and the routes by it. */
  configureWan(): void {
    const router = this.#namespaces.of("router");
    const internet = this.#namespaces.of("internet");
    router.ip(`addr add ${WAN.ipv4}/30 dev wan`, "link set wan up");
    internet.ip(`addr add ${GATEWAY.ipv4}/30 dev eth0`, "link set eth0 up");
    router.ip(...ALL_HOSTS.map(({ ipv4 }) => `route add ${ipv4}/32 via ${GATEWAY.ipv4}`));
    if (!this.#hasIpv6) return;
    router.ip(`addr add ${WAN.ipv6}/64 dev wan nodad`);
    internet.ip(`addr add ${GATEWAY.ipv6}/64 dev eth0 nodad`);
    internet.ip(...this.segments.map(({ prefix6 }) => `route add ${prefix6}::/64 via ${WAN.ipv6}`));
    router.ip(...ALL_HOSTS.map(({ ipv6 }) => `route add ${ipv6}/128 via ${GATEWAY.ipv6}`));
  }

  #configureSegment(router: Namespace, { bridge, prefix4, prefix6, clients }: Segment): void {
    const ports = clients.map((label) => `link set lan${this.clients.indexOf(label) + 1} up`);
    router.ip(`addr add ${prefix4}.1/24 dev ${bridge}`, ...ports, `link set ${bridge} up`);
    if (this.#hasIpv6) router.ip(`addr add ${prefix6}::1/64 dev ${bridge} nodad`);
    for (const [k, label] of clients.entries()) {
      const client = this.#namespaces.of(label);
      client.ip("link set eth0 up");
      if (this.#options.addressing === "dhcp") continue;
      client.ip(`addr add ${prefix4}.${FIRST_CLIENT + k}/24 dev eth0`, `route add default via ${prefix4}.1`);
      client.nameServer(`${prefix4}.1`);
      if (!this.#hasIpv6) continue;
      client.ip(
        `addr add ${prefix6}::${FIRST_CLIENT + k}/64 dev eth0 nodad`,
        `route add default via ${prefix6}::1`,
      );
    }
  }

  /** Before it has a link: which of its own accord a namespace says something. */
  #quiet(namespace: Namespace): void {
    const accepts = this.#options.addressing === "dhcp" ? 1 : 0;
    namespace.sysctl({
      "net.ipv6.conf.default.disable_ipv6": this.#hasIpv6 ? 0 : 1,
      "net.ipv6.conf.default.accept_dad": 0,
      "net.ipv6.conf.default.accept_ra": accepts,
      "net.ipv6.conf.default.autoconf": accepts,
      "net.ipv6.conf.default.router_solicitations": accepts,
      "net.ipv6.conf.default.addr_gen_mode": 0,
    });
  }

  #shape(namespace: Namespace, link: string): void {
    const { mtu, offloads } = this.#options;
    if (mtu !== undefined) namespace.ip(`link set ${link} mtu ${mtu}`);
    if (offloads !== false) return;
    namespace.runNow(["ethtool", "-K", link, ...MERGING.flatMap((feature) => [feature, "off"])]);
  }
}

/** The router's, for nft(8). IPv6 is tracked as well, as OpenWrt's firewall does. */
export const RULESET = `
table inet lab {
  chain forward { type filter hook forward priority filter; ct state invalid drop; }
  chain postrouting { type nat hook postrouting priority srcnat; meta nfproto ipv4 oifname "wan" masquerade; }
}
`;

function macOf(number: number): string {
  const tail = [0, 1, number].map((octet) => octet.toString(16).padStart(2, "0")).join(":");
  return `${VENDORS[(number - 1) % VENDORS.length]}:${tail}`;
}
