// The hosts of the lab's internet. Their addresses come from the middle of large national ranges, where both opinions
// of the country table agree (hosts.test.ts); nothing sent to them leaves the lab.

export interface Host {
  /** In the zone that the router answers for. */
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

export const HOSTS = {
  photos: { name: "photos.phone.example", country: "CN", ipv4: "113.96.12.80", ipv6: "240e:400:8000::80" },
  news: { name: "www.news.example", country: "NL", ipv4: "86.88.44.32", ipv6: "2a02:a46f:8000::80" },
  video: { name: "video.example", country: "US", ipv4: "12.64.20.31", ipv6: "2600:8008::80" },
  shop: { name: "www.shop.example", country: "DE", ipv4: "91.34.12.40", ipv6: "2003:c1:8400::80" },
} as const satisfies Record<string, Host>;

export const ALL_HOSTS: readonly Host[] = Object.values(HOSTS);
