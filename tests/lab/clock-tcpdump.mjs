// Stands for tcpdump: what the real one captures, with times of a clock that is off (clock-shim.mjs).

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const FILE_HEADER_SIZE = 24;
const RECORD_HEADER_SIZE = 16;

const tcpdump = spawn("/usr/bin/tcpdump", process.argv.slice(2), { stdio: ["ignore", "pipe", "inherit"] });
for (const signal of ["SIGTERM", "SIGUSR1"]) process.on(signal, () => tcpdump.kill(signal));
let held = Buffer.alloc(0);
let next = FILE_HEADER_SIZE;
tcpdump.stdout.on("data", (octets) => {
  held = Buffer.concat([held, octets]);
  const offset = Number(readFileSync(process.env.CLOCK_OFFSET, "utf8"));
  while (held.length >= next + RECORD_HEADER_SIZE) {
    held.writeUInt32LE(held.readUInt32LE(next) + offset, next);
    const size = next + RECORD_HEADER_SIZE + held.readUInt32LE(next + 8);
    if (held.length < size) {
      held.writeUInt32LE(held.readUInt32LE(next) - offset, next);
      break;
    }
    process.stdout.write(held.subarray(0, size));
    held = held.subarray(size);
    next = 0;
  }
});
tcpdump.on("exit", (status) => process.exit(status ?? 1));
