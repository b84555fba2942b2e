import assert from "node:assert/strict";
import test from "node:test";
import { LINKTYPE_RAW } from "../../../assembly/abi.ts";
import { parsePrefix } from "../../../host/address.ts";
import type { FlowNames } from "../../../host/classifier/name.ts";
import { parseConfig } from "../../../host/config/load.ts";
import { EventDrain } from "../../../host/names/event-drain.ts";
import { compile } from "../../../host/policy/compile.ts";
import { countWhole } from "../helper/dissector.ts";
import { loadClassifier } from "../helper/module.ts";
import { udp } from "./helper/conversation.ts";
import { quicInitial } from "./quic/helper/hello.ts";

test("a name in QUIC is told, and the alert that it raises", () => {
  const classifier = loadClassifier("router");
  classifier.setLocalPrefixes([parsePrefix("10.0.0.0/8")!]);
  const file = { exception: [{ host: ["evil.example"], action: "alert" }] };
  const { config } = parseConfig(new TextEncoder().encode(JSON.stringify(file)));
  classifier.loadPolicy(compile(config!.policy, false), []);
  countWhole(classifier, LINKTYPE_RAW, udp(5001, 443, quicInitial("evil.example")));
  const told: string[] = [];
  const listener = {
    name: ({ name }: { name: { name: string } }) => told.push(name.name),
    flowOpened: ({ flowNames }: { flowNames: FlowNames }) => told.push(`alert ${flowNames.names[0].name}`),
  };
  new EventDrain(classifier, listener).drain();
  assert.deepEqual(told, ["evil.example", "alert evil.example"]);
});

for (const [build, initials] of [
  ["router", 1],
  ["replay", 3],
] as const)
  test(`of a flow that has said its name further Initials are opened in a capture alone (${build})`, () => {
    const classifier = loadClassifier(build);
    let opened = 0;
    const told: string[] = [];
    const drain = new EventDrain(classifier, { name: ({ name }) => told.push(name.name) });
    const takeQuic = classifier.takeQuic.bind(classifier);
    classifier.takeQuic = (initial) => {
      opened++;
      takeQuic(initial);
    };
    for (let time = 1n; time <= 3n; time++) {
      countWhole(classifier, LINKTYPE_RAW, udp(5001, 443, quicInitial("fine.example")), time);
      drain.drain();
    }
    assert.deepEqual([opened, told], [initials, ["fine.example"]]);
  });
