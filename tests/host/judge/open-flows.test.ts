// What the classifier says of flows that conntrack has: by a made-up frame of each.

import assert from "node:assert/strict";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { parseAddress, parsePrefix } from "../../../host/address.ts";
import { parseConfig } from "../../../host/config/load.ts";
import { type OpenFlow, sweepVerdict } from "../../../host/enforce/sweep-verdict.ts";
import { loadCountryTable } from "../../../host/geo/table.ts";
import { OpenFlows } from "../../../host/judge/open-flows.ts";
import { compile } from "../../../host/policy/compile.ts";
import { loadClassifier } from "../helper/module.ts";

const TABLE = fileURLToPath(new URL("../../../dist/geo.table", import.meta.url));
const PHONE = 0x02_00_00_00_00_07n;
const TV = 0x02_00_00_00_00_08n;
/** Of the LAN, which is watched, and of its public prefix, which is in China as well. */
const LOCAL = ["192.168.1.0/24", "2001:db8:1::/64", "240e:400:1::/64"].map((text) => parsePrefix(text)!);
const NEIGHBOURS = [
  { address: parseAddress("192.168.1.7")!, ether: PHONE },
  { address: parseAddress("2001:db8:1::7")!, ether: PHONE },
  { address: parseAddress("192.168.1.8")!, ether: TV },
  { address: parseAddress("192.168.2.8")!, ether: TV },
];
const CHINA = ["113.96.12.80", "240e:400:8000::80"];
const NETHERLANDS = ["86.88.44.32", "2a02:a46f:8000::80"];

interface Home {
  /** Beside those of the LAN. */
  readonly local?: readonly string[];
  readonly unasked?: readonly string[];
}

function flowsUnder(file: object, { local = [], unasked = [] }: Home = {}): OpenFlows {
  const classifier = loadClassifier("router");
  const table = loadCountryTable(TABLE);
  classifier.loadGeo(table.image);
  classifier.setLocalPrefixes([...LOCAL, ...local.map((text) => parsePrefix(text)!)]);
  const { config } = parseConfig(new TextEncoder().encode(JSON.stringify(file)));
  classifier.loadPolicy(compile(config!.policy, true), table.codes);
  const around = { neighbours: NEIGHBOURS, unasked: unasked.map((text) => parseAddress(text)!) };
  return new OpenFlows(classifier, around, () => 1_000_000_000n);
}

function flow(opener: string, responder: string, protocol = 6, responderPort = 443): OpenFlow {
  const hasPorts = protocol === 6 || protocol === 17;
  const ports = hasPorts ? { openerPort: 40000, responderPort } : { openerPort: 0, responderPort: 0 };
  return { opener: parseAddress(opener)!, responder: parseAddress(responder)!, protocol, ...ports };
}

/** What becomes of a flow of conntrack's that was judged before; `answered` are source and destination of its answers. */
function swept(flows: OpenFlows, original: readonly [string, string], answered: readonly [string, string]) {
  const [there, back] = [original, answered].map(([source, destination], k) => ({
    source: parseAddress(source)!,
    destination: parseAddress(destination)!,
    protocol: 6,
    sourcePort: k === 0 ? 40000 : 443,
    destinationPort: k === 0 ? 443 : 40000,
  }));
  return sweepVerdict(there, back, true, flows);
}

const BLOCKS_CHINA = { country: [{ codes: ["CN"], action: "block" }] };

test("by country, of every protocol and family", () => {
  const flows = flowsUnder(BLOCKS_CHINA);
  for (const protocol of [1, 6, 17, 47, 58, 132]) {
    const verdicts = (remotes: readonly string[]) => [
      flows.verdictOf(flow("192.168.1.7", remotes[0], protocol)),
      flows.verdictOf(flow("2001:db8:1::7", remotes[1], protocol)),
    ];
    assert.deepEqual(verdicts(CHINA), ["block", "block"], `protocol ${protocol}`);
    assert.deepEqual(verdicts(NETHERLANDS), ["accept", "accept"], `protocol ${protocol}`);
  }
});

