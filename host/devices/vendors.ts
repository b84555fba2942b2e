import { isGroupEther, isLocallyAdministered } from "../ether.ts";
import { INSTALLED_VENDORS, loadVendorTable, type VendorTable } from "./vendor-table.ts";

/** Stands in a vendor's place: software chose the address, so that no registry tells whose it is. */
export const PRIVATE_ADDRESS = "private address";

/** What a MAC tells of its maker. The table is read when the first address is asked for. */
export class Vendors {
  readonly #path: string;
  #table: VendorTable | undefined;
  #read = false;

  constructor(path = INSTALLED_VENDORS) {
    this.#path = path;
  }

  /** Undefined for a group address, for none (a loopback's), and where the registry has no name. Throws as loadVendorTable does. */
  vendorOf(ether: bigint): string | undefined {
    if (ether === 0n || isGroupEther(ether)) return undefined;
    if (isLocallyAdministered(ether)) return PRIVATE_ADDRESS;
    if (!this.#read) {
      this.#table = loadVendorTable(this.#path);
      this.#read = true;
    }
    return this.#table?.organization(ether);
  }
}
