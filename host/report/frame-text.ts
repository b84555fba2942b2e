import { printable } from "../text.ts";
import type { FrameReport } from "./frames.ts";
import { codesText } from "./text.ts";

const FRAME_WIDTH = 6;
const CLOCK = { from: 11, to: 26 }; // hh:mm:ss.nnnnnn of the time text

/** Answers of a DNS message that a line shows. */
const ANSWERS_SHOWN = 3;

/** One line for people: time, ends with their countries, protocol, length, and what the frame names. */
export function frameText(frame: FrameReport): string {
  const number = String(frame.frame).padStart(FRAME_WIDTH);
  const time = frame.time?.slice(CLOCK.from, CLOCK.to) ?? "-";
  const what = frame.outcome === "OK" ? `protocol ${frame.protocol}` : frame.outcome;
  if (frame.source === undefined) return `${number} ${time} ${what}, ${frame.length} B\n`;
  const source = end(frame.source, frame.sourcePort, frame.sourceCountry, frame.sourceOtherCountry);
  const destination =
    frame.destination === undefined
      ? "?"
      : end(
          frame.destination,
          frame.destinationPort,
          frame.destinationCountry,
          frame.destinationOtherCountry,
        );
  return `${number} ${time} ${source} > ${destination} ${what}, ${frame.length} B${said(frame)}\n`;
}

/** A host name with its source, or what a DNS message asks or answers; both are escaped where they are read. */
function said({ host, hostSource, ech, dns }: FrameReport): string {
  const name = host === undefined ? "" : `  ${hostSource} ${host}${ech ? " (ECH)" : ""}`;
  if (!dns) return name;
  const questions = dns.questions.join(", ");
  if (!dns.response) return `${name}  dns ${questions}?`;
  const answers = dns.answers.slice(0, ANSWERS_SHOWN).map(({ type, data }) => `${type} ${printable(data)}`);
  const more = dns.answers.length - answers.length;
  return `${name}  dns ${questions}: ${[...answers, ...(more > 0 ? [`and ${more} more`] : [])].join(", ") || "-"}`;
}

function end(
  address: string,
  port: number | undefined,
  country: string | null | undefined,
  otherCountry: string | undefined,
): string {
  const host =
    port === undefined ? address : address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
  return country ? `${host} (${codesText(country, otherCountry)})` : host;
}
