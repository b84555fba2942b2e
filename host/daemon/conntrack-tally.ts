import { type Address, formatAddress } from "../address.ts";
import type { FlowDelta } from "../capture/conntrack-table.ts";
import { Coverage } from "../capture/coverage.ts";
import { type CellLookups, DeviceCells } from "../capture/device-cells.ts";
import { lanView } from "../capture/lan-view.ts";
import { parseEther } from "../ether.ts";
import { Sums } from "./sums.ts";

/** What a tally asks of the daemon. */
export interface TallyLookups extends Pick<CellLookups, "isLocal" | "etherOf"> {
  /** ISO codes; null for special-purpose addresses. */
  countriesOf(addresses: readonly Address[]): Promise<readonly (string | null)[]>;
}

/** What conntrack has counted, by device and country. */
export class ConntrackTally {
  readonly #lookups: TallyLookups;
  readonly #coverage: Coverage;
  readonly #cells: DeviceCells;
  /** Of the flows that are being added, by address. */
  #countries: ReadonlyMap<string, string | null> = new Map();

  constructor(lookups: TallyLookups) {
    this.#lookups = lookups;
    const isLocal = (address: Address) => lookups.isLocal(address);
    const countryOf = (address: Address) => this.#countries.get(formatAddress(address)) ?? null;
    this.#coverage = new Coverage(isLocal, (address) => countryOf(address) !== null);
    this.#cells = new DeviceCells({ isLocal, countryOf, etherOf: (address) => lookups.etherOf(address) });
  }

  /** Octets of IP between the LAN and countries, both ways. */
  get bytes(): number {
    return this.#coverage.bytes;
  }

  /** Devices and countries that found no room of their own. */
  get notKept(): number {
    return this.#cells.notKept;
  }

  /** One call after the other. Rejects where nobody knows the countries; nothing has been added then. */
  async add(deltas: readonly FlowDelta[]): Promise<void> {
    const isLocal = (address: Address) => this.#lookups.isLocal(address);
    const remotes = deltas.flatMap((delta) => lanView(delta, isLocal)?.remote ?? []);
    const addresses = [...new Map(remotes.map((address) => [formatAddress(address), address])).values()];
    const countries = await this.#lookups.countriesOf(addresses);
    this.#countries = new Map(addresses.map((address, k) => [formatAddress(address), countries[k]]));
    for (const delta of deltas) {
      this.#coverage.add(delta);
      this.#cells.add(delta);
    }
    this.#countries = new Map();
  }

  /** Conntrack counts no flows here, only what they carry. */
  sums(): Sums {
    const sums = new Sums();
    for (const { device, country, ...counters } of this.#cells.cells()) {
      const ether = device === undefined ? undefined : parseEther(device);
      sums.add(device, ether, country, { flows: 0, ...counters });
    }
    return sums;
  }
}
