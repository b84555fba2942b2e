import type { Address } from "../../address.ts";
import type { ExactEdges } from "../exact.ts";
import { embeddedIpv4 } from "../special.ts";
import type { Column } from "./column.ts";
import type { Edges } from "./edges.ts";
import { SYSTEM_EMBEDDED, SYSTEM_EXACT, SYSTEM_NONE } from "./image.ts";

/** An autonomous system as outputs name it. */
export interface AutonomousSystem {
  readonly asn: number;
  readonly organization?: string;
}

/** What names the autonomous system of an address; undefined where there is none. */
export type SystemOf = (address: Address) => AutonomousSystem | undefined;

/** What lookups read of an image, wherever it lies. */
export interface AsnColumns {
  readonly edges4: Edges;
  readonly edges6: Edges;
  readonly exactEdges: ExactEdges;
  /** By edge of those. */
  readonly exactSystems: Column;
  /** AS numbers, by system. */
  readonly numbers: Column;
  /** Where their organizations start, by system. */
  readonly texts: Column;
  /** Without its NUL. */
  organizationAt(text: number): Uint8Array;
}

// The two halves of an address as 32-bit words without bigint arithmetic: a report may ask for a million.
const halves = new BigUint64Array(2);
const words = new Uint32Array(halves.buffer);
const utf8 = new TextDecoder();

/** Lookups in an image that has been validated. */
export class AsnSearch {
  readonly #columns: AsnColumns;

  constructor(columns: AsnColumns) {
    this.#columns = columns;
  }

  readonly systemOf: SystemOf = (address) => {
    const system = this.#system(address);
    if (system === SYSTEM_NONE) return undefined;
    const { numbers, texts } = this.#columns;
    const organization = this.#columns.organizationAt(texts.at(system));
    return {
      asn: numbers.at(system),
      organization: organization.length > 0 ? utf8.decode(organization) : undefined,
    };
  };

  #system(address: Address): number {
    halves[0] = address.high;
    halves[1] = address.low;
    if (!address.ipv6) return this.#system4(words[2]);
    const { edges6, exactEdges, exactSystems } = this.#columns;
    let system = edges6.systemOf(words[1] >>> 16, (words[1] & 0xffff) * 2 ** 32 + words[0]);
    if (system === SYSTEM_EXACT) {
      const edge = exactEdges.find(address.high, address.low);
      system = edge < 0 ? SYSTEM_NONE : exactSystems.at(edge);
    }
    if (system !== SYSTEM_EMBEDDED) return system;
    const embedded = embeddedIpv4(address);
    return embedded ? this.#system4(Number(embedded.key)) : SYSTEM_NONE;
  }

  #system4(bits: number): number {
    return this.#columns.edges4.systemOf(bits >>> 16, bits & 0xffff);
  }
}
