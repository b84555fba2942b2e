import type { ConfigurationReport, EnforcementReport, StatusReport } from "../observed.ts";
import { inexactness, percentText } from "./inexact.ts";
import { offloadText } from "./offload-text.ts";
import { type Paper, widthOn } from "./paper.ts";
import { style } from "./style.ts";
import { bytesText, countText, durationText } from "./text.ts";
import { wrapped } from "./width.ts";

const TERM_WIDTH = 18;

/** What an endpoint says of itself, and what of its numbers is not exact. */
export function statusText(status: StatusReport, attribution: readonly string[], paper: Paper): string {
  const width = widthOn(paper);
  const ink = style(paper.color);
  const lines = termsOf(status).flatMap(([term, text]) => {
    const [first, ...more] = wrapped(text, width - TERM_WIDTH);
    return [ink.faint(term.padEnd(TERM_WIDTH)) + first, ...more.map((line) => " ".repeat(TERM_WIDTH) + line)];
  });
  const sentences = inexactness(status).flatMap((sentence) => {
    const [first, ...more] = wrapped(sentence, width - 2);
    return [`- ${first}`, ...more.map((line) => `  ${line}`)];
  });
  const inexact = sentences.length > 0 ? ["", ink.heading("What is not exact"), ...sentences] : [];
  const credits = attribution.flatMap((line) => wrapped(line, width)).map((line) => ink.faint(line));
  return `${[...lines, ...inexact, "", ...credits].join("\n").trimEnd()}\n`;
}

function termsOf(status: StatusReport): [string, string][] {
  const { version, source, mode, uptimeSeconds, interfaces, flows, devices, geo, accounting } = status;
  const terms: [string, string][] = [
    ["bordertap", `${version}, ${source}, mode ${mode}, for ${durationText(uptimeSeconds)}`],
    ["seen", `${countText(status.frames)} frames, ${bytesText(status.bytes)}`],
    ...interfaces.map(({ name, state, packets, dropped }): [string, string] => [
      source === "replay" ? "file" : "interface",
      `${name}: ${state}, ${countText(packets)} packets, ${countText(dropped)} lost`,
    ]),
    ["flows", `${countText(flows.open)} of ${countText(flows.capacity)}`],
    ["devices", `${countText(devices.known)} of ${countText(devices.capacity)}`],
    ["country data", geoText(status)],
    ["bytes from", accounting.source],
    ["flow offload", offloadText(accounting)],
  ];
  if (geo.lastUpdate !== undefined) {
    const { time, ok, reason } = geo.lastUpdate;
    terms.push([
      "last update",
      `${time.slice(0, 16).replace("T", " ")} UTC, ${ok ? "taken" : `refused: ${reason}`}`,
    ]);
  }
  if (status.configuration?.state === "refused")
    terms.push(["configuration", refusalText(status.configuration)]);
  const { packetsAttempted = 0, bytesAttempted = 0, refusalsSeen = 0 } = status;
  if (packetsAttempted > 0)
    terms.push([
      "attempted",
      `${countText(packetsAttempted)} packets, ${bytesText(bytesAttempted)}; the firewall answered ${countText(refusalsSeen)} times`,
    ]);
  if (accounting.coverageRatio !== undefined)
    terms.push(["bytes seen", percentText(accounting.coverageRatio)]);
  if (status.enforcement) terms.push(...enforcementTerms(status.enforcement));
  if (status.enforcementFailure !== undefined)
    terms.push(["enforcement", nobodyJudgesText(status.enforcementFailure)]);
  if (status.local.length > 0) terms.push(["local as well", status.local.join(" ")]);
  return terms;
}

export function nobodyJudgesText(failure: string): string {
  return `nobody judges, and it is tried again: ${failure.replaceAll(/\s+/g, " ")}`;
}

/** Why the configuration that was read last is not in force. */
export function refusalText({ time, reason, mistakes, notListed }: ConfigurationReport): string {
  const texts = mistakes.map(({ option, reason }) => `${option}: ${reason}`);
  if (notListed > 0) texts.push(`and ${countText(notListed)} more.`);
  const why = reason === undefined ? texts.join(" ") : reason.replaceAll(/\s+/g, " ");
  return `that of ${time.slice(0, 16).replace("T", " ")} UTC was refused: ${why}`;
}

function enforcementTerms(enforcement: EnforcementReport): [string, string][] {
  const { state, reason, failMode, decisions, blockSetPrefixes, table, guard, sweeps } = enforcement;
  const { accept = 0, block = 0, blockAddress = 0 } = decisions;
  const set = failMode === "last-good" ? ` (${countText(blockSetPrefixes)} prefixes)` : "";
  const terms: [string, string][] = [
    ["enforcement", reason === undefined ? state : `${state}: ${reason}`],
    ["judged", `${countText(accept)} accepted, ${countText(block + blockAddress)} blocked`],
    ["if nobody judges", `${failMode}${set}`],
  ];
  if (sweeps.ended > 0)
    terms.push(["flows ended", `${countText(sweeps.ended)}, by a policy that came later`]);
  if (table.losses > 0)
    terms.push(["rules lost", `${countText(table.losses)} times, for ${durationText(table.gapSeconds)}`]);
  if (guard.dropped > 0) terms.push(["guard", `${guard.state}, ${countText(guard.dropped)} packets dropped`]);
  else if (guard.reason !== undefined) terms.push(["guard", `${guard.state}: ${guard.reason}`]);
  else if (guard.state === "lifted") terms.push(["guard", guard.state]);
  return terms;
}

function geoText({ geo: { sources, ageSeconds } }: StatusReport): string {
  const names = [...new Set(sources.map(({ name, date }) => [name, date].filter(Boolean).join(" ")))];
  return names.join("; ") + (ageSeconds === undefined ? "" : `; ${durationText(ageSeconds)} old`);
}
