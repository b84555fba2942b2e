// The internet of the virtual machine. Addresses come from the middle of large national ranges, where both opinions of
// the country table agree; nothing sent to them leaves the virtual machine.

export interface Host {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly ipv4: string;
  readonly ipv6: string;
  /** What the policy of root/etc/config/bordertap does about it. */
  readonly action: "off" | "alert" | "block";
}

export const HOSTS = {
  photos: {
    name: "photos.phone.example",
    country: "CN",
    ipv4: "113.96.12.80",
    ipv6: "240e:400:8000::80",
    action: "alert",
  },
  telemetry: {
    name: "telemetry.example",
    country: "BY",
    ipv4: "37.212.60.20",
    ipv6: "2a0a:7d80:1::80",
    action: "block",
  },
  news: {
    name: "www.news.example",
    country: "NL",
    ipv4: "86.88.44.32",
    ipv6: "2a02:a46f:8000::80",
    action: "off",
  },
  video: { name: "video.example", country: "US", ipv4: "12.64.20.31", ipv6: "2600:8008::80", action: "off" },
  shop: {
    name: "www.shop.example",
    country: "DE",
    ipv4: "91.34.12.40",
    ipv6: "2003:c1:8400::80",
    action: "off",
  },
} as const satisfies Record<string, Host>;

export const ALL_HOSTS: readonly Host[] = Object.values(HOSTS);

/** On br-lan, as they call themselves to DHCP. */
export const CLIENTS = ["phone", "tv"] as const;

/** Whom a client talks to, or tries to: photos are the phone's alone. */
export function hostsOf(client: string): readonly Host[] {
  return ALL_HOSTS.filter((host) => host !== HOSTS.photos || client === "phone");
}
