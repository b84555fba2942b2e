import type { StatusReport } from "../observed.ts";
import { countText } from "./text.ts";

/** Below this share something was missed that rounding and timing do not explain. */
const COVERAGE_MIN = 0.99;

/** What of the numbers is not exact, or was lost, a sentence each; none where nothing is. */
export function inexactness(status: StatusReport): string[] {
  const { interfaces, framesNotSegmented, flows, devices } = status;
  const { namesNotKept, surroundingsNotKept, accounting, workers, clockSynchronized } = status;
  const sentences: string[] = [];
  const say = (count: number, sentence: (count: string) => string) => {
    if (count > 0) sentences.push(sentence(countText(count)));
  };
  for (const { name, state, reason, dropped, bytesExact } of interfaces) {
    if (state === "down" || state === "absent" || state === "failed")
      sentences.push(
        `Nothing is seen on ${name}, which is ${state}${reason === undefined ? "" : `: ${reason}`}.`,
      );
    say(dropped, (count) => `${count} packets were lost on ${name}.`);
    if (bytesExact === false)
      sentences.push(`Bytes on ${name} are a lower bound: merged segments hide some.`);
  }
  say(framesNotSegmented, (count) => `${count} merged frames count as one packet each: bytes are more.`);
  if (accounting.coverageRatio !== undefined && accounting.coverageRatio < COVERAGE_MIN)
    sentences.push(
      `The tap saw ${percentText(accounting.coverageRatio)} of the bytes that conntrack counted.`,
    );
  const { source, offload } = accounting;
  if (source === "conntrack")
    sentences.push(
      offload === "hardware"
        ? "Bytes are conntrack's, because flow offload in hardware hides packets from the tap."
        : "Bytes are conntrack's, because the configuration says so.",
    );
  if (source === "tap" && offload === "hardware")
    sentences.push(
      "Flow offload in hardware hides packets from the tap, and conntrack does not count: bytes are more.",
    );
  if (offload === "hardware")
    sentences.push("Names may be missing: of flows in hardware the first packets alone are seen.");
  say(flows.evicted, (count) => `${count} flows left a full table; their bytes stay counted.`);
  say(devices.refused, (count) => `${count} flows are counted without a device: the table is full.`);
  const notKept = Object.entries({ ...namesNotKept, ...surroundingsNotKept }).filter(
    ([, count]) => count > 0,
  );
  if (notKept.length > 0)
    sentences.push(
      `Found no room: ${notKept.map(([kind, count]) => `${countText(count)} ${kind}`).join(", ")}.`,
    );
  for (const { number, rebuilt } of workers)
    say(rebuilt, (count) => `The classifier of worker ${number} failed and was replaced ${count} times.`);
  if (clockSynchronized === false)
    sentences.push("The kernel does not say that its clock is right: times may be wrong.");
  return sentences;
}

/** Of 0 to 1; one digit, cut, so that only all of it is 100 %. */
export function percentText(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}
