import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import binaryen from "binaryen";
import { copyBundle } from "./bundle.ts";
import { POISON_START } from "./frames.ts";

/** Octets before the first frame's own in a batch: of a pcap record, and of a ring's block, which says where they are. */
const RECORD_HEADER_SIZE = 16;
const BLOCK_OFFSET_TO_FIRST_PKT = 16;
const TP_MAC = 24;

/**
 * Copies the program to `folder`, with a classifier that traps when the first frame of a batch is frames.ts's POISON:
 * what a broken invariant does. Returns its path.
 */
export function trappingBundle(folder: string, source: "afpacket" | "tcpdump"): string {
  const copy = join(folder, "trapping");
  const bundle = copyBundle(copy, (name) => source === "afpacket" || name !== "koffi");
  const wasm = join(copy, "classifier-router.wasm");
  writeFileSync(wasm, trapping(readFileSync(wasm), source === "afpacket" ? "walkTpacket" : "walkPcap"));
  return bundle;
}

/** The same, but that the trap ends the tap's thread: what a bug in the host does. */
export function endingBundle(folder: string): string {
  const bundle = trappingBundle(folder, "afpacket");
  const look = "instanceof WebAssembly.RuntimeError";
  const scripts = readdirSync(dirname(bundle)).filter((name) => name.endsWith(".js"));
  const looking = scripts
    .map((name) => join(dirname(bundle), name))
    .filter((path) => readFileSync(path, "utf8").includes(look));
  if (looking.length === 0) throw new Error(`nothing in ${dirname(bundle)} looks for traps`);
  for (const path of looking)
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(look, "instanceof WebAssembly.LinkError"));
  return bundle;
}

function trapping(wasm: Uint8Array, walk: string): Uint8Array {
  const module = binaryen.readBinary(wasm);
  module.setFeatures(binaryen.Features.All);
  const { i32 } = module;
  const memory = "0";
  const batch = (): number => module.global.get(internalName(module, "batch"), binaryen.i32);
  const load16 = (at: number, offset: number): number => i32.load16_u(offset, 1, at, memory);
  const first = (): number => i32.add(batch(), i32.load(BLOCK_OFFSET_TO_FIRST_PKT, 1, batch(), memory));
  const frame =
    walk === "walkTpacket"
      ? i32.add(first(), load16(first(), TP_MAC))
      : i32.add(i32.add(batch(), module.local.get(0, binaryen.i32)), i32.const(RECORD_HEADER_SIZE));
  const isPoison = i32.eq(i32.load(0, 1, frame, memory), i32.const(POISON_START));
  const name = internalName(module, walk);
  const { params, results, vars, body } = binaryen.getFunctionInfo(module.getFunction(name));
  const original = module.copyExpression(body);
  module.removeFunction(name);
  const block = module.block(null, [module.if(isPoison, module.unreachable()), original], results);
  module.addFunction(name, params, results, vars, block);
  return module.emitBinary();
}

function internalName(module: binaryen.Module, exported: string): string {
  return binaryen.getExportInfo(module.getExport(exported)).value;
}
