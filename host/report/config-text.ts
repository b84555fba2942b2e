import { formatPrefix } from "../address.ts";
import type { Config, EnforcementConfig, GeoConfig, HttpConfig } from "../config/config.ts";
import { MISTAKES_MAX, type Mistake, mistakeText } from "../config/mistake.ts";
import { printable } from "../text.ts";
import { type Paper, widthOn } from "./paper.ts";
import { policyLines } from "./policy-text.ts";
import { wrapped } from "./width.ts";

const MIB = 2 ** 20;

/** What `check` says of a configuration without mistakes. */
export function configText(name: string, config: Config, paper: Paper): string {
  const lines = configLines(config).flatMap((line) =>
    wrapped(line, widthOn(paper) - 2).map((part) => `  ${part}`),
  );
  return [`ok: ${printable(name)}`, ...lines, ""].join("\n");
}

/** And of one with mistakes; each on a line of its own. */
export function mistakesText(name: string, mistakes: readonly Mistake[]): string {
  return remarksText(name, mistakes, "mistake");
}

/** The same for what can stand, and is odd. */
export function warningsText(name: string, warnings: readonly Mistake[]): string {
  return remarksText(name, warnings, "warning");
}

function remarksText(name: string, mistakes: readonly Mistake[], kind: string): string {
  const count = mistakes.length === 1 ? `1 ${kind}` : `${mistakes.length} ${kind}s`;
  const notListed = mistakes.length - MISTAKES_MAX;
  return [
    `bordertap: ${count} in ${printable(name)}:`,
    ...mistakes.slice(0, MISTAKES_MAX).map((mistake) => `  ${mistakeText(mistake)}`),
    ...(notListed > 0 ? [`  and ${notListed} more.`] : []),
    "",
  ].join("\n");
}

/** What a daemon would do with it; printable. */
export function configLines(config: Config): string[] {
  const { mode, interfaces, local, workers, ringSize, accounting, policy, devices, geo, http } = config;
  const threads = workers === 1 ? "1 thread" : `${workers} threads`;
  return [
    `watch ${interfaces.join(", ") || "all LAN-class bridges"} with ${threads} and rings of ${ringSize / MIB} MiB`,
    `count octets by ${accounting === "auto" ? "the tap, or by conntrack where flow offload hides packets" : accounting}`,
    ...(local.length > 0 ? [`take ${local.map(formatPrefix).join(", ")} for local`] : []),
    ...policyLines(policy, mode === "enforce"),
    ...(mode === "enforce" ? enforcementLines(config) : []),
    ...(devices.length > 0
      ? [`call ${devices.length === 1 ? "1 device" : `${devices.length} devices`} by your names`]
      : []),
    `read countries from ${geo.table ?? `the last good update in ${geo.directory}, or else the installed table`}`,
    updateLine(geo),
    http ? endpointLine(http) : "serve no endpoint",
  ];
}

const FAIL_TEXTS: Readonly<Record<EnforcementConfig["fail"], string>> = {
  open: "let all new flows pass",
  "last-good": "let new flows pass but for what the last policy blocks by address",
  closed: "let no new flow pass",
};

function enforcementLines({ policy, enforcement, directory }: Config): string[] {
  const { fail, boot, routerOutput } = enforcement;
  const how = policy.blockWith === "reject" ? "with an answer" : "without a word";
  return [
    `refuse what is blocked ${how}, by rules of its own in the firewall`,
    ...(routerOutput ? ["judge what the router itself says as well"] : []),
    `${FAIL_TEXTS[fail]} while nobody judges`,
    `${FAIL_TEXTS[boot]} from a restart of the router until somebody judges, by ${directory}/boot.nft`,
  ];
}

function updateLine({ source, updateIntervalHours }: GeoConfig): string {
  if (!source) return "never update the country table: neither url nor mmdb is given";
  if (updateIntervalHours === 0) return "update the country table only when told to";
  const from = source.kind === "url" ? source.url : source.path;
  return `update the country table every ${updateIntervalHours} hours from ${from}`;
}

function endpointLine({ listen, port, token }: HttpConfig): string {
  const host = listen.includes(":") ? `[${listen}]` : listen;
  return `serve http://${host}:${port}/ ${token === undefined ? "without a token" : "to whoever shows the token"}`;
}
