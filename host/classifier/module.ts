import { instantiateSync } from "@assemblyscript/loader";
import { ABI_VERSION } from "../../assembly/abi.ts";
import { OperatorError } from "../errors.ts";
import { besideBundle, fileExists, readWholeFile } from "../platform/files.ts";

/** Which capacities the module was compiled with (asconfig.json): a router's, or a large machine's. */
export type Build = "router" | "replay";

/** The exports of assembly/index.ts: addresses, counts and functions, all plain numbers. */
export interface Exports extends Record<string, unknown> {
  readonly memory: WebAssembly.Memory;
  abiVersion(): number;

  readonly batch: WebAssembly.Global;
  readonly walkStop: WebAssembly.Global;
  readonly frameCount: WebAssembly.Global;
  readonly frames: WebAssembly.Global;
  walkPcap(from: number, to: number, linkType: number, flags: number, describing: number): number;
  walkRecords(from: number, to: number, describing: number): number;
  walkTpacket(
    from: number,
    to: number,
    linkType: number,
    flags: number,
    shift: bigint,
    describing: number,
  ): number;
  readonly framesNotSegmented: WebAssembly.Global;
  readonly refusalsSeen: WebAssembly.Global;

  walkQueue(slots: number, time: bigint): void;
  answerQueue(slots: number): void;
  answerHeld(time: bigint): void;
  readonly queueAnswers: WebAssembly.Global;
  readonly queueAnswersSize: WebAssembly.Global;
  readonly heldCount: WebAssembly.Global;
  readonly judged: WebAssembly.Global;
  setQueueMarks(
    mask: number,
    accept: number,
    wait: number,
    block: number,
    blockAddress: number,
    isOffloading: number,
  ): void;
  verdictOfFrame(at: number, size: number, time: bigint): number;

  readonly totals: WebAssembly.Global;
  readonly coverage: WebAssembly.Global;
  readonly cells: WebAssembly.Global;
  readonly cellAttempts: WebAssembly.Global;
  readonly cellCount: WebAssembly.Global;
  readonly cellsRefused: WebAssembly.Global;
  readonly devices: WebAssembly.Global;
  readonly deviceCount: WebAssembly.Global;
  readonly devicesRefused: WebAssembly.Global;
  readonly flows: WebAssembly.Global;
  readonly flowAttempts: WebAssembly.Global;
  readonly flowCount: WebAssembly.Global;
  readonly flowsEvicted: WebAssembly.Global;
  readonly events: WebAssembly.Global;
  readonly eventsSize: WebAssembly.Global;
  drained(): void;

  readonly names: WebAssembly.Global;
  readonly namesRefused: WebAssembly.Global;
  readonly answersEvicted: WebAssembly.Global;
  readonly namesEvicted: WebAssembly.Global;
  readonly flowsUnnamed: WebAssembly.Global;
  readonly streamsEvicted: WebAssembly.Global;
  readonly initialsRefused: WebAssembly.Global;
  readonly identitiesRefused: WebAssembly.Global;
  readonly quicPlaintext: WebAssembly.Global;
  takeQuic(flow: number, hash: number, frame: number, time: bigint, size: number): void;

  readonly answer: WebAssembly.Global;
  learnName(time: bigint): void;
  setSharing(sharing: number): void;
  readonly answersNotShared: WebAssembly.Global;

  readonly policyImage: WebAssembly.Global;
  adoptPolicy(): void;
  judgeAll(): void;
  readonly deferredCount: WebAssembly.Global;
  policyDue(): bigint;
  setPolicySpan(first: bigint, end: bigint): void;

  readonly countryMap: WebAssembly.Global;
  renumber(): void;

  setNaming(naming: number): void;
  setToldKinds(kinds: number): void;
  setHashKey(key: bigint): void;
  readonly localPrefixes: WebAssembly.Global;
  setLocalPrefixCount(count: number): void;
  isSupported(linkType: number): number;

  readonly geoImage: WebAssembly.Global;
  readonly geoImageMax: WebAssembly.Global;
  answerOf(high: bigint, low: bigint, isIpv6: number): number;

  decodeDns(at: number, end: number): number;
  readonly dnsMessage: WebAssembly.Global;
  readonly dnsRecords: WebAssembly.Global;
  readonly dnsText: WebAssembly.Global;
  readonly dnsRecordsRefused: WebAssembly.Global;
  readonly dnsAddressesRefused: WebAssembly.Global;
}

/** Instantiates the module beside the bundle. Throws CLASSIFIER_MISSING, CLASSIFIER_VERSION. */
export function instantiate(build: Build, path = besideBundle(`classifier-${build}.wasm`)): Exports {
  if (!fileExists(path)) throw new OperatorError("CLASSIFIER_MISSING", path, "there is no such file.");
  const module = new WebAssembly.Module(readWholeFile(path) as BufferSource);
  // The loader's own exports wrap each function; the instance's are the ones to call.
  const exports = instantiateSync(module, {}).instance.exports as unknown as Exports;
  const version = exports.abiVersion();
  if (version !== ABI_VERSION)
    throw new OperatorError(
      "CLASSIFIER_VERSION",
      path,
      `it speaks version ${version}, this program ${ABI_VERSION}.`,
    );
  return exports;
}
