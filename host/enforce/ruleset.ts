import { formatPrefix } from "../address.ts";
import { type BlockSet, blockSets, emptyBlockSets, type Side } from "./block-sets.ts";
import { chainLines } from "./chains.ts";
import { type Enforcement, effectiveFailMode, type FailMode, LAST_GOOD_PREFIXES_MAX } from "./enforcement.ts";

/** Our own; firewall4 and others never touch it, but for a flush of everything. */
export const TABLE = "inet bordertap";

/** Pairs of each family that are refused without asking; what is more is asked for each time. */
export const REFUSED_PAIRS_MAX = 16384;
/** A DNS answer may bring a name that is let pass: its address is asked for again after so long. */
const REFUSED_TIMEOUT = "30s";

/** Of each family: the others go with a policy. */
const PAIR_SETS = ["refused4", "refused6"];

const FAIL_TEXTS: Readonly<Record<FailMode, string>> = {
  open: "everything passes",
  "last-good": "everything passes but what the last good policy blocks by address",
  closed: "nothing passes but flows that are accepted already",
};

/** The whole ruleset as people read it and as `nft -f` takes it. The same input gives the same text. */
export function rulesetText(enforcement: Enforcement): string {
  const sets = blockSets(enforcement, "a");
  const lines = [
    ...SET_LINES,
    ...sets.flatMap((set) => ["", ...blockSetLines(set)]),
    "",
    ...chainLines(enforcement, sets),
  ];
  return `${[...titleLines(enforcement), "", ...definitionLines(enforcement), "", ...tableLines(lines)].join("\n")}\n`;
}

/** Transactions that come before the one of replacementText: the last good block set beside the one in use, in parts. */
export function stagingTexts(enforcement: Enforcement, side: Side): string[] {
  return blockSets(enforcement, side).map((set) => `${tableLines(blockSetLines(set)).join("\n")}\n`);
}

/** The transaction that takes sets away which no rule asks. */
export function clearingText(names: readonly string[]): string {
  return names.map((name) => `delete set ${TABLE} ${name}\n`).join("");
}

/**
 * The transaction that puts this ruleset in the place of the one that is there, or of none. The chains stay where they
 * are hooked and only their rules change: where a chain goes, the kernel drops every packet that waits in a queue.
 * `old` are the block sets that were in use.
 */
export function replacementText(enforcement: Enforcement, side: Side, old: readonly string[]): string {
  const sets = blockSets(enforcement, side);
  const lines = [
    ...definitionLines(enforcement),
    // What is emptied below has to be there.
    ...tableLines(SET_LINES),
    `flush table ${TABLE}`,
    ...PAIR_SETS.map((name) => `flush set ${TABLE} ${name}`),
    ...tableLines(chainLines(enforcement, sets)),
  ];
  return `${lines.join("\n")}\n${clearingText(old)}`;
}

/**
 * The same in one transaction with the block set, for a file that is loaded before the program runs: in the place of
 * whatever table is there, of either side, or of none, so that nothing is there twice. Over a table in use some packets
 * pass while it is loaded, as they do not where the block set is staged before.
 */
export function bootText(enforcement: Enforcement): string {
  const sets = blockSets(enforcement, "a");
  const known = emptyBlockSets();
  const lines = [
    ...titleLines(enforcement),
    "",
    ...definitionLines(enforcement),
    "",
    "# In the place of what is there: chains stay where they are hooked, so that nothing that waits is dropped.",
    ...tableLines([...SET_LINES, ...known.flatMap(blockSetLines)]),
    `flush table ${TABLE}`,
    ...PAIR_SETS.map((name) => `flush set ${TABLE} ${name}`),
    ...known.map(({ name }) => `delete set ${TABLE} ${name}`),
    "",
    ...tableLines([...sets.flatMap((set) => [...blockSetLines(set), ""]), ...chainLines(enforcement, sets)]),
  ];
  return `${lines.join("\n")}\n`;
}

/** The table goes, if it is there. */
export function removalText(): string {
  return `table ${TABLE} { }\ndelete table ${TABLE}\n`;
}

function titleLines(enforcement: Enforcement): string[] {
  const { policyVersion, failMode } = enforcement;
  const mode = effectiveFailMode(enforcement);
  return [
    "# bordertap's own table: what leaves the LAN is judged. 'bordertap nft' prints it; changes to its rules are undone.",
    `# Version ${policyVersion} of the policy. While nobody judges (fail ${mode}),`,
    `# ${FAIL_TEXTS[mode]}.`,
    ...(mode === failMode
      ? []
      : [`# Not ${failMode}: there are more than ${LAST_GOOD_PREFIXES_MAX} prefixes to block.`]),
  ];
}

function definitionLines({ inward, marks, policyVersion }: Enforcement): string[] {
  const { wait, accept, block } = marks.marks(policyVersion);
  const names = [...new Set(inward)].sort().map((name) => `"${name}"`);
  return [
    "# The LAN's side. What leaves by any other interface is judged, by one that comes up later too.",
    `define lan = { ${names.join(", ")} }`,
    "",
    "# Marks: which bits are ours, and what they say for this version of the policy; 0 is undecided.",
    ...definitions({ ours: marks.mask, others: marks.foreign }),
    ...definitions({ waiting: wait, accepted: accept, blocked: block }),
    "# Of a packet that is asked about: its flow has been judged before, by some version. It is no verdict.",
    ...definitions({ known: marks.known }),
    "# Of a packet that these rules have let by, until chain clear.",
    ...definitions({ passed: marks.passed }),
    "# Masks: under blocks every block of this version is blocked; any_block stands in every version's blocks,",
    "# address_block in those by address.",
    ...definitions({ blocks: marks.blockMask, any_block: marks.blockBit, address_block: marks.verdictBits }),
  ];
}

function definitions(values: Readonly<Record<string, number>>): string[] {
  return Object.entries(values).map(
    ([name, value]) => `define ${name} = 0x${value.toString(16).padStart(8, "0")}`,
  );
}

const SET_LINES: readonly string[] = [
  "# Pairs whose addresses alone decided: refused without asking.",
  ...PAIR_SETS.flatMap((name, at) => {
    const type = at === 0 ? "ipv4_addr" : "ipv6_addr";
    return [
      `set ${name} {`,
      `\ttype ${type} . ${type}`,
      `\tsize ${REFUSED_PAIRS_MAX}`,
      "\tflags dynamic,timeout",
      `\ttimeout ${REFUSED_TIMEOUT}`,
      "}",
    ];
  }),
  "",
  "counter asked { }",
  "counter refused { }",
  "# Passed while nobody judged.",
  "counter unjudged { }",
];

function blockSetLines({ name, ipv6, prefixes }: BlockSet): string[] {
  return [
    `set ${name} {`,
    `\ttype ${ipv6 ? "ipv6_addr" : "ipv4_addr"}`,
    "\tflags interval",
    ...elementLines(prefixes.map(formatPrefix)),
    "}",
  ];
}

function elementLines(elements: readonly string[]): string[] {
  if (elements.length === 0) return [];
  if (elements.length <= 8) return [`\telements = { ${elements.join(", ")} }`];
  return ["\telements = {", ...elements.map((element) => `\t\t${element},`), "\t}"];
}

function tableLines(lines: readonly string[]): string[] {
  return [`table ${TABLE} {`, ...lines.map((line) => (line === "" ? "" : `\t${line}`)), "}"];
}
