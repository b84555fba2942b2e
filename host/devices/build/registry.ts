import { ASSIGNMENTS, VENDOR_NAME_OCTETS_MAX } from "../vendor-image.ts";

/** One assignment of the registry. */
export interface Registered {
  /** The octets of its key, as the table holds them. */
  readonly key: number;
  /** Empty where the registry names nobody. */
  readonly organization: string;
}

/** Who holds a block that is given away in smaller ones, and who does not want to be named: no vendor either. */
const NOBODY = new Set(["IEEE Registration Authority", "Private"]);

/** The first octet's bits for group and locally administered addresses: DECnet's and others' of before 1990. */
const NOT_UNIVERSAL = 0b11;

/**
 * The prefixes of oui-data's index.json by assignment (ASSIGNMENTS), in ascending order: 6, 7 or 9 hexadecimal
 * digits, each with lines of which the first is the organisation.
 */
export function readRegistry(content: Uint8Array): Registered[][] {
  const registry = ASSIGNMENTS.map((): Registered[] => []);
  const entries: [string, string][] = Object.entries(JSON.parse(new TextDecoder().decode(content)));
  for (const [digits, text] of entries) {
    const index = ASSIGNMENTS.findIndex(({ bits }) => bits === digits.length * 4);
    if (index < 0 || !/^[0-9A-F]+$/i.test(digits)) throw new Error(`${digits} is no MAC prefix`);
    const key = Number.parseInt(digits.padEnd(ASSIGNMENTS[index].keySize * 2, "0"), 16);
    if (Number.parseInt(digits.slice(0, 2), 16) & NOT_UNIVERSAL) continue;
    registry[index].push({ key, organization: organizationIn(text) });
  }
  for (const assigned of registry) assigned.sort((a, b) => a.key - b.key);
  return registry;
}

function organizationIn(text: string): string {
  const [organization] = text.split("\n", 1);
  if (new TextEncoder().encode(organization).length > VENDOR_NAME_OCTETS_MAX)
    throw new Error(`a name of more than ${VENDOR_NAME_OCTETS_MAX} octets: ${organization}`);
  return NOBODY.has(organization) ? "" : organization;
}
