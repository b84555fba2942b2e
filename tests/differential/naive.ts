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
  readonly flows: Map<string, unknown>;
  readonly countries: Map<string, unknown>;
  readonly devices: Map<string, unknown>;
}

const SPECIAL = prefixesOf(
  ...`0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
  ::/128 ::1/128 ::ffff:0:0/96 64:ff9b:1::/48 100::/64 2001::/32 2001:2::/48 2001:10::/28 2001:20::/28
  2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8`.split(/\s+/),
);
const GROUP = prefixesOf("224.0.0.0/4", "255.255.255.255/32", "ff00::/8");
const UNSPECIFIED = ["0.0.0.0", "::"];
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
    if (!UNSPECIFIED.includes(flow.local) && !isIn(GROUP, flow.local)) own.add(flow.local);
  }
  return {
    flows: new Map([...flows.values()].map((flow) => [flowText(flow), countersOf(flow)])),
    countries: byCountry,
    devices: new Map(
      [...byDevice].map(([device, sum]) => [
        device,
        { ...sum, addresses: [...addresses.get(device)!].sort() },
      ]),
    ),
  };
}

/** Both ends in one order, so that both directions meet; where an address is unspecified, the MAC names the end. */
function keyOf(frame: FrameReport): string {
  const { source, destination, protocol, sourcePort, destinationPort } = frame;
  const end = (address?: string, port?: number, ether?: string) =>
    `${address} ${port} ${UNSPECIFIED.includes(String(address)) ? ether : ""}`;
  const ends = [
    end(source, sourcePort, frame.etherSource),
    end(destination, destinationPort, frame.etherDestination),
  ];
  return `${protocol} ${ends.sort()}`;
}

function isFromLocal(frame: FrameReport, locals: Prefixes, isSynAck: (frame: number) => boolean): boolean {
  const { source, destination } = frame;
  if (source === undefined || destination === undefined) return true;
  const inside = [source, destination].map((address) => isIn(locals, address));
  if (inside[0] !== inside[1]) return inside[0];
  const special = [source, destination].map((address) => isIn(SPECIAL, address) && !isIn(GROUP, address));
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
