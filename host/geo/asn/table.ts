import type { Address } from "../../address.ts";
import { besideBundle, fileExists } from "../../platform/files.ts";
import type { ExactEdges } from "../exact.ts";
import { embeddedIpv4 } from "../special.ts";
import { readTable, type TableFile } from "../table-file.ts";
import { type Edges, systemAt } from "./edges.ts";
import { SYSTEM_EMBEDDED, SYSTEM_EXACT, SYSTEM_NONE } from "./image.ts";
import type { AsnMetadata } from "./metadata.ts";
import { ASN_FORMAT, reasonAgainst } from "./validate.ts";
import { AsnView } from "./view.ts";

/** An autonomous system as outputs name it. */
export interface AutonomousSystem {
  readonly asn: number;
  readonly organization?: string;
}

/** What names the autonomous system of an address; undefined where there is none. */
export type SystemOf = (address: Address) => AutonomousSystem | undefined;

// The two halves of an address as 32-bit words without bigint arithmetic: a report may ask for a million.
const halves = new BigUint64Array(2);
const words = new Uint32Array(halves.buffer);
const utf8 = new TextDecoder();

/** A table of autonomous systems that may be used: its image has been validated. */
export class AsnTable {
  readonly image: Uint8Array;
  readonly metadata: AsnMetadata;
  readonly #edges4: Edges;
  readonly #edges6: Edges;
  readonly #exactEdges: ExactEdges;
  readonly #exactSystems: Uint8Array;
  readonly #numbers: Uint32Array;
  readonly #texts: Uint32Array;
  readonly #organizations: Uint8Array;

  constructor(view: AsnView) {
    this.image = view.image;
    this.metadata = JSON.parse(view.metadataText) as AsnMetadata;
    this.#edges4 = view.edges4;
    this.#edges6 = view.edges6;
    this.#exactEdges = view.exactEdges;
    this.#exactSystems = view.exactSystems;
    this.#numbers = view.numbers;
    this.#texts = view.texts;
    this.#organizations = view.organizations;
  }

  readonly systemOf: SystemOf = (address) => {
    const system = this.#system(address);
    if (system === SYSTEM_NONE) return undefined;
    const text = this.#texts[system];
    const end = this.#organizations.indexOf(0, text);
    return {
      asn: this.#numbers[system],
      organization: end > text ? utf8.decode(this.#organizations.subarray(text, end)) : undefined,
    };
  };

  #system(address: Address): number {
    halves[0] = address.high;
    halves[1] = address.low;
    if (!address.ipv6) return this.#system4(words[2]);
    let system = this.#edges6.systemOf(words[1] >>> 16, (words[1] & 0xffff) * 2 ** 32 + words[0]);
    if (system === SYSTEM_EXACT) {
      const edge = this.#exactEdges.find(address.high, address.low);
      system = edge < 0 ? SYSTEM_NONE : systemAt(this.#exactSystems, edge);
    }
    if (system !== SYSTEM_EMBEDDED) return system;
    const embedded = embeddedIpv4(address);
    return embedded ? this.#system4(Number(embedded.key)) : SYSTEM_NONE;
  }

  #system4(bits: number): number {
    return this.#edges4.systemOf(bits >>> 16, bits & 0xffff);
  }
}

const FILE: TableFile = {
  format: ASN_FORMAT,
  installed: besideBundle("asn.table"),
  reasonAgainst,
  missing: "ASN_TABLE_MISSING",
  invalid: "ASN_TABLE_INVALID",
};

export const INSTALLED_ASN_TABLE = FILE.installed;

/** Throws ASN_TABLE_MISSING, ASN_TABLE_INVALID, FILE_UNREADABLE. */
export function loadAsnTable(path: string): AsnTable {
  return new AsnTable(new AsnView(readTable(path, FILE)));
}

/** The one that was built with this program; undefined where it was left out. */
export function loadInstalledAsnTable(): AsnTable | undefined {
  return fileExists(INSTALLED_ASN_TABLE) ? loadAsnTable(INSTALLED_ASN_TABLE) : undefined;
}
