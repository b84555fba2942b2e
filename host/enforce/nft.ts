import { OperatorError } from "../errors.ts";
import { runTool, type ToolEnd } from "../platform/tool.ts";
import { GUARD_TABLE } from "./guard-rules.ts";

/** The largest transaction, one set of 4,096 prefixes, takes 0.1 s; on a slow router some seconds. */
const DURATION_MS = 60_000;
/** A ruleset without the elements of its sets: fw4's has 100 kB. */
const LISTING_OCTETS_MAX = 8 * 2 ** 20;
/** Of what nft says: each mistake takes three lines. */
const MESSAGE_LINES_MAX = 6;

/** As nft itself takes a family and a name. */
const TABLE_LINE = /^table ([a-z0-9]+) ([A-Za-z][\w./\\-]*)$/gm;
const ABSENT = /^Error: No such file or directory/;

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

  /**
   * The rulesets of all tables but the guard's, without the elements of named sets; one text a table, since nft before
   * 1.1.0 ends where it has to print the flags of a table. Throws the same.
   */
  async list(): Promise<string[]> {
    const texts: string[] = [];
    const args = ["list", "tables"];
    const tables = await this.#printed(await this.#run(args, ""), args);
    for (const [, family, name] of tables.matchAll(TABLE_LINE)) {
      if (name === GUARD_TABLE.name) continue;
      const text = await this.table(family, name);
      if (text !== undefined) texts.push(text);
    }
    return texts;
  }

  /** The same of one table; undefined where there is none of that name. Throws the same. */
  async table(family: string, name: string): Promise<string | undefined> {
    const args = ["-j", "-t", "list", "table", family, name];
    const end = await this.#run(args, "");
    return end.status === 1 && ABSENT.test(end.message) ? undefined : await this.#printed(end, args);
  }

  async #printed(end: ToolEnd, args: readonly string[]): Promise<string> {
    if (end.status !== 0) throw await this.#failure(end);
    if (end.outputNotKept > 0)
      throw new OperatorError(
        "NFT_REFUSED",
        args.join(" "),
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
