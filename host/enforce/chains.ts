// The rules. Their order is what holds: each comment says what leaks without it.

import type { BlockSet } from "./block-sets.ts";
import { type Enforcement, effectiveFailMode } from "./enforcement.ts";

/**
 * Before fw4's own chains (priority filter), so that its rules and its flow offload never see what is refused. Rules
 * behind `queue` in the same chain never run: what the judge says is read by a second chain, one step later.
 */
const JUDGE_PRIORITY = "filter - 20";
const ACT_PRIORITY = "filter - 19";
/** Behind the guard (guard-rules.ts), which stands at filter - 18. */
const CLEAR_PRIORITY = "filter - 17";

/**
 * Lines of the chains, which use the definitions of the ruleset. A chain that is named by another stands before it, or
 * nft would not know it.
 */
export function chainLines(enforcement: Enforcement, sets: readonly BlockSet[]): string[] {
  const { routerOutput } = enforcement;
  return [
    refuse(enforcement),
    REMEMBER,
    ask(enforcement),
    judge(enforcement),
    ...(routerOutput ? [LINK, JUDGE_OUTPUT] : []),
    PASS,
    OBEY,
    undecided(enforcement, sets),
    ACT,
    CLEAR,
    ...(routerOutput ? [ACT_OUTPUT, CLEAR_OUTPUT] : []),
  ].flatMap((lines, at) => (at === 0 ? lines : ["", ...lines]));
}

function chain(name: string, ...lines: readonly string[]): string[] {
  return [`chain ${name} {`, ...lines.map((line) => `\t${line}`), "}"];
}

function refuse({ refuseMode }: Enforcement): string[] {
  const rules =
    refuseMode === "drop"
      ? ["drop"]
      : ["meta l4proto tcp reject with tcp reset", "reject with icmpx admin-prohibited"];
  return chain("refuse", "counter name refused", ...rules);
}

const REMEMBER: readonly string[] = [
  "# A rule ends where its set is full: what refuses must not stand behind add.",
  ...chain(
    "remember",
    "add @refused4 { ip saddr . ip daddr }",
    "add @refused6 { ip6 saddr . ip6 daddr }",
    "goto refuse",
  ),
];

function ask(enforcement: Enforcement): string[] {
  const { first, count } = enforcement.queues;
  const flags = [
    ...(effectiveFailMode(enforcement) === "closed" ? [] : ["bypass"]),
    ...(count > 1 ? ["fanout"] : []),
  ];
  const target = count > 1 ? `${first}-${first + count - 1}` : String(first);
  return [
    "# What leads out. What this policy has decided is not asked again.",
    ...chain(
      "ask",
      "ct mark & $ours == $accepted accept",
      "ct mark & $blocks == $blocked goto refuse",
      "ip saddr . ip daddr @refused4 goto refuse",
      "ip6 saddr . ip6 daddr @refused6 goto refuse",
      "counter name asked",
      "# The judge is told which flows are new: ports are used again, and with them the names of others.",
      "ct mark & $ours != 0 meta mark set meta mark & $others | $known",
      ["queue", ...(flags.length > 0 ? ["flags", flags.join(",")] : []), "to", target].join(" "),
    ),
  ];
}

const ARRIVAL: readonly string[] = [
  "# Verdicts are the judge's alone: other programs restore the marks of flows, old verdicts with them.",
  "meta mark & $ours != 0 meta mark set meta mark & $others",
  "# An expected connection (FTP, SIP) is born with the mark of its parent.",
  "ct state related ct status expected ct mark set ct mark & $others",
];

function judge({ offload }: Enforcement): string[] {
  const answers = [
    "# An answer would take its flow into the flowtable before the name comes that decides it; of any version.",
    "oifname $lan ct mark & $ours != 0 ct mark & $address_block == 0 goto ask",
  ];
  return chain(
    "judge",
    `type filter hook forward priority ${JUDGE_PRIORITY}; policy accept;`,
    ...ARRIVAL,
    ...(offload ? answers : []),
    "oifname $lan accept",
    "goto ask",
  );
}

const LINK: readonly string[] = [
  "# What holds this machine's own links up: neighbours, groups, leases.",
  ...chain(
    "link",
    'oifname "lo" accept',
    "oifname $lan accept",
    "icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } accept",
    "ip6 daddr { fe80::/10, ff00::/8 } accept",
    "ip daddr { 169.254.0.0/16, 224.0.0.0/4, 255.255.255.255 } accept",
    "udp sport 68 udp dport 67 accept",
  ),
];

const JUDGE_OUTPUT = chain(
  "judge_output",
  `type filter hook output priority ${JUDGE_PRIORITY}; policy accept;`,
  ...ARRIVAL,
  "jump link",
  "goto ask",
);

const PASS: readonly string[] = [
  "# The guard, a table of the program's own while it runs (bordertap_guard), drops what leads out without this mark.",
  ...chain("pass", "meta mark set meta mark & $others | $passed accept"),
];

const OBEY: readonly string[] = [
  "# An error belongs to the flow that it quotes: what is decided of it must not become that flow's.",
  ...chain("obey_once", "meta mark & $any_block != 0 goto refuse", "goto pass"),
  "",
  "# A verdict holds for its packet whatever policy it is of, for its flow only where it is of this one. That a name is",
  "# waited for decides nothing: it is kept of any, or its flow would come into the flowtable as one that nobody asked of.",
  ...chain(
    "obey",
    "ct state related meta l4proto { icmp, ipv6-icmp } goto obey_once",
    "meta mark & $ours == $accepted ct mark set ct mark & $others | $accepted",
    "meta mark & $address_block == 0 ct mark set ct mark & $others | $waiting",
    "meta mark & $blocks == $blocked ct mark set ct mark & $others | $blocked",
    "# Read from the packet, not from its flow: what conntrack calls invalid has none.",
    "meta mark & $address_block == $address_block goto remember",
    "meta mark & $any_block != 0 goto refuse",
    "goto pass",
  ),
];

function undecided(enforcement: Enforcement, sets: readonly BlockSet[]): string[] {
  const isClosed = effectiveFailMode(enforcement) === "closed";
  const end = isClosed
    ? ["goto refuse"]
    : [
        ...sets.map(({ name, ipv6 }) => `${ipv6 ? "ip6" : "ip"} daddr @${name} goto refuse`),
        "counter name unjudged",
        "goto pass",
      ];
  return [
    "# What leads out, and the judge says nothing of.",
    ...chain("undecided", "ct mark & $ours == $accepted goto pass", ...end),
  ];
}

const UNANSWERED: readonly string[] = [
  "# What was asked, and nobody answered, is undecided.",
  "meta mark & $ours == $known meta mark set meta mark & $others",
];

/** The hook's own chain; `inside` lets by what never leads out. */
function act(name: string, hook: "forward" | "output", inside: string): string[] {
  return chain(
    name,
    `type filter hook ${hook} priority ${ACT_PRIORITY}; policy accept;`,
    ...UNANSWERED,
    "meta mark & $ours != 0 goto obey",
    inside,
    "goto undecided",
  );
}

/** One step after the guard: our bits are nobody else's business. */
function clear(name: string, hook: "forward" | "output"): string[] {
  return chain(
    name,
    `type filter hook ${hook} priority ${CLEAR_PRIORITY}; policy accept;`,
    "meta mark & $ours != 0 meta mark set meta mark & $others",
  );
}

const ACT = act("act", "forward", "oifname $lan goto pass");
const ACT_OUTPUT = act("act_output", "output", "jump link");
const CLEAR = clear("clear", "forward");
const CLEAR_OUTPUT = clear("clear_output", "output");
