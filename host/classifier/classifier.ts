import {
  ANSWER_SIZE_MAX,
  ATTEMPTED_SIZE,
  BATCH_SIZE,
  CELL_SIZE,
  COUNTRIES_MAX,
  COUNTRY_NULL,
  COVERAGE_SIZE,
  DATAGRAM_MAX,
  DEVICE_SIZE,
  FLOW_ATTEMPTED_SIZE,
  FLOW_SIZE,
  FRAME_SIZE,
  LOCAL_PREFIX_HIGH,
  LOCAL_PREFIX_IS_IPV6,
  LOCAL_PREFIX_LOW,
  LOCAL_PREFIX_MASK_HIGH,
  LOCAL_PREFIX_MASK_LOW,
  LOCAL_PREFIX_SIZE,
  NAME_SIZE,
  POLICY_SIZE,
  TOTALS_SIZE,
} from "../../assembly/abi.ts";
import type { Address, Prefix } from "../address.ts";
import type { VerdictPlan } from "../policy/compile.ts";
import { type Attempted, readAttempted } from "./attempted.ts";
import { type CellRecord, visitCells } from "./cell.ts";
import type { CountersCopy, NotKept } from "./counters.ts";
import { type Coverage, readCoverage } from "./coverage.ts";
import { DeviceRecord, devicesIn } from "./device.ts";
import { type DnsMessage, readDnsMessage } from "./dns.ts";
import { type ChosenKind, EventRecord, type HeardAnswer, kindBits } from "./event.ts";
import { FlowRecord } from "./flow.ts";
import { FrameRecord } from "./frame.ts";
import { type Build, type Exports, instantiate } from "./module.ts";
import { type FlowNames, flowNames, type NamesNotKept, NO_NAMES, namesKey, nameText } from "./name.ts";
import { writePolicy } from "./policy.ts";
import { PacketQueue } from "./queue.ts";
import { readTotals, type Totals } from "./totals.ts";

const NAMES_KEPT_MAX = 65_536;

/** What a client's QUIC Initial held, and the event that it came with. */
export interface OpenedInitial {
  readonly flowNumber: number;
  readonly flowHash: number;
  readonly frame: number;
  readonly time: bigint;
  readonly plaintext: Uint8Array;
}

/** The data plane, and the only holder of its memory. Addresses never change: the memory cannot grow. */
export class Classifier {
  /** Where a source puts frames before it walks them; BATCH_SIZE octets. */
  readonly batch: Uint8Array;
  readonly batchView: DataView;
  /** What the judge asks. */
  readonly queue: PacketQueue;
  readonly #exports: Exports;
  readonly #view: DataView;
  /** Where the flow table starts. A global's value costs a call, and reports ask for it once a flow. */
  readonly #flowsAt: number;
  readonly #devices: DeviceRecord[] = [];
  /** Most flows share theirs with others. */
  readonly #namesByKey = new Map<number, FlowNames>();

  private constructor(exports: Exports) {
    this.#exports = exports;
    const { buffer } = exports.memory;
    this.#view = new DataView(buffer);
    this.#flowsAt = exports.flows.value;
    this.batch = new Uint8Array(buffer, exports.batch.value, BATCH_SIZE);
    this.batchView = new DataView(buffer, exports.batch.value, BATCH_SIZE);
    this.queue = new PacketQueue(exports);
    exports.setHashKey(crypto.getRandomValues(new BigUint64Array(1))[0]);
  }

  /** Throws CLASSIFIER_MISSING, CLASSIFIER_VERSION. */
  static load(build: Build, path?: string): Classifier {
    return new Classifier(instantiate(build, path));
  }

  /** Whether an error is one of the data plane's own asserts: a bug, after which its instance must not be used. */
  static isTrap(error: unknown): error is Error {
    return error instanceof WebAssembly.RuntimeError;
  }

  /** Loads a country table that host/geo has validated; at any time between two walks. */
  loadGeo(image: Uint8Array): void {
    this.geoArea.set(image);
  }

  /** Where the image goes: ten megabytes that need no copy where they are read to here. */
  get geoArea(): Uint8Array {
    const { memory, geoImage, geoImageMax } = this.#exports;
    return new Uint8Array(memory.buffer, geoImage.value, geoImageMax.value);
  }

  /** What the country table says of an address: country | other country << 8. */
  answer({ high, low, ipv6 }: Address): number {
    return this.#exports.answerOf(high, low, ipv6 ? 1 : 0) >>> 0;
  }

