import { type Address, formatAddress, parseAddress } from "../address.ts";
import type { Claim } from "../devices/claim.ts";
import { tellsSomething, textOf } from "../devices/claim-text.ts";
import { deviceKey } from "../devices/key.ts";
import { isGroupEther, parseEther } from "../ether.ts";
import { WatchedFile } from "../platform/watched-file.ts";

/** Leases that are kept; dnsmasq itself gives 1,000 by default. */
export const LEASES_MAX = 8192;
/** Octets of the file that are read. */
export const LEASES_SIZE_MAX = 1048576;

/** An address that dnsmasq has given to a device. What is text in it comes from the device: shown escaped. */
export interface Lease {
  readonly address: Address;
  /** Undefined in DHCPv6, which knows devices by another number. */
  readonly ether: bigint | undefined;
  /** What the owner has named it, else what it called itself; undefined where it has none. */
  readonly name: string | undefined;
}

/**
 * dnsmasq's leases. A line is `expiry MAC address name client-id`, and in DHCPv6, after a line `duid ...`,
 * `expiry IAID address name DUID`. The expiry is not believed: it is in the router's time, which may be wrong.
 */
export class Leases {
  readonly #file: WatchedFile;
  #text = "";
  #leases: readonly Lease[] = [];
  #unreadable = 0;
  #notKept = 0;

  /** The file may come later. */
  constructor(path: string) {
    this.#file = new WatchedFile(path, LEASES_SIZE_MAX);
  }

  /** Reads the file where it has changed. True where it says something else. */
  refresh(): boolean {
    const octets = this.#file.changed();
    if (!octets) return false;
    const text = new TextDecoder().decode(octets);
    if (text === this.#text) return false;
    this.#text = text;
    this.#parse(text, octets.length === LEASES_SIZE_MAX);
    return true;
  }

  get leases(): readonly Lease[] {
    return this.#leases;
  }

  /**
   * The names as the book of devices takes them. `etherOf` finds whose address a lease without a MAC is; where it
   * does not know, the name is nobody's.
   */
  claims(etherOf: (address: Address) => bigint | undefined = () => undefined): Claim[] {
    return this.#leases.flatMap(({ address, ether = etherOf(address), name }) => {
      const device = ether === undefined ? undefined : deviceKey({ ether });
      return device === undefined || name === undefined
        ? []
        : [{ device, kind: "hostName", text: name, source: "lease" }];
    });
  }

  /** Lines that are no lease, when the file was read last. */
  get unreadable(): number {
    return this.#unreadable;
  }

  /** Leases beyond LEASES_MAX; one more where the file is longer than LEASES_SIZE_MAX. */
  get notKept(): number {
    return this.#notKept;
  }

  #parse(text: string, cut: boolean): void {
    const lines = text.split("\n");
    // What follows the last line's end is nothing, or a line that is being written or was cut.
    lines.pop();
    const leases = new Map<string, Lease>();
    this.#unreadable = 0;
    this.#notKept = cut ? 1 : 0;
    for (const line of lines) {
      if (line.startsWith("duid ")) continue;
      const lease = readLease(line);
      if (!lease) this.#unreadable++;
      else if (leases.size < LEASES_MAX) leases.set(formatAddress(lease.address), lease);
      else this.#notKept++;
    }
    this.#leases = [...leases.values()];
  }
}

/** Undefined where it is none. */
export function readLease(line: string): Lease | undefined {
  const [expiry, client, addressText, name, identifier, ...rest] = line.split(" ");
  if (identifier === undefined || rest.length > 0 || !/^[0-9]+$/.test(expiry)) return undefined;
  const address = parseAddress(addressText);
  if (!address) return undefined;
  const ether = address.ipv6 ? undefined : parseEther(client);
  if (ether !== undefined && isGroupEther(ether)) return undefined;
  const text = textOf(new TextEncoder().encode(name));
  return { address, ether, name: tellsSomething(text) ? text : undefined };
}
