import { baseName, fileExists, readWholeFile, siblingOf } from "../../platform/files.ts";
import { sha256 } from "../../platform/hash.ts";
import type { CountryCodes } from "../codes.ts";
import type { OpinionMetadata, Opinion as OpinionName, SourceMetadata } from "../metadata.ts";
import { readAsnCsv } from "./asn-csv.ts";
import { readCsv } from "./csv.ts";
import { isMmdb, type MmdbDescription, readMmdb } from "./mmdb.ts";
import type { Opinion } from "./opinion.ts";
import type { Systems } from "./systems.ts";

/** What a publisher wants said wherever its data shows. */
interface Publisher {
  /** Of package name, database_type or file name. */
  readonly pattern: RegExp;
  readonly name: string;
  readonly licence: string;
  readonly attribution: string;
  readonly link: string;
}

const PUBLISHERS: readonly Publisher[] = [
  {
    pattern: /ip-location-db\/asn/i,
    name: "RouteViews + NRO + DB-IP Lite",
    licence: "CC BY 4.0",
    attribution: "AS data by routeviews.org, nro.net and DB-IP",
    link: "https://db-ip.com",
  },
  {
    pattern: /dbip-country|dbip-.*lite/i,
    name: "DB-IP Lite",
    licence: "CC BY 4.0",
    attribution: "IP Geolocation by DB-IP",
    link: "https://db-ip.com",
  },
  {
    pattern: /geo-whois-asn/i,
    name: "GeoFeed + Whois + ASN",
    licence: "CC BY 4.0",
    attribution: "Registry data of the RIRs by the NRO",
    link: "https://www.nro.net",
  },
  {
    pattern: /geolite2/i,
    name: "GeoLite2",
    licence: "GeoLite2 End User License Agreement",
    attribution: "This product includes GeoLite2 Data created by MaxMind",
    link: "https://www.maxmind.com",
  },
  {
    pattern: /ipinfo/i,
    name: "IPinfo Lite",
    licence: "CC BY-SA 4.0",
    attribution: "IP address data powered by IPinfo",
    link: "https://ipinfo.io",
  },
];

/** Adds a file, CSV or MMDB, to an opinion. Throws FILE_UNREADABLE, GEO_SOURCE_INVALID. */
export function readSource(
  path: string,
  opinionName: OpinionName,
  codes: CountryCodes,
  opinion: Opinion,
): OpinionMetadata {
  const content = readWholeFile(path);
  const rangesBefore = rangeCount(opinion);
  let mmdb: MmdbDescription | undefined;
  if (isMmdb(content)) mmdb = readMmdb(content, path, codes, opinion);
  else readCsv(content, path, codes, opinionName === "second" ? "lastStartWins" : "refused", opinion);
  return {
    opinion: opinionName,
    ...describe(path, mmdb),
    sha256: sha256(content),
    file: baseName(path),
    ranges: rangeCount(opinion) - rangesBefore,
  };
}

/** Adds a CSV of autonomous systems to the ranges that are theirs. Throws FILE_UNREADABLE, ASN_SOURCE_INVALID. */
export function readAsnSource(path: string, systems: Systems, ranges: Opinion): SourceMetadata {
  const content = readWholeFile(path);
  const rangesBefore = rangeCount(ranges);
  readAsnCsv(content, path, systems, ranges);
  return {
    ...describe(path, undefined),
    sha256: sha256(content),
    file: baseName(path),
    ranges: rangeCount(ranges) - rangesBefore,
  };
}

function rangeCount({ ipv4, ipv6 }: Opinion): number {
  return ipv4.length + ipv6.length;
}

type Description = Pick<SourceMetadata, "name" | "date" | "licence" | "attribution" | "link">;

/** Names and dates a source by its npm package, by what an MMDB says of itself, or else by its file name. */
function describe(path: string, mmdb: MmdbDescription | undefined): Description {
  const fileName = baseName(path);
  const npm = npmPackage(path);
  const label = [npm?.name, mmdb?.type, fileName].find((text) => text && publisherOf(text));
  const publisher = label === undefined ? undefined : publisherOf(label);
  return {
    name: (label === mmdb?.type ? mmdb?.type : publisher?.name) ?? npm?.name ?? mmdb?.type ?? fileName,
    date: mmdb?.date ?? npm?.date ?? dateIn(fileName),
    licence: publisher?.licence,
    attribution: publisher?.attribution,
    link: publisher?.link,
  };
}

function publisherOf(label: string): Publisher | undefined {
  return PUBLISHERS.find(({ pattern }) => pattern.test(label));
}

/** The package.json beside a file; a version such as 2.3.2026060120 holds the date and the hour of its data. */
function npmPackage(path: string): { name: string; date?: string } | undefined {
  const manifestPath = siblingOf(path, "package.json");
  if (!fileExists(manifestPath)) return undefined;
  let manifest: unknown;
  try {
    manifest = JSON.parse(new TextDecoder().decode(readWholeFile(manifestPath)));
  } catch {
    return undefined;
  }
  const { name, version } = (manifest ?? {}) as { name?: unknown; version?: unknown };
  if (typeof name !== "string") return undefined;
  const [, year, month, day] = /\.(\d{4})(\d{2})(\d{2})\d{2}$/.exec(String(version)) ?? [];
  return { name, date: year && `${year}-${month}-${day}` };
}

/** dbip-country-lite-2026-06.csv: what is published monthly is of the month's first day. */
function dateIn(fileName: string): string | undefined {
  const [, year, month, day] = /(\d{4})-(\d{2})(?:-(\d{2}))?/.exec(fileName) ?? [];
  return year && `${year}-${month}-${day ?? "01"}`;
}
