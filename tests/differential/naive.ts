// The contract's rules of flows, devices and countries once more, as plainly as they can be written: over the
// output of dissect, with maps of texts. It shares no code with the classifier.

import { BlockList, isIPv6 } from "node:net";
import type { FrameReport } from "../../host/report/frames.ts";

interface Counters {
  packetsUp: number;
  packetsDown: number;
  bytesUp: number;
  bytesDown: number;
}

interface Flow extends Counters {
  device?: string;
  local: string;
  remote?: string;
  protocol?: number;
  localPort?: number;
  remotePort?: number;
  country?: string | null;
  otherCountry?: string;
  first?: string;
  last?: string;
}

/** What replay is compared with; the texts sort and name, the values count. */
export interface NaiveReport {
  readonly flows: readonly (readonly [string, unknown])[];
  readonly countries: Map<string, unknown>;
  readonly devices: Map<string, unknown>;
}

const GROUP = prefixesOf("224.0.0.0/4", "255.255.255.255/32", "ff00::/8");
const TCP = 6;

/** One list a family: in a common one, Node takes ::ffff:0:0/96 for all of IPv4. */
interface Prefixes {
  readonly ipv4: BlockList;
  readonly ipv6: BlockList;
}

function prefixesOf(...prefixes: string[]): Prefixes {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const prefix of prefixes) {
    const [address, length] = prefix.split("/");
    lists[familyOf(address)].addSubnet(address, Number(length), familyOf(address));
  }
  return lists;
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}

function isIn(prefixes: Prefixes, address: string): boolean {
  return prefixes[familyOf(address)].check(address, familyOf(address));
}

function isGroupEther(ether: string): boolean {
  return (Number.parseInt(ether.slice(0, 2), 16) & 1) === 1;
}

/** `isSynAck` says it of a frame's number. */
export function naiveReplay(
  frames: readonly FrameReport[],
  local: readonly string[],
  isSynAck: (frame: number) => boolean,
): NaiveReport {
  const locals = prefixesOf(...local);
  const flows = new Map<string, Flow>();
  const addresses = new Map<string, Set<string>>();

  for (const frame of frames) {
    if (frame.source === undefined) continue;
    const key = keyOf(frame);
    let flow = flows.get(key);
    const isUp = flow
      ? flow.local === frame.source &&
        flow.remote === frame.destination &&
        flow.localPort === frame.sourcePort
      : isFromLocal(frame, locals, isSynAck);
    if (!flow) {
      flow = openFlow(frame, isUp);
      flows.set(key, flow);
    }
    flow[isUp ? "packetsUp" : "packetsDown"]++;
    flow[isUp ? "bytesUp" : "bytesDown"] += frame.length;
    const { time } = frame;
    if (time !== undefined && (flow.first === undefined || time < flow.first)) flow.first = time;
    if (time !== undefined && (flow.last === undefined || time > flow.last)) flow.last = time;
  }

  const byCountry = new Map<string, Counters & { flows: number }>();
  const byDevice = new Map<string, Counters & { flows: number }>();
  for (const flow of flows.values()) {
    const device = String(flow.device);
    addTo(byCountry, String(flow.country ?? null), flow);
    addTo(byDevice, device, flow);
    const own = addresses.get(device) ?? new Set();
    addresses.set(device, own);
    if (!isUnspecified(flow.local) && !isIn(GROUP, flow.local)) own.add(flow.local);
  }
  return {
    flows: [...flows.values()].map((flow) => [flowText(flow), countersOf(flow)] as const),
    countries: byCountry,
    devices: new Map(
      [...byDevice].map(([device, sum]) => [
        device,
        { ...sum, addresses: [...addresses.get(device)!].sort() },
      ]),
    ),
  };
}

/** Both ends in one order, so that both directions meet; an unspecified address is told by the MAC beside it. */
function keyOf(frame: FrameReport): string {
  const { source, destination, protocol, sourcePort, destinationPort, etherSource, etherDestination } = frame;
  const ether = isUnspecified(source)
    ? etherSource
    : isUnspecified(destination)
      ? etherDestination
      : undefined;
  const ends = [`${source} ${sourcePort}`, `${destination} ${destinationPort}`];
  return `${protocol} ${ends.sort()} ${ether}`;
}

function isUnspecified(address: string | undefined): boolean {
  return address === "0.0.0.0" || address === "::";
}

function isFromLocal(frame: FrameReport, locals: Prefixes, isSynAck: (frame: number) => boolean): boolean {
  const { source, destination } = frame;
  if (source === undefined || destination === undefined) return true;
  const inside = [source, destination].map((address) => isIn(locals, address));
  if (inside[0] !== inside[1]) return inside[0];
  // Special-purpose is what has no country, the IPv4 address inside 64:ff9b::/96 and 2002::/16 included.
  const special = [
    frame.sourceCountry === null && !isIn(GROUP, source),
    frame.destinationCountry === null && !isIn(GROUP, destination),
  ];
  if (special[0] !== special[1]) return special[0];
  if (isIn(GROUP, destination)) return true;
  return !(frame.protocol === TCP && frame.sourcePort !== undefined && isSynAck(frame.frame));
}

function openFlow(frame: FrameReport, isUp: boolean): Flow {
  const { source, destination, sourcePort, destinationPort, etherSource, etherDestination } = frame;
  const local = (isUp ? source : destination)!;
  const ether = isUp ? etherSource : etherDestination;
  const hasEther = etherSource !== undefined && ether !== undefined && !isGroupEther(ether);
  return {
    device: hasEther ? ether : isIn(GROUP, local) ? undefined : local,
    local,
    remote: isUp ? destination : source,
    protocol: frame.protocol,
    localPort: isUp ? sourcePort : destinationPort,
    remotePort: isUp ? destinationPort : sourcePort,
    country: isUp ? frame.destinationCountry : frame.sourceCountry,
    otherCountry: isUp ? frame.destinationOtherCountry : frame.sourceOtherCountry,
    packetsUp: 0,
    packetsDown: 0,
    bytesUp: 0,
    bytesDown: 0,
  };
}

/** The contract's tuple. */
export function flowText(flow: Omit<Flow, keyof Counters>): string {
  const { device, local, remote, protocol, localPort, remotePort } = flow;
  return `device ${device}, local ${local} ${localPort}, remote ${remote} ${remotePort}, protocol ${protocol}`;
}

export function countersOf(flow: Flow): unknown {
  const { packetsUp, packetsDown, bytesUp, bytesDown, first, last, country, otherCountry } = flow;
  return { packetsUp, packetsDown, bytesUp, bytesDown, first, last, country, otherCountry };
}

export function addTo(
  sums: Map<string, Counters & { flows: number }>,
  name: string,
  { flows = 1, packetsUp, packetsDown, bytesUp, bytesDown }: Counters & { flows?: number },
): void {
  const sum = sums.get(name) ?? { flows: 0, packetsUp: 0, packetsDown: 0, bytesUp: 0, bytesDown: 0 };
  sum.flows += flows;
  sum.packetsUp += packetsUp;
  sum.packetsDown += packetsDown;
  sum.bytesUp += bytesUp;
  sum.bytesDown += bytesDown;
  sums.set(name, sum);
}
