// What is right by itself and wrong beside something else. It reads what the schema made of a file, in which what was
// wrong stands as it was written.

import { isLoopbackAddress, parseAddress } from "../address.ts";
import { type Mistake, type Place, placeText, valueText } from "./mistake.ts";

export function mistakesBetween(file: unknown): Mistake[] {
  return [
    ...repeated(entries(file, "bordertap", "interfaces")),
    ...entriesBySection(file, "country", "codes").flatMap(repeated),
    ...repeated(entries(file, "device", "macs")),
    ...inGeo(member(file, "geo")),
    ...inHttp(member(file, "http")),
  ];
}

interface Entry {
  readonly place: Place;
  readonly text: string;
}

/** Every text of a list option, of all sections that have it. */
function entries(file: unknown, section: string, option: string): Entry[] {
  return entriesBySection(file, section, option).flat();
}

function entriesBySection(file: unknown, section: string, option: string): Entry[][] {
  const content = member(file, section);
  const sections: [Place, unknown][] = Array.isArray(content)
    ? content.map((one, at) => [[section, at], one])
    : [[[section], content]];
  return sections.map(([place, one]) => {
    const list = member(one, option);
    if (!Array.isArray(list)) return [];
    return list.flatMap((text: unknown, at) =>
      typeof text === "string" ? [{ place: [...place, option, at], text }] : [],
    );
  });
}

function repeated(entries: readonly Entry[]): Mistake[] {
  const first = new Map<string, Place>();
  return entries.flatMap(({ place, text }) => {
    const before = first.get(text);
    if (before === undefined) {
      first.set(text, place);
      return [];
    }
    const reason = `it stands in ${placeText(before)} already.`;
    return [{ option: placeText(place), value: valueText(text), reason, remedy: "Leave one of them out." }];
  });
}

function inGeo(geo: unknown): Mistake[] {
  const [url, sha256, sha256Url, mmdb] = ["url", "sha256", "sha256_url", "mmdb"].map((name) =>
    member(geo, name),
  );
  const mistakes: Mistake[] = [];
  for (const [name, value] of [
    ["url", url],
    ["mmdb", mmdb],
  ] as const)
    if (value !== undefined && member(geo, "table") !== undefined)
      mistakes.push(
        about(
          ["geo", name],
          value,
          "table stands first, so that no update is ever used.",
          "Leave one of them out.",
        ),
      );
  if (url !== undefined && mmdb !== undefined)
    mistakes.push(about(["geo", "mmdb"], mmdb, "updates come from url already.", "Leave one of them out."));
  if (sha256 !== undefined && sha256Url !== undefined)
    mistakes.push(
      about(["geo", "sha256_url"], sha256Url, "sha256 says it already.", "Leave one of them out."),
    );
  if (typeof url === "string" && url.startsWith("http:") && sha256 === undefined) {
    const reason = "whoever is on the way can change what comes by http.";
    mistakes.push(about(["geo", "url"], url, reason, "Give sha256 too, or a URL that starts with https://."));
  }
  for (const [name, value] of [
    ["sha256", sha256],
    ["sha256_url", sha256Url],
  ] as const)
    if (value !== undefined && url === undefined)
      mistakes.push(about(["geo", name], value, "there is no url that it could be of.", "Give url too."));
  return mistakes;
}

function inHttp(http: unknown): Mistake[] {
  const listen = member(http, "listen");
  const address = typeof listen === "string" ? parseAddress(listen) : undefined;
  const isOpen = address !== undefined && !isLoopbackAddress(address);
  if (!isOpen || member(http, "enabled") === false || member(http, "token_file") !== undefined) return [];
  const reason = "whoever reaches it could read what every device does.";
  return [about(["http", "listen"], listen, reason, "Give token_file too, or listen on 127.0.0.1.")];
}

function about(place: Place, value: unknown, reason: string, remedy: string): Mistake {
  return { option: placeText(place), value: valueText(value), reason, remedy };
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