test("by device; of one that nobody knows it is not known", () => {
  const flows = flowsUnder({
    country: [{ codes: ["CN"], action: "block", device: ["TV"] }],
    device: [{ macs: ["02:00:00:00:00:08"], name: "TV" }],
  });
  assert.equal(flows.verdictOf(flow("192.168.1.8", CHINA[0])), "block");
  assert.equal(flows.verdictOf(flow("192.168.1.7", CHINA[0])), "accept");
  assert.equal(flows.verdictOf(flow("192.168.1.99", CHINA[0])), "accept");
  const all = flowsUnder(BLOCKS_CHINA);
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

test("whoever opened it: the end at home is its device", () => {
  const flows = flowsUnder({
    country: [{ codes: ["CN"], action: "block", device: ["TV"] }],
    device: [{ macs: ["02:00:00:00:00:08"], name: "TV" }],
  });
  assert.equal(flows.verdictOf(flow(CHINA[0], "192.168.1.8")), "block");
  assert.equal(flows.verdictOf(flow(CHINA[0], "192.168.1.7")), "accept");
  assert.equal(flows.verdictOf(flow(NETHERLANDS[0], "192.168.1.8")), "accept");
  const all = flowsUnder(BLOCKS_CHINA);
  assert.equal(all.verdictOf(flow(CHINA[0], "192.168.1.99")), "unknown");
});

test("devices of inner networks that nobody watches are swept as they are judged", () => {
  const flows = flowsUnder(BLOCKS_CHINA);
  const wan = "86.88.44.1";
  // A guest's, masqueraded, and one to a port that leads to it.
  assert.equal(swept(flows, ["192.168.2.8", CHINA[0]], [CHINA[0], wan]), "end");
  assert.equal(swept(flows, [CHINA[0], wan], ["192.168.2.8", CHINA[0]]), "end");
  assert.equal(swept(flows, ["192.168.2.8", NETHERLANDS[0]], [NETHERLANDS[0], wan]), "keep");
  // Of a tunnel's client, which has no MAC, nobody knows whose it is.
  assert.equal(flows.verdictOf(flow("10.8.0.2", CHINA[0])), "unknown");
  assert.equal(flows.verdictOf(flow("fd00:8::2", CHINA[1])), "unknown");
  // Where no end is at home for certain it is the opener, as it is for the judge.
  assert.equal(flows.verdictOf(flow(NETHERLANDS[0], CHINA[0])), "unknown");
  assert.equal(flows.verdictOf(flow(CHINA[0], NETHERLANDS[0])), "accept");
});

test("what stays within the home is nobody's business; between inner networks there is no country", () => {
  const flows = flowsUnder(BLOCKS_CHINA);
  for (const [opener, responder] of [
    ["192.168.1.7", "192.168.1.8"],
    ["240e:400:1::7", "240e:400:1::8"],
    ["192.168.2.8", "10.8.0.2"],
    ["192.168.1.7", "192.168.2.8"],
    ["192.168.2.8", "224.0.0.251"],
  ])
    assert.equal(flows.verdictOf(flow(opener, responder)), "accept", `${opener} > ${responder}`);
  const inner = { exception: [{ address: ["10.8.0.0/24"], action: "block" }] };
  assert.equal(flowsUnder(inner).verdictOf(flow("192.168.2.8", "10.8.0.2")), "block");
});

const ROUTER = { wan4: "86.88.44.1", wan6: "2a02:a46f:8000::1", lan6: "240e:400:1::1" };

test("what the router says itself is kept where the rules ask nobody about it, whoever opened it", () => {
  const everything = { exception: [{ address: ["0.0.0.0/1", "128.0.0.0/1", "::/1"], action: "block" }] };
  const flows = flowsUnder(everything, { unasked: Object.values(ROUTER) });
  for (const [own, remote] of [
    [ROUTER.wan4, CHINA[0]],
    [ROUTER.wan6, CHINA[1]],
    // Its own address of the LAN's prefix.
    [ROUTER.lan6, CHINA[1]],
    ["127.0.0.1", "127.0.0.53"],
    ["::1", "::1"],
  ]) {
    assert.equal(flows.verdictOf(flow(own, remote)), "accept", own);
    assert.equal(flows.verdictOf(flow(remote, own)), "accept", own);
  }
  // A device is none, though its flow has the router's address on the WAN.
  const { wan4 } = ROUTER;
  assert.equal(swept(flows, ["192.168.1.7", CHINA[0]], [CHINA[0], wan4]), "end");
  assert.equal(swept(flows, [CHINA[0], wan4], ["192.168.1.7", CHINA[0]]), "end");
});

test("where they ask about it the router is swept as it is judged: it is at home", () => {
  const flows = flowsUnder(BLOCKS_CHINA, { local: [`${ROUTER.wan4}/32`, `${ROUTER.wan6}/128`] });
  for (const [own, china, netherlands] of [
    [ROUTER.wan4, CHINA[0], NETHERLANDS[0]],
    [ROUTER.wan6, CHINA[1], NETHERLANDS[1]],
    [ROUTER.lan6, CHINA[1], NETHERLANDS[1]],
  ]) {
    assert.equal(flows.verdictOf(flow(own, china)), "unknown", own);
    assert.equal(flows.verdictOf(flow(china, own)), "unknown", own);
    assert.equal(flows.verdictOf(flow(own, netherlands)), "accept", own);
  }
  assert.equal(flows.verdictOf(flow("192.168.1.7", ROUTER.wan4)), "accept");
});
