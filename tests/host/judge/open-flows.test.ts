// What the classifier says of flows that conntrack has: by a made-up frame of each.

import assert from "node:assert/strict";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { parseAddress, parsePrefix } from "../../../host/address.ts";
import { parseConfig } from "../../../host/config/load.ts";
import type { OpenFlow } from "../../../host/enforce/sweep-verdict.ts";
import { loadCountryTable } from "../../../host/geo/table.ts";
import { OpenFlows } from "../../../host/judge/open-flows.ts";
import { compile } from "../../../host/policy/compile.ts";
import { loadClassifier } from "../helper/module.ts";

const TABLE = fileURLToPath(new URL("../../../dist/geo.table", import.meta.url));
const PHONE = 0x02_00_00_00_00_07n;
const TV = 0x02_00_00_00_00_08n;
const LOCAL = ["192.168.1.0/24", "2001:db8:1::/64"].map((text) => parsePrefix(text)!);
const NEIGHBOURS = [
  { address: parseAddress("192.168.1.7")!, ether: PHONE },
  { address: parseAddress("2001:db8:1::7")!, ether: PHONE },
  { address: parseAddress("192.168.1.8")!, ether: TV },
];
const CHINA = ["113.96.12.80", "240e:400:8000::80"];
const NETHERLANDS = ["86.88.44.32", "2a02:a46f:8000::80"];

function flowsUnder(file: object): OpenFlows {
  const classifier = loadClassifier("router");
  const table = loadCountryTable(TABLE);
  classifier.loadGeo(table.image);
  classifier.setLocalPrefixes(LOCAL);
  const { config } = parseConfig(new TextEncoder().encode(JSON.stringify(file)));
  classifier.loadPolicy(compile(config!.policy, true), table.codes);
  return new OpenFlows(classifier, LOCAL, NEIGHBOURS, () => 1_000_000_000n);
}

function flow(device: string, remote: string, protocol = 6, remotePort = 443): OpenFlow {
  const ports =
    protocol === 6 || protocol === 17 ? { devicePort: 40000, remotePort } : { devicePort: 0, remotePort: 0 };
  return { device: parseAddress(device)!, remote: parseAddress(remote)!, protocol, ...ports };
}

test("by country, of every protocol and family", () => {
  const flows = flowsUnder({ country: [{ codes: ["CN"], action: "block" }] });
  for (const protocol of [1, 6, 17, 47, 58, 132]) {
    const verdicts = (remotes: readonly string[]) => [
      flows.verdictOf(flow("192.168.1.7", remotes[0], protocol)),
      flows.verdictOf(flow("2001:db8:1::7", remotes[1], protocol)),
    ];
    assert.deepEqual(verdicts(CHINA), ["block", "block"], `protocol ${protocol}`);
    assert.deepEqual(verdicts(NETHERLANDS), ["accept", "accept"], `protocol ${protocol}`);
  }
  assert.equal(flows.isLocal(parseAddress("192.168.1.99")!), true);
  assert.equal(flows.isLocal(parseAddress(CHINA[0])!), false);
});

test("by device; of one that nobody knows it is not known", () => {
  const flows = flowsUnder({
    country: [{ codes: ["CN"], action: "block", device: ["TV"] }],
    device: [{ macs: ["02:00:00:00:00:08"], name: "TV" }],
  });
  assert.equal(flows.verdictOf(flow("192.168.1.8", CHINA[0])), "block");
  assert.equal(flows.verdictOf(flow("192.168.1.7", CHINA[0])), "accept");
  assert.equal(flows.verdictOf(flow("192.168.1.99", CHINA[0])), "accept");
  const all = flowsUnder({ country: [{ codes: ["CN"], action: "block" }] });
  assert.equal(all.verdictOf(flow("192.168.1.99", CHINA[0])), "unknown");
});

test("what a name would decide is not known, where it is blocked without one", () => {
  const country = [{ codes: ["CN"], action: "block" }];
  const flows = flowsUnder({ country, exception: [{ host: ["good.example"] }] });
  assert.equal(flows.verdictOf(flow("192.168.1.7", CHINA[0])), "unknown");
  assert.equal(flows.verdictOf(flow("192.168.1.7", NETHERLANDS[0])), "accept");
  // It cannot say one.
  assert.equal(flows.verdictOf(flow("192.168.1.7", CHINA[0], 1)), "block");
  assert.equal(flows.verdictOf(flow("192.168.1.7", CHINA[0], 17, 53)), "block");
});

test("a tunnel is known by its port", () => {
  const flows = flowsUnder({ bordertap: { tunnels: "block" } });
  assert.equal(flows.verdictOf(flow("192.168.1.7", NETHERLANDS[0], 17, 51820)), "block");
  assert.equal(flows.verdictOf(flow("192.168.1.7", NETHERLANDS[0], 17, 443)), "accept");
});