  isSupported(linkType: number): boolean {
    return this.#exports.isSupported(linkType) !== 0;
  }

  /** Prefixes whose addresses are local; at most LOCAL_PREFIXES_MAX, before the first walk. */
  setLocalPrefixes(prefixes: readonly Prefix[]): void {
    prefixes.forEach(({ address, length }, k) => {
      const at = this.#exports.localPrefixes.value + k * LOCAL_PREFIX_SIZE;
      const bits = address.ipv6 ? length : length + 96;
      const mask = ((1n << BigInt(bits)) - 1n) << BigInt(128 - bits);
      this.#view.setBigUint64(at + LOCAL_PREFIX_HIGH, address.high, true);
      this.#view.setBigUint64(at + LOCAL_PREFIX_LOW, address.low, true);
      this.#view.setBigUint64(at + LOCAL_PREFIX_MASK_HIGH, mask >> 64n, true);
      this.#view.setBigUint64(at + LOCAL_PREFIX_MASK_LOW, mask & 0xffffffff_ffffffffn, true);
      this.#view.setUint32(at + LOCAL_PREFIX_IS_IPV6, address.ipv6 ? 1 : 0, true);
    });
    this.#exports.setLocalPrefixCount(prefixes.length);
  }

  /**
   * Walks octets [from, to) of the batch as pcap records (`flags`: PCAP_*) and returns where it stopped.
   * `describing` fills `frames()` as well.
   */
  walkPcap(from: number, to: number, linkType: number, flags: number, describing: boolean): number {
    return this.#exports.walkPcap(from, to, linkType, flags, describing ? 1 : 0);
  }

  /** The same for batch records (RECORD_*). */
  walkRecords(from: number, to: number, describing: boolean): number {
    return this.#exports.walkRecords(from, to, describing ? 1 : 0);
  }

  /**
   * The same for one block of an AF_PACKET ring (TPACKET_V3), copied to the batch: all of it from 0 on, `to` being its
   * BLOCK_LEN; `flags`: TPACKET_*. Frames get the kernel's times less `shift` nanoseconds. Returns `to` when no packet
   * is left; until then the block has to stay in the batch. Only the router build has it.
   */
  walkTpacket(
    from: number,
    to: number,
    linkType: number,
    flags: number,
    shift: bigint,
    describing: boolean,
  ): number {
    return this.#exports.walkTpacket(from, to, linkType, flags, shift, describing ? 1 : 0) >>> 0;
  }

  /** Why the last walk stopped: WALK_*. */
  get walkStop(): number {
    return this.#exports.walkStop.value;
  }

