// Another program that listens to a queue: `queue-holder.ts NUMBER`, until it is ended.

import { BATCH_SIZE } from "../../../../assembly/abi.ts";
import { NfQueueSource } from "../../../../host/capture/nfqueue.ts";
import type { Classifier } from "../../../../host/classifier/classifier.ts";

const first = Number(process.argv[2]);
// It takes no packet, and has nothing else of a classifier.
const classifier = { batch: new Uint8Array(BATCH_SIZE) } as Classifier;
new NfQueueSource({ first, count: 1, isFailOpen: true }, classifier);
console.log("listens");
setInterval(() => {}, 60_000);
