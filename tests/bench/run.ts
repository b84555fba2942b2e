// The bench table: every figure a ratio against a reference in the same run, medians of alternating rounds.
//
//   npm run bench          needs cc and ../shared/captures; tcpdump and ndpiReader (Debian: libndpi-bin) where present;
//                        tests/bench/tap.ts says what the live tap needs, tests/bench/judge.ts what the judge does

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { CELL_SIZE, DEVICE_SIZE, FLOW_SIZE } from "../../assembly/abi.ts";
import { isInstalled } from "../installed.ts";
import { median, medianRatio, run, wallSeconds } from "./measure.ts";
import { WholeProcesses } from "./whole-process.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const CAPTURES = join(ROOT, "../shared/captures");
const OUTPUT = join(ROOT, "build");
const LOOP = join(OUTPUT, "loop.pcap");
const TABLE = join(ROOT, "dist/geo.table");
const BORDERTAP = join(ROOT, "dist/bordertap.js");
/** 4.3 GB. */
const PACKETS = 10_000_000;
/** A second file for whole processes: what they need whatever the file, 0.4 s of replay's time, tells more there. */
const SHORT = join(OUTPUT, "short.pcap");
const SHORT_PACKETS = 2_500_000;
const ROUNDS = 5;
/** Runs in one process of classify and reference; the first pays for compilation and is left out. */
const RUNS = 3;

if (!existsSync(CAPTURES)) {
  console.log(`bench: nothing measured, ${CAPTURES} is not there`);
  process.exit(0);
}
mkdirSync(OUTPUT, { recursive: true });

async function bundle(name: string): Promise<string> {
  // Beside the product's bundle, where the wasm and the table lie.
  const outfile = join(ROOT, `dist/bench-${name}.js`);
  await build({
    entryPoints: [join(ROOT, `tests/bench/${name}.ts`)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "warning",
  });
  return outfile;
}

const classify = await bundle("classify");
const scale = await bundle("scale");
const reference = join(OUTPUT, "reference");
run("cc", "-O3", "-march=native", "-o", reference, join(ROOT, "tests/bench/reference.c"));

/** Made anew each time: how fast the page cache gives a file depends on how it came to be there. */
function makeLoop(path: string, packets: number): void {
  const script = join(ROOT, "tests/bench/loop.ts");
  run(process.execPath, "--import", "tsx", script, CAPTURES, path, String(packets));
}
makeLoop(LOOP, PACKETS);

/** Seconds of the runs that a bench program printed as `packets flows nanoseconds`, the first left out. */
function seconds(output: string): number {
  const runs = output.trim().split("\n").slice(1);
  return median(runs.map((line) => Number(line.split(" ")[2]) / 1e9));
}

/** Two slots of four octets for each entry. */
const FLOW_SLOTS_SIZE = 8;
const DEVICE_SLOTS_SIZE = 8;
const CELL_SLOTS_SIZE = 8;

const hasNdpi = isInstalled("ndpiReader");
const times = {
  wasm: [] as number[],
  names: [] as number[],
  c: [] as number[],
  ndpi: [] as number[],
};
let packets = 0;

const whole = new WholeProcesses(LOOP);
for (let round = 0; round < ROUNDS; round++) {
  const output = run(process.execPath, classify, LOOP, TABLE, String(RUNS + 1));
  packets = Number(output.split(" ")[0]);
  times.wasm.push(seconds(output));
  times.names.push(seconds(run(process.execPath, classify, LOOP, TABLE, String(RUNS + 1), "names")));
  times.c.push(seconds(run(reference, LOOP, TABLE, String(RUNS + 1))));
  whole.round();
  if (hasNdpi) times.ndpi.push(wallSeconds("ndpiReader", "-q", "-i", LOOP));
}

function rate(values: readonly number[], frames: number): string {
  return `${(frames / median(values) / 1e6).toFixed(2)} M/s`;
}

function row(what: string, measured: string, ratio: string, goal: string): void {
  console.log(`| ${what.padEnd(44)} | ${measured.padEnd(12)} | ${ratio.padEnd(8)} | ${goal.padEnd(8)} |`);
}

function ratioRow(
  what: string,
  reference: readonly number[],
  ours: readonly number[],
  goal: string,
  frames = packets,
): void {
  if (reference.length === 0) row(what, "not there", "-", goal);
  else row(what, rate(reference, frames), medianRatio(reference, ours).toFixed(2), goal);
}

function wholeRows({ replay, nameless, tcpdump }: WholeProcesses, frames: number): void {
  const what = `(replay, whole process, ${(frames / 1e6).toFixed(1)} M packets)`;
  row(what, rate(replay, frames), "", "");
  ratioRow("replay / tcpdump -r -w /dev/null", tcpdump, replay, "1", frames);
  ratioRow("replay --no-names / the same", tcpdump, nameless, "1", frames);
}

console.log(
  `${packets} packets, ${ROUNDS} rounds, medians; a ratio is how many times faster than the reference\n`,
);
row("reference", "reference", "ratio", "goal");
row("---", "---", "---", "---");
row("(classify, copy included)", rate(times.wasm, packets), "", "");
ratioRow("classify / the same algorithm in C -O3", times.c, times.wasm, "0.75");
ratioRow("classify / ndpiReader -q", times.ndpi, times.wasm, "15");
ratioRow("classify / tcpdump -r -w /dev/null", whole.tcpdump, times.wasm, "2.5");
row("(classify with host names)", rate(times.names, packets), "", "");
ratioRow("classify with host names / ndpiReader -q", times.ndpi, times.names, "8");
wholeRows(whole, packets);

makeLoop(SHORT, SHORT_PACKETS);
const short = new WholeProcesses(SHORT);
for (let round = 0; round < ROUNDS; round++) short.round();
rmSync(SHORT);
wholeRows(short, SHORT_PACKETS);

const packet = join(OUTPUT, "one-packet.pcap");
run("sh", "-c", `head -c 100 '${LOOP}' > '${packet}'`);
const starts = Array.from({ length: 2 * ROUNDS }, () =>
  wallSeconds(process.execPath, BORDERTAP, "replay", packet),
);
row("start to report of one packet, whole process", `${(median(starts) * 1000).toFixed(0)} ms`, "", "250 ms");
const router = new WebAssembly.Module(readFileSync(join(ROOT, "dist/classifier-router.wasm")));
const { memory } = new WebAssembly.Instance(router).exports as { memory: WebAssembly.Memory };
/** What asconfig.json gives the router build. */
function capacity(name: string): number {
  const use: string[] = JSON.parse(readFileSync(join(ROOT, "asconfig.json"), "utf8")).targets.router.use;
  return Number(use.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1));
}
const tables =
  capacity("GEO_IMAGE_MAX") +
  capacity("FLOWS_MAX") * (FLOW_SIZE + FLOW_SLOTS_SIZE) +
  capacity("DEVICES_MAX") * (DEVICE_SIZE + DEVICE_SLOTS_SIZE) +
  capacity("CELLS_MAX") * (CELL_SIZE + CELL_SLOTS_SIZE);