  /** The frames of the last describing walk, in order. */
  *frames(): Generator<FrameRecord> {
    const count = this.#exports.frameCount.value;
    for (let k = 0; k < count; k++)
      yield new FrameRecord(this.#view, this.#exports.frames.value + k * FRAME_SIZE);
  }

  /** Visits what happened since the last call. It is one record that moves, and the next walk writes over it. */
  takeEvents(visit: (event: EventRecord) => void): void {
    // What stands behind a name's number changes with every walk.
    if (this.#namesByKey.size > 0) this.#namesByKey.clear();
    const size: number = this.#exports.eventsSize.value;
    if (size === 0) return;
    const event = new EventRecord(this.#view, this.#exports.events.value);
    const end = event.at + size;
    for (; event.at < end; event.at += event.size) visit(event);
    this.#exports.drained();
  }

  /** The DNS message in octets of this memory: the batch's, or an event's. Undefined where its header is cut. */
  dnsMessage(octets: Uint8Array): DnsMessage | undefined {
    const { decodeDns, dnsMessage, dnsRecords, dnsText } = this.#exports;
    if (!decodeDns(octets.byteOffset, octets.byteOffset + octets.length)) return undefined;
    const areas = { message: dnsMessage.value, records: dnsRecords.value, text: dnsText.value };
    return readDnsMessage(this.#view, areas);
  }

  /** Gives back what a QUIC Initial held, outside `takeEvents`: a name may come of it, as an event. */
  takeQuic({ flowNumber, flowHash, frame, time, plaintext }: OpenedInitial): void {
    const { memory, quicPlaintext, takeQuic } = this.#exports;
    if (plaintext.length > DATAGRAM_MAX) return;
    new Uint8Array(memory.buffer, quicPlaintext.value, DATAGRAM_MAX).set(plaintext);
    takeQuic(flowNumber, flowHash, frame, time, plaintext.length);
  }

  /** What is claimed of a flow of the table. */
  namesOf(flow: FlowRecord): FlowNames {
    const key = namesKey(flow);
    if (key === 0) return NO_NAMES;
    const known = this.#namesByKey.get(key);
    if (known) return known;
    if (this.#namesByKey.size === NAMES_KEPT_MAX) this.#namesByKey.clear();
    const names = flowNames(flow, this.#nameText);
    this.#namesByKey.set(key, names);
    return names;
  }

  namesNotKept(): NamesNotKept {
    const exports = this.#exports;
    return {
      names: Number(exports.namesRefused.value),
      namesEvicted: Number(exports.namesEvicted.value),
      flowsUnnamed: Number(exports.flowsUnnamed.value),
      answers: Number(exports.answersEvicted.value),
      streams: Number(exports.streamsEvicted.value),
      quicInitials: Number(exports.initialsRefused.value),
      identities: Number(exports.identitiesRefused.value),
      dnsRecords: Number(exports.dnsRecordsRefused.value),
      dnsAddresses: Number(exports.dnsAddressesRefused.value),
    };
  }

  /** The number of a flow of the table, as its events tell it. */
  numberOf(flow: FlowRecord): number {
    return (flow.at - this.#flowsAt) / FLOW_SIZE;
  }

  readonly #nameText = (name: number): string =>
    nameText(this.#view, this.#exports.names.value + (name - 1) * NAME_SIZE);

  /** Whether names are looked for; before the first walk. They are, unless told otherwise. */
  setNaming(naming: boolean): void {
    this.#exports.setNaming(naming ? 1 : 0);
  }

  /**
   * Takes another policy between two walks, with all events taken; `codes` are the country table's, by number. It holds
   * for flows that open or are named from now on, and for those that wait for one.
   */
  loadPolicy(plan: VerdictPlan, codes: readonly string[]): void {
    const { memory, policyImage, adoptPolicy } = this.#exports;
    writePolicy(new DataView(memory.buffer, policyImage.value, POLICY_SIZE), plan, codes);
    adoptPolicy();
  }

  /** Nanoseconds from which on, and before which, the policy is good; for ever at first. Judges who waited for it. */
  setPolicySpan(first: bigint, end: bigint): void {
    this.#exports.setPolicySpan(first, end);
  }

  /** The time whose policy flows wait for; the next walk stops before its first frame until it is there. */
  get policyDue(): bigint | undefined {
    const { deferredCount, policyDue } = this.#exports;
    return deferredCount.value === 0 ? undefined : BigInt.asUintN(64, policyDue());
  }

  /** Judges all flows anew by the policy, without an event. */
  judgeAll(): void {
    this.#exports.judgeAll();
  }

  /** Which of the kinds that are told for a listener's sake there are from now on; all of them unless told. */
  setToldKinds(kinds: Iterable<ChosenKind>): void {
    this.#exports.setToldKinds(kindBits(kinds));
  }

  /** Whether answers are told (`answer`) for other instances, and theirs name flows; before the first walk. */
  setSharing(sharing: boolean): void {
    this.#exports.setSharing(sharing ? 1 : 0);
  }

  /**
   * Learns what another instance heard, as if this one had heard it then; between two walks. Of the flows that have
   * opened since, the last 256 that had no name get the one they would have had.
   */
  learnAnswer({ time, octets }: HeardAnswer): void {
    const { memory, answer, learnName } = this.#exports;
    new Uint8Array(memory.buffer, answer.value, ANSWER_SIZE_MAX).set(octets);
    // What stood behind a name's number may have made room.
    this.#namesByKey.clear();
    learnName(time);
  }

  /** Country numbers that flows and cells bear, second opinions included. */
  countriesInUse(): Set<number> {
    const inUse = new Set<number>();
    this.eachCell(({ country, flows }) => {
      if (flows > 0) inUse.add(country);
    });
    this.eachFlow(({ answer }) => {
      inUse.add(answer & 0xff);
      inUse.add(answer >>> 8);
    });
    inUse.delete(COUNTRY_NULL);
    return inUse;
  }

  /**
   * Gives flows and cells the country numbers of another table: `map` has them by old number (CountryNumbers). Between
   * two walks, with all events taken and before the table is loaded; the policy is to be loaded again after it.
   */
  renumber(map: Uint8Array): void {
    const { memory, countryMap, renumber } = this.#exports;
    new Uint8Array(memory.buffer, countryMap.value, COUNTRIES_MAX).set(map);
    renumber();
  }

  totals(): Totals {
    return readTotals(this.#view, this.#exports.totals.value);
  }

  coverage(): Coverage {
    return readCoverage(this.#view, this.#exports.coverage.value);
  }

  /** Answers of the own firewall to what it refused; they are in no counter but the totals. */
  get refusalsSeen(): number {
    return Number(this.#exports.refusalsSeen.value);
  }

  /** What was attempted by a flow of the table; undefined where nobody counts it. */
  attemptedOf(flow: FlowRecord): Attempted | undefined {
    const { flowAttempts } = this.#exports;
    if (flowAttempts.value === 0) return undefined;
    return readAttempted(this.#view, flowAttempts.value + this.numberOf(flow) * FLOW_ATTEMPTED_SIZE);
  }

  /** Merged frames that are counted as one packet, with fewer octets than the wire had. */
  get framesNotSegmented(): number {
    return Number(this.#exports.framesNotSegmented.value);
  }

  get flowCount(): number {
    return this.#exports.flowCount.value;
  }

  /**
   * Visits the flows in the table, in the order of their opening until one was evicted. It is one record that
   * moves: what is to be kept must be copied.
   */
  eachFlow(visit: (flow: FlowRecord) => void): void {
    const flow = new FlowRecord(this.#view, this.#flowsAt);
    const end = flow.at + this.flowCount * FLOW_SIZE;
    for (; flow.at < end; flow.at += FLOW_SIZE) visit(flow);
  }

  /** Flows that are counted under DEVICE_OTHER: their device, or its cell for their country, found no room. */
  get flowsRefused(): number {
    const { devicesRefused, cellsRefused } = this.#exports;
    return Number(devicesRefused.value) + Number(cellsRefused.value);
  }

  /** By device number; the first is DEVICE_OTHER. The list grows as they come: none ever leaves its place. */
  devices(): readonly DeviceRecord[] {
    const { length } = this.#devices;
    const start = this.#exports.devices.value + length * DEVICE_SIZE;
    this.#devices.push(...devicesIn(this.#view, start, this.#exports.deviceCount.value - length));
    return this.#devices;
  }

  /** One of them. */
  device(number: number): DeviceRecord {
    return new DeviceRecord(this.#view, this.#exports.devices.value + number * DEVICE_SIZE);
  }

  /** Visits the cells in the order of their numbers; one record that moves, as in `eachFlow`. */
  eachCell(visit: (cell: CellRecord) => void): void {
    const { cells, cellAttempts, cellCount } = this.#exports;
    const view = this.#view;
    const attempts = cellAttempts.value === 0 ? undefined : { view, start: cellAttempts.value };
    visitCells({ view, start: cells.value, attempts }, cellCount.value, visit);
  }

  notKept(): NotKept {
    return {
      ...this.namesNotKept(),
      flowsEvicted: Number(this.#exports.flowsEvicted.value),
      flowsRefused: this.flowsRefused,
      framesNotSegmented: Number(this.#exports.framesNotSegmented.value),
      answersNotShared: Number(this.#exports.answersNotShared.value),
    };
  }

  /** Everything that is counted, for another thread. */
  copyCounters(): CountersCopy {
    const { totals, coverage, devices, deviceCount, cells, cellAttempts, cellCount } = this.#exports;
    const attemptsSize = cellAttempts.value === 0 ? 0 : cellCount.value * ATTEMPTED_SIZE;
    return {
      totals: this.#copy(totals.value, TOTALS_SIZE),
      coverage: this.#copy(coverage.value, COVERAGE_SIZE),
      devices: this.#copy(devices.value, deviceCount.value * DEVICE_SIZE),
      cells: this.#copy(cells.value, cellCount.value * CELL_SIZE),
      cellAttempts: this.#copy(cellAttempts.value, attemptsSize),
      refusalsSeen: this.refusalsSeen,
      flowCount: this.flowCount,
      notKept: this.notKept(),
    };
  }

  /** The flow of a number (`numberOf`); undefined where the table has none, or no longer. */
  flowAt(number: number): FlowRecord | undefined {
    if (number >= this.flowCount) return undefined;
    return new FlowRecord(this.#view, this.#flowsAt + number * FLOW_SIZE);
  }

  #copy(at: number, size: number): ArrayBuffer {
    return this.#exports.memory.buffer.slice(at, at + size);
  }
}
