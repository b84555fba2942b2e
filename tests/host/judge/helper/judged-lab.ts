import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JudgeCounters } from "../../../../host/judge/messages.ts";
import { Lab } from "../../../lab/lab.ts";
import type { Program } from "../../../lab/program.ts";
import { missingForLab, type Requirement } from "../../../lab/requirements.ts";
import { enforcementOf, MARKS } from "../../enforce/helper/enforcement.ts";
import type { JudgeOrder, Swapped, Told } from "./judge-program.ts";
import { obeyingText, queueCommand } from "./queue-rules.ts";

const JUDGE = fileURLToPath(new URL("judge-program.ts", import.meta.url));
const TABLES = ["iptables-nft", "ip6tables-nft"] as const;

/** What the kernel says of a queue (/proc/net/netfilter/nfnetlink_queue). */
export interface QueueState {
  readonly waiting: number;
  /** Of the queue being full, and of the socket being so. */
  readonly dropped: number;
}

/** Why the judge cannot be had in a lab; false where it can. */
export function missingForJudge(...programs: readonly Requirement[]): string | false {
  const absent = missingForLab(...programs);
  if (absent) return absent;
  try {
    for (const table of TABLES) execFileSync(table, ["--version"], { stdio: "ignore" });
    return false;
  } catch {
    return "iptables-nft not installed (Debian: apt-get install iptables)";
  }
}

/** A lab whose router asks the judge of all that leaves by its wan, by iptables' queue: every kernel has that one. */
export class JudgedLab {
  readonly lab: Lab;
  readonly judge: Program;

  private constructor(lab: Lab, judge: Program) {
    this.lab = lab;
    this.judge = judge;
  }

  /** `policies` are configuration files. */
  static async create(...policies: readonly unknown[]): Promise<JudgedLab> {
    const lab = await Lab.create({ clients: ["phone"], offloads: false });
    try {
      const enforcement = enforcementOf({ policyVersion: 1, lastGood: [] });
      const order: JudgeOrder = {
        policies,
        interfaces: ["br-lan"],
        local: lab.segments.flatMap(({ prefix4, prefix6 }) => [`${prefix4}.0/24`, `${prefix6}::/64`]),
        markMask: MARKS.mask,
        queue: { ...enforcement.queues, isFailOpen: false },
      };
      const path = join(lab.folder, "judge.json");
      writeFileSync(path, JSON.stringify(order));
      const judge = lab.start("router", [process.execPath, "--import", "tsx", JUDGE, path]);
      await judge.until(`"kind":"listening"`);
      const judged = new JudgedLab(lab, judge);
      lab.of("router").runNow(["nft", "-f", "-"], obeyingText(enforcement));
      judged.#ask("-A");
      return judged;
    } catch (error) {
      await lab.close();
      throw error;
    }
  }

  /** While it does not, nothing is queued, and what is judged already stays so. */
  setAsking(isAsking: boolean): void {
    this.#ask(isAsking ? "-A" : "-D");
  }

  get queue(): QueueState {
    const text = this.lab.of("router").runNow(["cat", "/proc/net/netfilter/nfnetlink_queue"]).trim();
    const columns = text.split(/\s+/).map(Number);
    return { waiting: columns[2], dropped: columns[5] + columns[6] };
  }

  /** Has it judge by the next policy; resolves when it does. */
  async swap(): Promise<Swapped> {
    const before = this.#told<Swapped>("swapped").length;
    this.judge.signal("SIGHUP");
    return this.lab.waitFor(() => this.#told<Swapped>("swapped")[before], "another policy");
  }

  /** Ends the judge; what it has counted. */
  async stop(): Promise<JudgeCounters> {
    await this.lab.waitFor(() => this.queue.waiting === 0, "an empty queue");
    const ended = await this.judge.stop();
    const [stopped] = this.#told<Told>("stopped");
    if (!stopped) throw new Error(`the judge: ${JSON.stringify(ended).slice(-2000)}`);
    return stopped.counters;
  }

  close(): Promise<void> {
    return this.lab.close();
  }

  #ask(way: "-A" | "-D"): void {
    const enforcement = enforcementOf({ policyVersion: 1 });
    for (const table of TABLES)
      this.lab
        .of("router")
        .runNow([table, ...queueCommand(enforcement, "wan").map((word) => (word === "-A" ? way : word))]);
  }

  /** All that it has said of a kind. */
  #told<Message extends { readonly kind: string }>(kind: Message["kind"]): Message[] {
    const lines = this.judge.stdout.split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Message).filter((message) => message.kind === kind);
  }
}