const megabytes = (octets: number) => `${(octets / 1e6).toFixed(1)} MB`;
row("router build: tables, 65,536 flows, counters", megabytes(tables), "", "24 MB");
row("(router build: all memory, with names)", megabytes(memory.buffer.byteLength), "", "");

console.log("\nLookups of random routed keys, both opinions in the table (goals: 100 M/s, 25 M/s)");
console.log(run(process.execPath, "--import", "tsx", join(ROOT, "tests/bench/lookup.ts")).trimEnd());
console.log("\nAutonomous systems of random routed addresses, with their organizations");
console.log(run(process.execPath, "--import", "tsx", join(ROOT, "tests/bench/asn.ts")).trimEnd());

/** Nanoseconds per packet with so many flows alive. */
function cost(flows: number): number {
  const runs = run(process.execPath, scale, String(flows), "2000000", "5").trim().split("\n");
  return median(runs.map((line) => Number(line.split(" ")[1])));
}

const few = cost(1_000);
const caches = ["LEVEL1_DCACHE_SIZE", "LEVEL2_CACHE_SIZE", "LEVEL3_CACHE_SIZE"].map(
  (name) => `${Number(run("getconf", name)) / 1024} KiB`,
);
console.log(`\nA flow takes 136 octets with its slots; caches here: ${caches.join(", ")}`);
console.log("flows alive | ns per packet | times the cost at 1,000 (goal: <= 4 at 1,000,000)");
for (const flows of [1_000, 4_096, 16_384, 65_536, 262_144, 1_000_000]) {
  const nanoseconds = cost(flows);
  console.log(
    `${String(flows).padStart(11)} | ${nanoseconds.toFixed(1).padStart(13)} | ${(nanoseconds / few).toFixed(2)}`,
  );
}

console.log("\nThe live tap beside tcpdump, on a cable");
console.log(run(process.execPath, "--import", "tsx", join(ROOT, "tests/bench/tap.ts")).trimEnd());

console.log("\nThe judge, by iptables' queue on this machine's kernel");
console.log(run(process.execPath, "--import", "tsx", join(ROOT, "tests/bench/judge.ts")).trimEnd());
