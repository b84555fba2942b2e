import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IMAGE_SIZE_MAX } from "../../../../assembly/geo/image.ts";
import type { Address } from "../../../../host/address.ts";

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly geoImage: WebAssembly.Global;
  readonly keys: WebAssembly.Global;
  readonly starts: WebAssembly.Global;
  readonly answers: WebAssembly.Global;
  answer4(address: number): number;
  answer6(high: bigint, low: bigint): number;
  look4(count: number): number;
  look6(count: number): number;
  search4(count: number, ranges: number): number;
  search6(count: number, ranges: number): number;
}

const PAGE_SIZE = 65536;
/** Image, and what tests/assembly/geo/bench.ts keeps beside it. */
const PAGES = Math.ceil(IMAGE_SIZE_MAX / PAGE_SIZE) + 900;

/** Compiles the lookups as a release does. */
function compile(): WebAssembly.Module {
  const folder = mkdtempSync(join(tmpdir(), "bordertap-"));
  const outFile = join(folder, "lookups.wasm");
  const options = ["-O3", "--runtime", "stub", "--use", "abort=", "--use", `GEO_IMAGE_MAX=${IMAGE_SIZE_MAX}`];
  const memory = ["--initialMemory", String(PAGES), "--maximumMemory", String(PAGES)];
  const asc = ["node_modules/assemblyscript/bin/asc.js", "tests/assembly/geo/bench.ts", "--config", "none"];
  try {
    const { status, stderr } = spawnSync(process.execPath, [...asc, ...options, ...memory, "-o", outFile]);
    if (status !== 0) throw new Error(String(stderr));
    return new WebAssembly.Module(readFileSync(outFile));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let module: WebAssembly.Module | undefined;

/** The product's lookups in a module of their own, over an image of the test's choice. */
export class Lookups {
  readonly exports: Exports;

  constructor(image?: Uint8Array) {
    module ??= compile();
    this.exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    if (image) this.load(image);
  }

  load(image: Uint8Array): void {
    new Uint8Array(this.exports.memory.buffer, this.exports.geoImage.value, image.length).set(image);
  }

  answer({ ipv6, high, low }: Address): number {
    return (ipv6 ? this.exports.answer6(high, low) : this.exports.answer4(Number(low & 0xffff_ffffn))) >>> 0;
  }
}
