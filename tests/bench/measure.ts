import { execFileSync } from "node:child_process";

// What the environment has each Node.js do besides is no part of what is measured: to read a machine's 140 certificates takes
// 45 ms of each start.
delete process.env.NODE_EXTRA_CA_CERTS;
delete process.env.NODE_OPTIONS;

/** Standard output of a program that must succeed. */
export function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 1 << 28,
  });
}

/** Seconds that a whole process took, start and end included. */
export function wallSeconds(command: string, ...args: string[]): number {
  const start = process.hrtime.bigint();
  run(command, ...args);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** Median over rounds of a quotient whose two halves were measured one after the other. */
export function medianRatio(numerators: readonly number[], denominators: readonly number[]): number {
  return median(numerators.map((value, round) => value / denominators[round]));
}
