import type { DnsClaim } from "../names/frame-claims.ts";

/** Undefined for a frame without a DNS message; of several, everything that they said. */
export function dnsReport(messages: readonly DnsClaim[]): DnsClaim | undefined {
  if (messages.length < 2) return messages[0];
  return {
    response: messages[0].response,
    questions: messages.flatMap(({ questions }) => questions),
    answers: messages.flatMap(({ answers }) => answers),
  };
}
