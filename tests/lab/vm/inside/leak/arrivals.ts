import type { Lab } from "../../../lab.ts";
import { type Cell, type Country, prefixOf } from "./cell.ts";

export interface Arrived {
  readonly packets: number;
  /** Of IP packets. */
  readonly octets: number;
}

/** What comes to the internet, counted there before anything else looks at it. */
export class Arrivals {
  readonly #lab: Lab;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Counts what these match (nft's expressions, by name, none of which match together), from now on and nothing else. */
  begin(matches: ReadonlyMap<string, string | readonly string[]>): void {
    const lines = [
      ...[...matches.keys()].map((name) => `counter ${name} { }`),
      "chain arrivals { type filter hook prerouting priority -500;",
      ...[...matches].flatMap(([name, match]) => [match].flat().map((one) => `${one} counter name ${name}`)),
      "}",
    ];
    this.#load(`table inet arrivals {\n${lines.join("\n")}\n}\n`);
  }

  /** By name, since the beginning. */
  read(): ReadonlyMap<string, Arrived> {
    const list = ["nft", "-j", "list", "counters", "table", "inet", "arrivals"];
    const { nftables } = JSON.parse(this.#lab.of("internet").runNow(list)) as { nftables: readonly Listed[] };
    return new Map(
      nftables.flatMap(({ counter }) =>
        counter ? [[counter.name, { packets: counter.packets, octets: counter.bytes }]] : [],
      ),
    );
  }

  end(): void {
    this.#load("");
  }

  #load(table: string): void {
    const anew = "table inet arrivals\ndelete table inet arrivals\n";
    this.#lab.of("internet").runNow(["nft", "-f", "-"], anew + table);
  }
}

interface Listed {
  readonly counter?: { readonly name: string; readonly packets: number; readonly bytes: number };
}

/** What one sending brings to a country's prefix. */
export function matchOf(country: Country, cell: Cell, sending: number): string {
  const to = `${cell.ipv6 ? "ip6" : "ip"} daddr ${prefixOf(country, cell, sending)}`;
  // The phone's kernel resets connections that it did not open: where they are let pass, that is nobody's flow.
  const isOpening = country === "NL" && cell.protocol === "TCP";
  return isOpening ? `${to} tcp flags & (syn | ack | rst) == syn` : to;
}

/** TCP's header is so many words of 32 bits, by its options. */
const TCP_WORDS = Array.from({ length: 11 }, (_, k) => 5 + k);
/** Without options; what IPv6's length says is what follows the header. */
const IPV4_HEADER_SIZE = 20;

/** Segments that match and carry any octet, however few: those that are longer than their headers. */
export function segmentsWithData(match: string, ipv6: boolean): string[] {
  return TCP_WORDS.map((words) => {
    const longer = ipv6 ? `ip6 length > ${4 * words}` : `ip length > ${IPV4_HEADER_SIZE + 4 * words}`;
    return `${match} tcp doff ${words} ${longer}`;
  });
}

export function nameOf(country: Country, { protocol, ipv6 }: Cell): string {
  return `${country}_${protocol}${ipv6 ? 6 : 4}`;
}
