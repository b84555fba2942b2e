import assert from "node:assert/strict";
import test from "node:test";
import { formatPrefix, parsePrefix } from "../../../host/address.ts";
import { watchPlan } from "../../../host/daemon/watch-plan.ts";
import { SPECIAL_PURPOSE } from "../../../host/geo/special.ts";
import { DSA } from "../local/helper/homes.ts";

test("every interface knows where no peer has its address: what is local first, then what is of special purpose", () => {
  const { interfaces, local } = watchPlan(DSA, {
    interfaces: ["br-lan", "br-guest", "gone"],
    local: [parsePrefix("198.51.100.0/24")!],
  });
  const told = ["198.51.100.0/24", "192.168.1.0/24", "192.168.3.0/24", "fd00:2014::/60", "fe80::/64"];
  assert.deepEqual(local.map(formatPrefix).sort(), [...told].sort());
  const expected = [...local, ...SPECIAL_PURPOSE.map(({ prefix }) => prefix)].map(formatPrefix);
  assert.deepEqual(
    interfaces.map(({ name, live }) => [name, live?.home.map(formatPrefix)]),
    [
      ["br-lan", expected],
      ["br-guest", expected],
      ["gone", undefined],
    ],
  );
});
