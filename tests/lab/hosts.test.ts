import assert from "node:assert/strict";
import test from "node:test";
import { runProgram } from "../host/helper/program.ts";
import { ALL_HOSTS } from "./hosts.ts";

test("the built table knows every host of the lab by its country, and both opinions agree", async () => {
  const addresses = ALL_HOSTS.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
  const { stdout } = await runProgram(["lookup", "--json", ...addresses]);
  const found = JSON.parse(stdout).map(
    (one: { address: string; country: string | null; otherCountry?: string }) => [
      one.address,
      one.country,
      one.otherCountry,
    ],
  );
  const wanted = ALL_HOSTS.flatMap(({ ipv4, ipv6, country }) => [
    [ipv4, country, undefined],
    [ipv6, country, undefined],
  ]);
  assert.deepEqual(found, wanted);
});
