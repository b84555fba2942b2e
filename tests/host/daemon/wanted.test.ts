// What the judge and a sweep are told of the machine's own addresses.

import assert from "node:assert/strict";
import test from "node:test";
import { LOCAL_PREFIXES_MAX } from "../../../assembly/abi.ts";
import { formatAddress, formatPrefix, parseAddress, parsePrefix } from "../../../host/address.ts";
import { judgedKey, judgeSettingsOf, unaskedOf, type Wanted } from "../../../host/daemon/wanted.ts";
import { MarkLayout } from "../../../host/enforce/mark-layout.ts";
import { wantedOf } from "./helper/wanted.ts";

const MARKS = MarkLayout.of(0xff00_0000)!;
const OWN = ["86.88.44.32", "192.168.1.1", "2a02:a46f:8000::1"].map((text) => parseAddress(text)!);

function localOf(wanted: Wanted): string[] {
  return judgeSettingsOf(wanted, MARKS, 1).local.map(formatPrefix);
}

test("where nobody judges what the router says a sweep is told its addresses, and what is local is the devices'", () => {
  const wanted = wantedOf({ own: OWN });
  assert.deepEqual(unaskedOf(wanted), OWN);
  assert.deepEqual(localOf(wanted), ["192.168.1.0/24"]);
  assert.equal(judgedKey(wanted), judgedKey(wantedOf()));
});

test("where it is judged it is local, at each of its addresses", () => {
  const wanted = wantedOf({ own: OWN }, { router_output: true });
  assert.deepEqual(unaskedOf(wanted).map(formatAddress), []);
  assert.deepEqual(localOf(wanted), ["192.168.1.0/24", "86.88.44.32/32", "2a02:a46f:8000::1/128"]);
  assert.notEqual(judgedKey(wanted), judgedKey(wantedOf({ own: [] }, { router_output: true })));
});

test("its addresses take no room from the devices' prefixes", () => {
  const local = Array.from({ length: LOCAL_PREFIXES_MAX - 1 }, (_, k) => parsePrefix(`10.0.${k}.0/24`)!);
  const told = localOf(wantedOf({ own: OWN, local }, { router_output: true }));
  assert.deepEqual(told, [...local.map(formatPrefix), "86.88.44.32/32"]);
});
