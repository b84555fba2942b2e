import { NETLINK_NETFILTER, NetlinkSocket } from "../ffi/netlink.ts";
import { isTransient } from "../ffi/transient.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Channel } from "../netlink/channel.ts";
import { EINVAL, EOPNOTSUPP, EPERM, KernelError } from "../netlink/kernel-error.ts";
import { Batches } from "../netlink/nft-batch.ts";
import { deleteTable } from "../netlink/nft-table.ts";
import { type Enforcement, effectiveFailMode } from "./enforcement.ts";
import { DROPPED, GUARD_TABLE, guardRules, guardTable } from "./guard-rules.ts";
import { countersOf } from "./kernel-table.ts";

const OWNER = () => new NetlinkSocket("nftables guard", NETLINK_NETFILTER);
const READER = () => new NetlinkSocket("nftables guard counter", NETLINK_NETFILTER);

/**
 * `off`: nothing is to be guarded, as in fail mode open; `lifted`: the rules could not be put back in time; `unsupported`:
 * the kernel has no tables with an owner.
 */
export type GuardState = "standing" | "off" | "lifted" | "unsupported" | "failed";

/** What it is, and what it has done since the start. */
export interface GuardReport {
  readonly state: GuardState;
  /** What stands in the way, where it failed. */
  readonly reason: string | undefined;
  /** Packets that were to leave past the rules. */
  readonly dropped: number;
  /** Times that it was lifted. */
  readonly lifts: number;
}

/** What its table holds, beside which rules. */
interface Standing {
  readonly owner: Channel;
  readonly batches: Batches;
  readonly hasOutput: boolean;
  readonly key: string;
}

/**
 * A second table, which drops what leads out and was not let by by our rules: while others have taken them, nothing that
 * is not accepted passes. Nobody else can take it, for it belongs to a socket of this program, with which it goes.
 */
export class Guard {
  readonly #own: () => Channel;
  readonly #read: () => Channel;
  #standing: Standing | undefined;
  #state: GuardState = "off";
  #reason: string | undefined;
  /** Of tables that are gone. */
  #droppedBefore = 0;
  #lifts = 0;

  constructor(own: () => Channel = OWNER, read: () => Channel = READER) {
    this.#own = own;
    this.#read = read;
  }

  /**
   * Stands behind rules that are loaded, or goes where they are not to be guarded. What keeps it from standing is its
   * report's. Throws ADDON_UNAVAILABLE.
   */
  stand(enforcement: Enforcement): void {
    if (effectiveFailMode(enforcement) === "open") {
      this.remove();
      return;
    }
    const key = keyOf(enforcement);
    if (this.#standing?.key === key) return;
    try {
      this.#standing = this.#stood(enforcement, key);
      this.#state = "standing";
      this.#reason = undefined;
    } catch (error) {
      if (!isTransient(error)) throw error;
      this.remove();
      this.#state = isUnsupported(error) ? "unsupported" : "failed";
      this.#reason = reasonOf(error);
    }
  }

  /** Goes, since the rules are gone and cannot be put back. It stands again with the next that are loaded. */
  lift(): void {
    if (!this.#standing) return;
    this.remove();
    this.#state = "lifted";
    this.#lifts++;
  }

  remove(): void {
    this.#state = "off";
    this.#reason = undefined;
    if (!this.#standing) return;
    this.#droppedBefore += this.#droppedNow();
    this.#standing.owner.close();
    this.#standing = undefined;
  }

  get state(): GuardState {
    return this.#state;
  }

  /** What stands in the way, where it failed. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Whether it may stand where it does not: what has kept it from that may be over. */
  get isMissing(): boolean {
    return this.#state === "failed" || this.#state === "lifted";
  }

  get report(): GuardReport {
    const { state, reason } = this;
    return {
      state,
      reason,
      dropped: this.#droppedBefore + this.#droppedNow(),
      lifts: this.#lifts,
    };
  }

  #stood(enforcement: Enforcement, key: string): Standing {
    const { routerOutput: hasOutput } = enforcement;
    const before = this.#standing;
    if (before?.hasOutput === hasOutput) {
      before.batches.transact(guardRules(enforcement));
      return { ...before, key };
    }
    if (before) this.#droppedBefore += this.#droppedNow();
    const owner = before?.owner ?? this.#own();
    const batches = before?.batches ?? new Batches(owner);
    // Until all of it stands, this is how it is closed.
    this.#standing = { owner, batches, hasOutput, key: "" };
    const old = before ? [deleteTable(GUARD_TABLE)] : [];
    batches.transact([...old, ...guardTable(enforcement), ...guardRules(enforcement)]);
    return { owner, batches, hasOutput, key };
  }

  /** 0 where it cannot be read. */
  #droppedNow(): number {
    if (!this.#standing) return 0;
    return countersOf(GUARD_TABLE, this.#read)?.get(DROPPED)?.packets ?? 0;
  }
}

/** What its rules say. */
function keyOf({ inward, marks, policyVersion, routerOutput, offload }: Enforcement): string {
  return fingerprint({ inward, mask: marks.mask, policyVersion, routerOutput, offload });
}

function reasonOf(error: unknown): string {
  if (isUnsupported(error)) return "the kernel has no tables with an owner (Linux 5.12)";
  if (error instanceof KernelError && error.errno === EPERM)
    return `no CAP_NET_ADMIN, or another program has table ${GUARD_TABLE.name}`;
  return (error as Error).message;
}

/** Kernels before 5.12 take the flag for a mistake. */
function isUnsupported(error: unknown): boolean {
  return error instanceof KernelError && [EINVAL, EOPNOTSUPP].includes(error.errno);
}
