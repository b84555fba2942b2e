import {
  BATCH_SIZE,
  VERDICT_ACCEPT,
  VERDICT_DEVICE,
  VERDICT_MASK,
  VERDICT_NAME,
} from "../../assembly/abi.ts";
import { type Address, formatAddress, isLoopbackAddress } from "../address.ts";
import type { Classifier } from "../classifier/classifier.ts";
import type { OpenFlow, SweepPolicy } from "../enforce/sweep-verdict.ts";
import { FLOW_FRAME_SIZE_MAX, writeFlowFrame } from "./flow-frame.ts";
import type { AddressesAround } from "./messages.ts";

/** What the classifier says of flows that conntrack has, between two walks. */
export class OpenFlows implements SweepPolicy {
  readonly #classifier: Classifier;
  readonly #ethers: ReadonlyMap<string, bigint>;
  readonly #unasked: ReadonlySet<string>;
  readonly #now: () => bigint;

  constructor(classifier: Classifier, { neighbours, unasked }: AddressesAround, now: () => bigint) {
    this.#classifier = classifier;
    this.#ethers = new Map(neighbours.map(({ address, ether }) => [formatAddress(address), ether]));
    this.#unasked = new Set(unasked.map(formatAddress));
    this.#now = now;
  }

  verdictOf(flow: OpenFlow): "accept" | "block" | "unknown" {
    const opener = formatAddress(flow.opener);
    const responder = formatAddress(flow.responder);
    if (this.#isUnasked(flow.opener, opener) || this.#isUnasked(flow.responder, responder)) return "accept";
    const at = BATCH_SIZE - FLOW_FRAME_SIZE_MAX;
    const [openerEther, responderEther] = [this.#ethers.get(opener), this.#ethers.get(responder)];
    const size = writeFlowFrame(this.#classifier.batchView, at, flow, openerEther, responderEther);
    const verdict = this.#classifier.queue.verdictOfFrame(at, size, this.#now());
    if ((verdict & VERDICT_MASK) === VERDICT_ACCEPT) return "accept";
    return (verdict & (VERDICT_NAME | VERDICT_DEVICE)) === 0 ? "block" : "unknown";
  }

  /** What this machine says to itself no rule asks about. */
  #isUnasked(address: Address, text: string): boolean {
    return this.#unasked.has(text) || isLoopbackAddress(address);
  }
}
