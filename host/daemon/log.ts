import { printable } from "../text.ts";

export type LogLevel = "error" | "warning" | "info" | "debug";

const LEVELS: readonly LogLevel[] = ["error", "warning", "info", "debug"];

export type LogValue = string | number | bigint | boolean | undefined;

/**
 * Lines of key=value for people and for programs, one event each. No time: procd, systemd and syslog add their own,
 * and on a router without a clock battery ours would be wrong until NTP has set it.
 */
export class Log {
  #threshold: number;
  readonly #write: (text: string) => void;

  constructor(level: LogLevel, write: (text: string) => void) {
    this.#threshold = LEVELS.indexOf(level);
    this.#write = write;
  }

  setLevel(level: LogLevel): void {
    this.#threshold = LEVELS.indexOf(level);
  }

  error(event: string, fields: Readonly<Record<string, LogValue>> = {}): void {
    this.#line("error", event, fields);
  }
  warning(event: string, fields: Readonly<Record<string, LogValue>> = {}): void {
    this.#line("warning", event, fields);
  }
  info(event: string, fields: Readonly<Record<string, LogValue>> = {}): void {
    this.#line("info", event, fields);
  }
  debug(event: string, fields: Readonly<Record<string, LogValue>> = {}): void {
    this.#line("debug", event, fields);
  }

  #line(level: LogLevel, event: string, fields: Readonly<Record<string, LogValue>>): void {
    if (LEVELS.indexOf(level) > this.#threshold) return;
    const pairs = Object.entries({ level, event, ...fields })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}=${quoted(String(value))}`);
    this.#write(`${pairs.join(" ")}\n`);
  }
}

/** One line; bare where nothing in it could be taken for the end of the value. */
function quoted(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, " ");
  const shown = printable(line.replaceAll(/["\\]/g, (mark) => (mark === '"' ? "\\x22" : "\\x5c")));
  return /^[^\s=]+$/.test(shown) ? shown : `"${shown}"`;
}
