import { OperatorError } from "../errors.ts";
import { runTool, type ToolEnd } from "../platform/tool.ts";

/** The largest transaction, one set of 4,096 prefixes, takes 0.1 s; on a slow router some seconds. */
const DURATION_MS = 60_000;
/** A ruleset without the elements of its sets: fw4's has 100 kB. */
const LISTING_OCTETS_MAX = 8 * 2 ** 20;
/** Of what nft says: each mistake takes three lines. */
const MESSAGE_LINES_MAX = 6;

type Run = (args: readonly string[], input: string) => Promise<ToolEnd>;

const NFT: Run = (args, input) =>
  runTool("nft", args, input, { durationMs: DURATION_MS, outputOctetsMax: LISTING_OCTETS_MAX });

/** Each tried by itself, to tell what a refusal is about: the kernel does not name what it lacks. */
const FEATURES: readonly (readonly [name: string, rule: string])[] = [
  ["tables of family inet (kmod-nft-core)", ""],
  ["queue (kmod-nft-queue)", "queue flags bypass to 0"],
  ["reject (kmod-nft-core)", "reject with icmpx admin-prohibited"],
  ["connection tracking (kmod-nf-conntrack)", "ct state related ct status expected ct mark set 0"],
];

/** The program nft, and with it the kernel's nftables. */
export class Nft {
  readonly #run: Run;

  constructor(run: Run = NFT) {
    this.#run = run;
  }

  /**
   * Has nft and the kernel look at a transaction, without doing it. Throws NFT_MISSING, NFT_NOT_PERMITTED,
   * NFT_UNSUPPORTED, NFT_REFUSED.
   */
  async check(text: string): Promise<void> {
    await this.#transaction(["-c", "-f", "-"], text);
  }

  /** Does all of a transaction, or nothing. Throws the same. */
  async apply(text: string): Promise<void> {
    await this.#transaction(["-f", "-"], text);
  }

  /** The whole ruleset of the machine, without the elements of named sets. Throws the same. */
  async list(): Promise<string> {
    const end = await this.#run(["-j", "-t", "list", "ruleset"], "");
    if (end.status !== 0) throw await this.#failure(end);
    if (end.outputNotKept > 0)
      throw new OperatorError(
        "NFT_REFUSED",
        "list ruleset",
        `it is longer than ${LISTING_OCTETS_MAX} octets`,
      );
    return end.output;
  }

  async #transaction(args: readonly string[], text: string): Promise<void> {
    const end = await this.#run(args, text);
    if (end.status !== 0) throw await this.#failure(end);
  }

  async #failure(end: ToolEnd): Promise<OperatorError> {
    const known = knownFailure(end);
    if (known) return known;
    const lacking = await this.#lacking();
    return lacking.length > 0
      ? new OperatorError("NFT_UNSUPPORTED", "this kernel's nftables", lacking)
      : new OperatorError("NFT_REFUSED", "the ruleset", messageLines(end.message));
  }

  async #lacking(): Promise<string[]> {
    const lacking: string[] = [];
    for (const [name, rule] of FEATURES) {
      const hook = "type filter hook forward priority 0;";
      const text = `table inet bordertap_probe {\n\tchain probe {\n\t\t${hook}\n\t\t${rule}\n\t}\n}\n`;
      const { status, message } = await this.#run(["-c", "-f", "-"], text);
      if (status !== 0) lacking.push(`no ${name}: ${message.split("\n")[0]}`);
    }
    return lacking;
  }
}

function knownFailure({ status, message, isMissing }: ToolEnd): OperatorError | undefined {
  if (isMissing) return new OperatorError("NFT_MISSING", "nft", "there is no such program");
  if (/Operation not permitted/.test(message))
    return new OperatorError("NFT_NOT_PERMITTED", "the kernel's nftables", "operation not permitted");
  return status === undefined ? new OperatorError("NFT_REFUSED", "the ruleset", message) : undefined;
}

function messageLines(message: string): string[] {
  const lines = message.split("\n");
  const notShown = lines.length - MESSAGE_LINES_MAX;
  return notShown > 0 ? [...lines.slice(0, MESSAGE_LINES_MAX), `and ${notShown} more lines`] : lines;
}
