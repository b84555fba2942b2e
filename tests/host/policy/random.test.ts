// Random policies: the classifier, by the compiled plan, comes to what the rules decide.

import assert from "node:assert/strict";
import test from "node:test";
import { VERDICT_DROP, VERDICT_REJECT } from "../../../assembly/abi.ts";
import { formatPrefix, parseAddress, parsePrefix } from "../../../host/address.ts";
import { EventDrain } from "../../../host/names/event-drain.ts";
import { compile } from "../../../host/policy/compile.ts";
import { decide } from "../../../host/policy/decide.ts";
import { groupsOf } from "../../../host/policy/groups.ts";
import { GROUPS_MAX, type Policy } from "../../../host/policy/policy.ts";
import { Random } from "../helper/random.ts";
import { packet, resolution, send, syn, world, worldlyClassifier } from "./helper/world.ts";

const POLICIES = 120;
const FLOWS = 25;
const HOUR_NS = 3600n * 1_000_000_000n;
const TCP = 6;
const GRE = 47;

const random = new Random(5);
const ACTIONS = ["off", "alert", "block"] as const;
const DEVICES = [1, 2, 3, 4, 5, 6].map((k) => `02:00:00:00:00:0${k}`);
const CODES = ["CN", "US", "SG", "NL"];
const HOSTS = ["a.example", "b.a.example", "c.b.a.example", "example", "xa.example", "other.test"];
const PATTERNS = [...HOSTS, "*.example", "*.a.example", "*.b.a.example"];
const REMOTES = ["8.0.0", "9.0.0", "11.0.0", "12.0.0", "13.0.0", "14.0.0", "192.168.7"];
const classifier = worldlyClassifier();
const events = new EventDrain(classifier);
let time = HOUR_NS;
let localPort = 1024;

function some<T>(values: readonly T[], most: number): T[] {
  return Array.from({ length: random.below(most + 1) }, () => random.pick(values));
}

function scope(): { devices?: ReadonlySet<string> } {
  return random.below(2) === 0 ? {} : { devices: new Set([random.pick(DEVICES), random.pick(DEVICES)]) };
}

function prefix(): string {
  const length = random.pick([8, 16, 24, 25, 30, 31, 32]);
  const octet = random.below(8);
  const kind = random.below(8);
  if (kind === 0)
    return `64:ff9b::${random.pick(REMOTES)}.${octet}/${random.pick([16, 95, 96, 97, 104, 120, 127, 128])}`;
  return kind < 3
    ? `2600::${octet}/${random.pick([16, 32, 64, 120, 126, 127, 128])}`
    : `${random.pick(REMOTES)}.${octet}/${length}`;
}

function randomPolicy(): Policy {
  return {
    blockWith: random.pick(["drop", "reject"]),
    defaultAction: random.pick(ACTIONS),
    unknownCountry: random.pick([undefined, ...ACTIONS]),
    opinionsDiffer: random.pick(["first", "either", "both"]),
    tunnels: random.pick(ACTIONS),
    newDevices: random.pick(ACTIONS),
    devices: some(DEVICES, 3).map((key, k) => ({
      place: `device[${k}]`,
      name: key,
      keys: [key],
      policy: random.pick([undefined, ...ACTIONS]),
    })),
    countries: Array.from({ length: random.below(5) }, (_, k) => ({
      place: `country[${k}]`,
      codes: new Set(some(CODES, 3)),
      action: random.pick(ACTIONS),
      hours: [],
      ...scope(),
    })),
    exceptions: Array.from({ length: random.below(8) }, (_, k) => {
      const addresses = some(["x"], 2).map(() => parsePrefix(prefix())!);
      const hosts = some(PATTERNS, 2);
      const about =
        addresses.length + hosts.length === 0 ? { devices: new Set([random.pick(DEVICES)]) } : scope();
      return { place: `exception[${k}]`, addresses, hosts, action: random.pick(ACTIONS), ...about };
    }),
  };
}

test("as many policies and flows, one verdict", () => {
  const seen = new Map<string, number>();
  for (let round = 0; round < POLICIES; round++) {
    const policy = randomPolicy();
    assert.ok(groupsOf(policy).length <= GROUPS_MAX);
    classifier.loadPolicy(compile(policy, true), world.view.countries);
    for (let k = 0; k < FLOWS; k++) {
      const octet = random.below(8);
      const ipv4 = `${random.pick(REMOTES)}.${octet}`;
      const remote = parseAddress(random.pick([`2600::${octet}`, `64:ff9b::${ipv4}`, ipv4, ipv4]))!;
      const device = random.pick(DEVICES);
      const isTunnel = random.below(4) === 0;
      const name = random.below(2) === 0 ? random.pick(HOSTS) : undefined;
      const ends = { device, remote, localPort: localPort++ };
      // Longer than an answer is remembered.
      time += HOUR_NS;
      if (name !== undefined)
        for (const frame of resolution(device, name, remote)) send(classifier, frame, time);
      send(classifier, isTunnel ? packet(ends, GRE) : syn(ends), time);
      events.drain();

      const found = classifier.answer(remote);
      const country = world.codeOf(found & 0xff);
      const otherCountry = found >> 8 === 0 ? undefined : (world.codeOf(found >> 8) ?? undefined);
      const reason = decide(policy, { device, address: remote, country, otherCountry, name, isTunnel });
      let verdict = "";
      classifier.eachFlow((flow) => {
        if (flow.protocol !== (isTunnel ? GRE : TCP)) return;
        const word =
          flow.verdict === VERDICT_REJECT ? "reject" : flow.verdict === VERDICT_DROP ? "drop" : "accept";
        verdict = flow.isFlagged ? `${word}!` : word;
      });
      const expected = { off: "accept", alert: "accept!", block: `${policy.blockWith}!` }[reason.action];
      const shown = JSON.stringify(
        { policy, device, remote: formatPrefix({ address: remote, length: 0 }), name, reason },
        (_, value) => (typeof value === "bigint" ? String(value) : value),
      );
      assert.equal(verdict, expected, shown);
      seen.set(reason.kind, (seen.get(reason.kind) ?? 0) + 1);
    }
  }
  // Each kind of reason was met often enough to mean something.
  for (const kind of ["exception", "home", "country", "device", "option"])
    assert.ok(seen.get(kind)! > 20, `${kind}`);
});
