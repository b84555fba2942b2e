import { BATCH_SIZE, VERDICT_MASK, VERDICT_NAME } from "../../assembly/abi.ts";
import { type Address, contains, formatAddress, type Prefix } from "../address.ts";
import type { Classifier } from "../classifier/classifier.ts";
import type { OpenFlow, SweepPolicy } from "../enforce/sweep-verdict.ts";
import { FLOW_FRAME_SIZE_MAX, writeFlowFrame } from "./flow-frame.ts";
import type { NeighbourEntry } from "./messages.ts";

/** What the classifier says of flows that conntrack has, between two walks. */
export class OpenFlows implements SweepPolicy {
  readonly #classifier: Classifier;
  readonly #local: readonly Prefix[];
  readonly #ethers: ReadonlyMap<string, bigint>;
  readonly #now: () => bigint;

  constructor(
    classifier: Classifier,
    local: readonly Prefix[],
    neighbours: readonly NeighbourEntry[],
    now: () => bigint,
  ) {
    this.#classifier = classifier;
    this.#local = local;
    this.#ethers = new Map(neighbours.map(({ address, ether }) => [formatAddress(address), ether]));
    this.#now = now;
  }

  isLocal(address: Address): boolean {
    return this.#local.some((prefix) => contains(prefix, address));
  }

  verdictOf(flow: OpenFlow): "accept" | "block" | "unknown" {
    const ether = this.#ethers.get(formatAddress(flow.device));
    const at = BATCH_SIZE - FLOW_FRAME_SIZE_MAX;
    const size = writeFlowFrame(this.#classifier.batchView, at, flow, ether);
    const verdict = this.#classifier.queue.verdictOfFrame(at, size, ether !== undefined, this.#now());
    if ((verdict & VERDICT_MASK) === 0) return "accept";
    // Nobody knows whose flow it is: rules for its device may free it.
    return (verdict & VERDICT_NAME) !== 0 || ether === undefined ? "unknown" : "block";
  }
}
