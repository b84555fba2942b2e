// A queue of this kernel's: packets of a home's client wait in it, are judged in batches, and go on with their marks.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import test from "node:test";
import { DEVICE_KIND_ETHER } from "../../../assembly/abi.ts";
import { NfQueueSource } from "../../../host/capture/nfqueue.ts";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import { parseConfig } from "../../../host/config/load.ts";
import { MarkLayout } from "../../../host/enforce/mark-layout.ts";
import { queueDrops } from "../../../host/local/queue-drops.ts";
import { compile } from "../../../host/policy/compile.ts";
import { sendUdp } from "../enforce/helper/traffic.ts";
import { loadClassifier } from "../helper/module.ts";
import { asRoot, run } from "../helper/namespace.ts";
import { startHome } from "./helper/router.ts";

const QUEUE = 5;
const COUNT = 100;
const SERVER = "203.0.113.9";
const SERVER6 = "2001:db8:2::9";
const FOREIGN = 0x00ab_cdef;

const MARKS = MarkLayout.of(0xff00_0000)!;
const { accept, wait, block, blockAddress } = MARKS.marks(3);

const hasIptables = existsSync("/usr/sbin/iptables-nft");
const skip = asRoot.skip || (hasIptables ? false : "needs iptables-nft: this kernel's nft may have no queue");

/** Lets everything pass but what goes to the server over IPv4. */
function judge(): Classifier {
  const classifier = loadClassifier("router");
  const file = { exception: [{ address: [`${SERVER}/32`], action: "block" }] };
  const { config } = parseConfig(new TextEncoder().encode(JSON.stringify(file)));
  classifier.loadPolicy(compile(config!.policy, true), [""]);
  classifier.queue.setMarks({ mask: MARKS.mask, accept, wait, block, blockAddress, isOffloading: false });
  return classifier;
}

function queueForward(): void {
  for (const program of ["iptables-nft", "ip6tables-nft"]) {
    run(program, "-A", "FORWARD", "-o", "wan", "-p", "udp", "-j", "MARK", "--set-mark", `${FOREIGN}`);
    run(program, "-A", "FORWARD", "-o", "wan", "-p", "udp", "-j", "NFQUEUE", "--queue-num", `${QUEUE}`);
  }
}

/** Counts what leaves by its mark. */
function countMarks(...marks: readonly number[]): () => number[] {
  run(
    "nft",
    `table inet marks {
      ${marks.map((mark) => `counter m${mark} { }`).join("\n")}
      chain postrouting {
        type filter hook postrouting priority 300
        ${marks.map((mark) => `meta mark ${mark} counter name m${mark}`).join("\n")}
      }
    }`,
  );
  return () =>
    marks.map((mark) =>
      Number(/packets (\d+)/.exec(run("nft", "list", "counter", "inet", "marks", `m${mark}`))![1]),
    );
}

/** Judges all that waits, and says how many packets there were. */
function serve(source: NfQueueSource, classifier: Classifier): number {
  let all = 0;
  for (let count = source.take(); count > 0; count = source.take()) {
    classifier.queue.walk(count, 1n);
    classifier.takeEvents(() => {});
    source.answer(classifier.queue.answer(count));
    all += count;
  }
  return all;
}

test("packets wait, are judged in batches, and go on with the marks of others and ours", {
  skip,
}, async (context) => {
  const { client } = await startHome(context);
  const classifier = judge();
  const source = new NfQueueSource({ first: QUEUE, count: 1, isFailOpen: false }, classifier);
  context.after(() => source.close());
  queueForward();
  const counted = countMarks((FOREIGN | blockAddress) >>> 0, (FOREIGN | accept) >>> 0);
  sendUdp(client, SERVER, [7001, 7002], COUNT);
  sendUdp(client, SERVER6, [7001], COUNT);
  assert.deepEqual(counted(), [0, 0]);
  assert.equal(serve(source, classifier), 3 * COUNT);
  assert.deepEqual(counted(), [2 * COUNT, COUNT]);
  const { blockAddress: refused, accept: accepted, unreadable, refusedAnswers } = classifier.queue.judged();
  assert.deepEqual([refused, accepted, unreadable, refusedAnswers], [2 * COUNT, COUNT, 0, 0]);
  // Whose they are is told by the MAC that the kernel knows of.
  assert.deepEqual(
    classifier
      .devices()
      .slice(1)
      .map(({ kind }) => kind),
    [DEVICE_KIND_ETHER],
  );
  assert.deepEqual([...queueDrops()], [[QUEUE, 0]]);
});

test("one that takes no more lets what comes by, and what waits is judged", { skip }, async (context) => {
  const { client } = await startHome(context);
  const classifier = judge();
  const source = new NfQueueSource({ first: QUEUE, count: 1, isFailOpen: true }, classifier);
  context.after(() => source.close());
  queueForward();
  const counted = countMarks((FOREIGN | accept) >>> 0, FOREIGN);
  sendUdp(client, SERVER6, [7001], COUNT);
  source.deafen();
  sendUdp(client, SERVER6, [7001], COUNT);
  assert.deepEqual(counted(), [0, COUNT]);
  assert.equal(serve(source, classifier), COUNT);
  assert.deepEqual(counted(), [COUNT, COUNT]);
});

test("a queue that somebody has is refused, with what to do", { skip }, async (context) => {
  await startHome(context);
  const classifier = judge();
  const first = new NfQueueSource({ first: QUEUE, count: 2, isFailOpen: true }, classifier);
  context.after(() => first.close());
  assert.throws(() => new NfQueueSource({ first: QUEUE + 1, count: 1, isFailOpen: true }, classifier), {
    code: "QUEUE_UNAVAILABLE",
    message: /queue 6.*another program.*\n.*queue_first/,
  });
  first.close();
  new NfQueueSource({ first: QUEUE, count: 2, isFailOpen: true }, classifier).close();
});

test("what finds no room passes where that is wanted, and is dropped where it is not", {
  skip,
}, async (context) => {
  const { client } = await startHome(context);
  const classifier = judge();
  const source = new NfQueueSource({ first: QUEUE, count: 1, isFailOpen: false }, classifier);
  context.after(() => source.close());
  queueForward();
  const counted = countMarks(FOREIGN);
  source.setFailOpen(true);
  sendUdp(
    client,
    SERVER,
    Array.from({ length: 100 }, (_, k) => 8000 + k),
    100,
  );
  const passed = counted()[0];
  assert.ok(passed > 0 && passed < 10_000, `${passed} of 10000 found no room`);
  source.setFailOpen(false);
  sendUdp(client, SERVER, [7001], 10);
  assert.equal(counted()[0], passed);
  assert.equal(serve(source, classifier) + passed, 10_000);
});
