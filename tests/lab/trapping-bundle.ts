import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import binaryen from "binaryen";
import { copyBundle } from "./bundle.ts";
import { POISON_ADDRESS, POISON_START } from "./frames.ts";

/** Octets before the first frame's own in a batch: of a pcap record, and of a ring's block, which says where they are. */
const RECORD_HEADER_SIZE = 16;
const BLOCK_OFFSET_TO_FIRST_PKT = 16;
const TP_MAC = 24;
/** Of a message of the queue: its slot in a batch, and how far into it an IPv4 header ends at the latest. */
const QUEUE_SLOT_SIZE = 16_384;
const QUEUE_LOOK = 512;

const WALKS = { afpacket: "walkTpacket", tcpdump: "walkPcap", queue: "walkQueue" } as const;
type Walk = (typeof WALKS)[keyof typeof WALKS];

/**
 * Copies the program to `folder`, with a classifier that traps when the first frame of a batch is frames.ts's POISON,
 * or a packet of a queue leads to POISON_ADDRESS: what a broken invariant does. Returns its path.
 */
export function trappingBundle(folder: string, source: keyof typeof WALKS): string {
  const copy = join(folder, "trapping");
  const bundle = copyBundle(copy, (name) => source !== "tcpdump" || name !== "koffi");
  const wasm = join(copy, "classifier-router.wasm");
  writeFileSync(wasm, trapping(readFileSync(wasm), WALKS[source]));
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

function trapping(wasm: Uint8Array, walk: Walk): Uint8Array {
  const module = binaryen.readBinary(wasm);
  module.setFeatures(binaryen.Features.All);
  const name = internalName(module, walk);
  const { params, results, vars, body } = binaryen.getFunctionInfo(module.getFunction(name));
  const original = module.copyExpression(body);
  const own = binaryen.expandType(params).length + vars.length;
  const look = walk === "walkQueue" ? lookThroughQueue(module, own) : lookAtFirst(module, walk);
  module.removeFunction(name);
  const block = module.block(null, [look, original], results);
  module.addFunction(name, params, results, [...vars, binaryen.i32], block);
  return module.emitBinary();
}

function lookAtFirst(module: binaryen.Module, walk: Walk): number {
  const { i32 } = module;
  const load16 = (at: number, offset: number): number => i32.load16_u(offset, 1, at, MEMORY);
  const offset = (): number => i32.load(BLOCK_OFFSET_TO_FIRST_PKT, 1, batch(module), MEMORY);
  const first = (): number => i32.add(batch(module), offset());
  const frame =
    walk === "walkTpacket"
      ? i32.add(first(), load16(first(), TP_MAC))
      : i32.add(i32.add(batch(module), module.local.get(0, binaryen.i32)), i32.const(RECORD_HEADER_SIZE));
  return trapWhere(module, i32.eq(i32.load(0, 1, frame, MEMORY), i32.const(POISON_START)));
}

/** The beginning of each slot that is taken, as far as they are words; `at` is a local of our own. */
function lookThroughQueue(module: binaryen.Module, at: number): number {
  const { i32, local } = module;
  const offset = (): number => local.get(at, binaryen.i32);
  const slots = local.get(0, binaryen.i32);
  const word = i32.load(0, 1, i32.add(batch(module), offset()), MEMORY);
  const address = POISON_ADDRESS.split(".").reduceRight((sum, octet) => (sum << 8) | Number(octet), 0);
  const isAfterHeaders = i32.eq(i32.and(offset(), i32.const(QUEUE_SLOT_SIZE - 1)), i32.const(QUEUE_LOOK));
  const step = (size: number): number => local.set(at, i32.add(offset(), i32.const(size)));
  const loop = module.loop(
    "look",
    module.if(
      i32.lt_u(offset(), i32.mul(slots, i32.const(QUEUE_SLOT_SIZE))),
      module.block(null, [
        trapWhere(module, i32.eq(word, i32.const(address))),
        step(4),
        module.if(isAfterHeaders, step(QUEUE_SLOT_SIZE - QUEUE_LOOK)),
        module.br("look"),
      ]),
    ),
  );
  return module.block(null, [local.set(at, i32.const(0)), loop]);
}

const MEMORY = "0";

function batch(module: binaryen.Module): number {
  return module.global.get(internalName(module, "batch"), binaryen.i32);
}

function trapWhere(module: binaryen.Module, condition: number): number {
  return module.if(condition, module.unreachable());
}

function internalName(module: binaryen.Module, exported: string): string {
  return binaryen.getExportInfo(module.getExport(exported)).value;
}
