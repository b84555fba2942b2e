// precedence.md, row by row: the rules say who decides, and the classifier comes to the same verdict by packets.

import assert from "node:assert/strict";
import test from "node:test";
import { VERDICT_DROP, VERDICT_REJECT } from "../../../assembly/abi.ts";
import { parseAddress } from "../../../host/address.ts";
import { parseConfig } from "../../../host/config/load.ts";
import { EventDrain } from "../../../host/names/event-drain.ts";
import { compile } from "../../../host/policy/compile.ts";
import { decide, type Reason } from "../../../host/policy/decide.ts";
import { inForceAt } from "../../../host/policy/in-force.ts";
import { parseLocalTime } from "../../../host/policy/local-time.ts";
import { timeOfLocal } from "../../../host/policy/moment.ts";
import type { Policy } from "../../../host/policy/policy.ts";
import { type PrecedenceRow, readPrecedence } from "./helper/document.ts";
import {
  datagram,
  type Ends,
  packet,
  request,
  resolution,
  send,
  syn,
  world,
  worldlyClassifier,
} from "./helper/world.ts";

const DEVICES = new Map([
  ["Phone", "02:00:00:00:00:01"],
  ["TV", "02:00:00:00:00:02"],
]);
const PROTOCOLS = new Map([
  ["ICMP", 1],
  ["IPIP", 4],
  ["6in4", 41],
  ["GRE", 47],
  ["ESP", 50],
]);
const TUNNELS = /^(?!TCP|ICMP|UDP 443)/;
const HOUR_NS = 3600n * 1_000_000_000n;
const WIREGUARD_INITIATION = Uint8Array.from({ length: 148 }, (_, at) => (at === 0 ? 1 : 0));

let localPort = 1024;

function policyOf(file: string): Policy {
  const { config, mistakes } = parseConfig(new TextEncoder().encode(file));
  assert.ok(config, JSON.stringify(mistakes));
  return config.policy;
}

function timeOf({ at }: PrecedenceRow, policy: Policy): number {
  return timeOfLocal(parseLocalTime(at)!, policy.timezone);
}

function endsOf({ device, to }: PrecedenceRow): Ends {
  return { device: DEVICES.get(device) ?? device, remote: parseAddress(to)!, localPort: localPort++ };
}

function decided(row: PrecedenceRow, policy: Policy): Reason {
  const { device, remote: address } = endsOf(row);
  const found = classifier.answer(address);
  return decide(policy, {
    device,
    address,
    country: world.codeOf(found & 0xff),
    otherCountry: found >> 8 === 0 ? undefined : (world.codeOf(found >> 8) ?? undefined),
    name: row.says || row.asked || undefined,
    isTunnel: TUNNELS.test(row.as),
  });
}

function firstPacket(row: PrecedenceRow, ends: Ends): Uint8Array {
  const [kind, port] = row.as.split(" ");
  if (kind === "TCP") return syn(ends);
  if (kind === "UDP") return datagram(ends, Number(port));
  if (kind === "WireGuard") return datagram(ends, Number(port), WIREGUARD_INITIATION);
  return packet(ends, PROTOCOLS.get(kind)!);
}

/** One for all rows: what DNS told a device for one of them has expired before the next. */
const classifier = worldlyClassifier();
const events = new EventDrain(classifier);
let time = HOUR_NS;

/** The verdict of a new flow, by packets. */
function judged(row: PrecedenceRow, policy: Policy, isEnforcing: boolean): string {
  classifier.loadPolicy(compile(policy, isEnforcing), world.view.countries);
  const ends = endsOf(row);
  time += HOUR_NS;
  if (row.asked !== "")
    for (const frame of resolution(ends.device, row.asked, ends.remote)) send(classifier, frame, time);
  send(classifier, firstPacket(row, ends), time);
  if (row.says !== "") send(classifier, request(ends, row.says), time);
  events.drain();
  let last = "";
  classifier.eachFlow(({ verdict, isFlagged }) => {
    const word = verdict === VERDICT_REJECT ? "reject" : verdict === VERDICT_DROP ? "drop" : "accept";
    last = isFlagged ? `${word}!` : word;
  });
  return last;
}

for (const { title, file, rows } of readPrecedence()) {
  test(title, () => {
    const policy = policyOf(file);
    for (const row of rows) {
      const inForce = inForceAt(policy, timeOf(row, policy)).policy;
      const reason = decided(row, inForce);
      const what = JSON.stringify(row);
      assert.equal(reason.kind === "home" ? "home" : reason.place, row.decidedBy, what);
      const block = `${policy.blockWith}!`;
      assert.equal({ off: "accept", alert: "accept!", block }[reason.action], row.verdict, what);
      assert.equal(judged(row, inForce, true), row.verdict, what);
      // Where nothing enforces, what would be refused passes with an alert.
      const passing = row.verdict.endsWith("!") ? "accept!" : "accept";
      assert.equal(judged(row, inForce, false), passing, what);
    }
  });
}
