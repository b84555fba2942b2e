import assert from "node:assert/strict";
import { runProgram } from "./program.ts";

interface Host {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

/** The built table has both addresses of each host in its country, and both opinions agree. */
export async function assertKnown(hosts: readonly Host[]): Promise<void> {
  const addresses = hosts.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
  const { stdout } = await runProgram(["lookup", "--json", ...addresses]);
  const found = JSON.parse(stdout).map(
    (one: { address: string; country: string | null; otherCountry?: string }) => [
      one.address,
      one.country,
      one.otherCountry,
    ],
  );
  const wanted = hosts.flatMap(({ ipv4, ipv6, country }) => [
    [ipv4, country, undefined],
    [ipv6, country, undefined],
  ]);
  assert.deepEqual(found, wanted);
}
