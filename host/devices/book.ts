import type { Claim, ClaimKind, ClaimSource } from "./claim.ts";

/** Devices with claims that are kept; beyond it the longest silent is forgotten. 2 KiB each at most. */
export const BOOK_DEVICES_MAX = 4096;

/** A name, never without its source. */
export interface ClaimedName {
  readonly name: string;
  readonly source: ClaimSource;
}

/** What is claimed of a device besides its name. */
export interface ClaimedTrait {
  readonly trait: "model" | "vendorClass";
  readonly value: string;
  readonly source: ClaimSource;
}

interface Place {
  readonly source: ClaimSource;
  readonly kind: ClaimKind;
}

/**
 * Who is believed first. A lease's name is the one that the router's own pages show: what the owner has set there for
 * the device, else what it said in DHCP, where it gives the same on every network. mDNS's may carry a number against conflicts ("tv-2"), though what a person called an instance says
 * more than the host's name. NBNS has 15 capitals.
 */
const NAMES: readonly Place[] = [
  { source: "lease", kind: "hostName" },
  { source: "dhcp", kind: "hostName" },
  { source: "mdns", kind: "instanceName" },
  { source: "mdns", kind: "hostName" },
  { source: "nbns", kind: "hostName" },
];
/** A device knows its own model better than the library that announces it. */
const TRAITS: readonly (Place & { readonly kind: ClaimedTrait["trait"] })[] = [
  { source: "mdns", kind: "model" },
  { source: "ssdp", kind: "model" },
  { source: "dhcp", kind: "vendorClass" },
];
const PLACES = [...NAMES, ...TRAITS];

/**
 * What devices are called, by the text that outputs call them with. A later claim takes the place of an earlier one
 * of the same source and kind, so that a device has PLACES.length claims at most.
 */
export class DeviceBook {
  readonly #devicesMax: number;
  readonly #manual = new Map<string, string>();
  /** Texts by the number of their place; the longest silent device first. */
  readonly #claims = new Map<string, (string | undefined)[]>();
  #devicesForgotten = 0;

  constructor(devicesMax = BOOK_DEVICES_MAX) {
    this.#devicesMax = devicesMax;
  }

  /** Before the owner's words are entered anew. */
  forgetManualNames(): void {
    this.#manual.clear();
  }

  /** The owner's word for a device or for whoever has an address. Never forgotten, and wins over every claim. */
  nameManually(device: string, name: string): void {
    this.#manual.set(device, name);
  }

  add({ device, kind, source, text }: Claim): void {
    const place = PLACES.findIndex((other) => other.source === source && other.kind === kind);
    if (place < 0) return;
    const claims = this.#claims.get(device) ?? [];
    claims[place] = text;
    this.#claims.delete(device);
    this.#claims.set(device, claims);
    if (this.#claims.size <= this.#devicesMax) return;
    const [silent] = this.#claims.keys();
    this.#claims.delete(silent);
    this.#devicesForgotten++;
  }

  /** Devices whose claims found no room beside those of others. */
  get devicesForgotten(): number {
    return this.#devicesForgotten;
  }

  /** The most believed first. `addresses` are those it uses: by one of them it may be named manually. */
  names(device: string, addresses: readonly string[] = []): ClaimedName[] {
    const manual = [device, ...addresses]
      .map((known) => this.#manual.get(known))
      .find((name) => name !== undefined);
    const claims = this.#claims.get(device) ?? [];
    const claimed = NAMES.flatMap(({ source }, place) => {
      const name = claims[place];
      return name === undefined ? [] : [{ name, source }];
    });
    return manual === undefined ? claimed : [{ name: manual, source: "manual" }, ...claimed];
  }

  /** The one that is shown. */
  nameOf(device: string, addresses: readonly string[] = []): ClaimedName | undefined {
    return this.names(device, addresses)[0];
  }

  /** The most believed of a kind first. */
  traits(device: string): ClaimedTrait[] {
    const claims = this.#claims.get(device) ?? [];
    return TRAITS.flatMap(({ source, kind }, index) => {
      const value = claims[NAMES.length + index];
      return value === undefined ? [] : [{ trait: kind, value, source }];
    });
  }
}
