import type { DnsMessage } from "../classifier/dns.ts";

/** What a frame's DNS messages asked and answered. */
export interface DnsReport {
  readonly response: boolean;
  /** Names. */
  readonly questions: readonly string[];
  readonly answers: readonly { readonly name: string; readonly type: string; readonly data: string }[];
}

/** Undefined for a frame without one; of several, everything that they said. */
export function dnsReport(messages: readonly DnsMessage[]): DnsReport | undefined {
  if (messages.length === 0) return undefined;
  return {
    response: messages[0].response,
    questions: messages.flatMap(({ questions }) => questions.map(({ name }) => name)),
    answers: messages.flatMap(({ answers }) => answers.map(({ name, type, data }) => ({ name, type, data }))),
  };
}
