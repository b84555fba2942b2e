// Two instances of the classifier: what one hears of DNS names the flows of the other.

import assert from "node:assert/strict";
import test from "node:test";
import { LINKTYPE_RAW, VERDICT_ACCEPT, VERDICT_REJECT } from "../../../assembly/abi.ts";
import { parsePrefix } from "../../../host/address.ts";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import type { HeardAnswer } from "../../../host/classifier/event.ts";
import { parseConfig } from "../../../host/config/load.ts";
import { EventDrain } from "../../../host/names/event-drain.ts";
import { compile } from "../../../host/policy/compile.ts";
import { countWhole } from "../helper/dissector.ts";
import { loadClassifier } from "../helper/module.ts";
import { httpRequest, resolution } from "../names/helper/conversation.ts";

const SECOND = 1_000_000_000n;
/** Where httpRequest's flow 5 goes. */
const REMOTE = 0x08000005;

class Instance {
  readonly classifier: Classifier;
  readonly heard: HeardAnswer[] = [];
  readonly #events: EventDrain;

  constructor() {
    this.classifier = loadClassifier("router");
    this.classifier.setLocalPrefixes([parsePrefix("10.0.0.0/8")!]);
    this.classifier.setSharing(true);
    this.#events = new EventDrain(this.classifier, { answer: ({ answer }) => this.heard.push(answer) });
  }

  receive(octets: Uint8Array, time: bigint): void {
    countWhole(this.classifier, LINKTYPE_RAW, octets, time);
    this.#events.drain();
  }

  /** A name that turns out to be REMOTE's. */
  ask(name: string, time: bigint): void {
    for (const frame of resolution(name, REMOTE)) this.receive(frame, time);
  }

  /** Names of DNS that its flows to port 80 have. */
  get names(): string[] {
    const names: string[] = [];
    this.classifier.eachFlow((flow) => {
      if (flow.remotePort !== 80) return;
      const { names: claims } = this.classifier.namesOf(flow);
      names.push(claims.find(({ source }) => source === "dns")?.name ?? "-");
    });
    return names;
  }
}

test("a name that comes late changes the verdict of a flow that is open", () => {
  const policy = { bordertap: { unknown_country: "block" }, exception: [{ host: ["*.example"] }] };
  const { config } = parseConfig(new TextEncoder().encode(JSON.stringify(policy)));
  const plan = compile(config!.policy, true);
  const [first, second] = [new Instance(), new Instance()];
  second.classifier.loadPolicy(plan, []);
  const verdicts = () => {
    const all: string[] = [];
    second.classifier.eachFlow(({ verdict, isFlagged }) => all.push(`${verdict} ${isFlagged}`));
    return all;
  };
  first.ask("asked.example", SECOND);
  // Nothing but the address is known when they open; one of them says another name itself.
  second.receive(httpRequest(5, 1, ""), 2n * SECOND);
  second.receive(httpRequest(5 + 256, 1, "other.test"), 2n * SECOND);
  assert.deepEqual(verdicts(), [`${VERDICT_REJECT} true`, `${VERDICT_REJECT} true`]);
  second.classifier.learnAnswer(first.heard[0]);
  assert.deepEqual(verdicts(), [`${VERDICT_ACCEPT} false`, `${VERDICT_REJECT} true`]);
});

test("an answer heard by one names the flows of the other", () => {
  const [first, second] = [new Instance(), new Instance()];
  first.ask("asked.example", SECOND);
  assert.equal(first.heard.length, 1);
  assert.equal(first.heard[0].time, SECOND);
  // As another thread gets it.
  second.classifier.learnAnswer(structuredClone(first.heard[0]));
  second.receive(httpRequest(5, 1, "said.example"), 2n * SECOND);
  assert.deepEqual(second.names, ["asked.example"]);
  assert.equal(second.heard.length, 0);
  first.receive(httpRequest(5, 1, "said.example"), 2n * SECOND);
  assert.deepEqual(first.names, second.names);
});

test("an answer that comes late names the flow that opened after it was heard", () => {
  const [first, second] = [new Instance(), new Instance()];
  second.receive(httpRequest(5, 1, "said.example"), 0n);
  first.ask("asked.example", SECOND);
  second.receive(httpRequest(5 + 256, 1, "said.example"), SECOND + 100_000n);
  assert.deepEqual(second.names, ["-", "-"]);
  second.classifier.learnAnswer(first.heard[0]);
  assert.deepEqual(second.names, ["-", "asked.example"]);
});

test("an answer expires in both alike", () => {
  const [first, second] = [new Instance(), new Instance()];
  first.ask("asked.example", SECOND);
  second.classifier.learnAnswer(first.heard[0]);
  for (const [k, seconds] of [601n, 602n].entries())
    for (const instance of [first, second])
      instance.receive(httpRequest(5 + 256 * k, 1, "said.example"), seconds * SECOND);
  assert.deepEqual(second.names, ["asked.example", "-"]);
  assert.deepEqual(first.names, second.names);
});
