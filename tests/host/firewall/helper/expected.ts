// What the last good block set has to hold, asked address by address of decide().

import { type Address, contains, ipv4Address, type Prefix, parsePrefix } from "../../../../host/address.ts";
import { keyOf, keysOf } from "../../../../host/geo/family.ts";
import type { CountryLookup } from "../../../../host/geo/lookup.ts";
import type { CountryTable } from "../../../../host/geo/table.ts";
import { decide, type Reason } from "../../../../host/policy/decide.ts";
import { groupsOf } from "../../../../host/policy/groups.ts";
import { inForceAt } from "../../../../host/policy/in-force.ts";
import type { DeviceKey, Policy } from "../../../../host/policy/policy.ts";

const NAT64 = parsePrefix("64:ff9b::/96")!;
const SIX_TO_FOUR = parsePrefix("2002::/16")!;

/** The IPv4 address that it stands for. */
function throughNat64(address: Address): Address[] {
  return contains(NAT64, address) ? [ipv4Address(Number(address.low))] : [];
}

interface Case {
  readonly policy: Policy;
  readonly device: DeviceKey | undefined;
}

/** Whether a policy blocks addresses for every device at each of some times, in milliseconds since 1970. */
export class Expected {
  readonly #table: CountryTable;
  readonly #lookup: CountryLookup;
  readonly #prefixes: readonly Prefix[];
  readonly #cases: readonly Case[];
  /** decide() asks of an address what country it has and which exceptions hold it, and nothing else. */
  readonly #known = new Map<string, boolean>();
  /** Some country's address is blocked for every device: then all of 2002::/16 has to be. */
  #blocksCountries = false;

  constructor(
    policy: Policy,
    table: CountryTable,
    lookup: CountryLookup,
    times: readonly (number | undefined)[] = [undefined],
  ) {
    this.#table = table;
    this.#lookup = lookup;
    this.#prefixes = policy.exceptions.flatMap(({ addresses }) => addresses);
    const policies = new Map(
      times.map((timeMs) => inForceAt(policy, timeMs)).map((one) => [one.key, one.policy]),
    );
    this.#cases = [...policies.values()].flatMap((inForce) =>
      groupsOf(policy).map(({ example }) => ({ policy: inForce, device: example })),
    );
  }

  /** All IPv4 addresses that matter come before those of IPv6. */
  isBlocked(address: Address): boolean {
    const answer = this.#lookup.answer(address);
    const places = [address, ...throughNat64(address)];
    const holding = this.#prefixes
      .map((prefix) => (places.some((place) => contains(prefix, place)) ? "x" : "-"))
      .join("");
    const kind = address.ipv6 ? (contains(SIX_TO_FOUR, address) ? "6to4" : "IPv6") : "IPv4";
    const key = `${kind} ${answer} ${holding}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const isBlocked = this.#ask(address, answer);
    this.#known.set(key, isBlocked);
    return isBlocked;
  }

  #ask(address: Address, answer: number): boolean {
    const isSixToFour = contains(SIX_TO_FOUR, address);
    if (!address.ipv6 && this.#cases.every((one) => this.#decided(one, answer).action === "block"))
      this.#blocksCountries = true;
    return this.#cases.every((one) => {
      const { kind, target, action } = this.#decided(one, answer, address);
      const isByAddress = kind === "exception" && target !== undefined;
      return isSixToFour && !isByAddress ? this.#blocksCountries : action === "block";
    });
  }

  #decided({ policy, device }: Case, answer: number, address?: Address): Reason {
    const country = this.#table.codeOf(answer & 0xff);
    const otherCountry = answer >> 8 === 0 ? undefined : (this.#table.codeOf(answer >> 8) ?? undefined);
    return decide(policy, { device, address, country, otherCountry, isTunnel: false });
  }
}

/** Whether one of ascending, disjoint prefixes holds an address. */
export class PrefixSet {
  readonly #spans: Readonly<Record<4 | 6, { readonly first: bigint; readonly last: bigint }[]>> = {
    4: [],
    6: [],
  };

  constructor(prefixes: readonly Prefix[]) {
    for (const prefix of prefixes) this.#spans[prefix.address.ipv6 ? 6 : 4].push(keysOf(prefix));
  }

  holds(address: Address): boolean {
    const spans = this.#spans[address.ipv6 ? 6 : 4];
    const key = keyOf(address);
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (spans[middle].first <= key) low = middle + 1;
      else high = middle;
    }
    return low > 0 && key <= spans[low - 1].last;
  }
}
