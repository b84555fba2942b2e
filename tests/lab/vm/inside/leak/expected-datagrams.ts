// Expected flows of datagrams: the sound of a call, announced by SIP, and the data of a file, by TFTP; over a flow that
// was let pass.

import { HOSTS } from "../../../hosts.ts";
import { type Arrived, matchOf, nameOf } from "./arrivals.ts";
import { addressIn, CELLS, type Cell, prefixOf } from "./cell.ts";
import { ALL, NONE, type Row } from "./leak-table.ts";
import { DATA_PORTS, type Scene } from "./scene.ts";
import { counterOf } from "./unjudged.ts";

const FLOWS = 48;
const GOOD_FLOWS = 16;
/** Of a call's sound. */
const RTP_PACKETS = 2;
const RTP_PORT = 7078;
/** How long files are waited for that are not to come. */
const SILENCE_MS = 2500;

const HELPERS = `table inet helpers
delete table inet helpers
table inet helpers {
  ct helper sip { type "sip" protocol udp; }
  ct helper tftp { type "tftp" protocol udp; }
  chain prerouting {
    type filter hook prerouting priority mangle
    udp dport 5060 ct helper set "sip"
    udp dport 69 ct helper set "tftp"
  }
  counter sip { }
  counter tftp { }
  chain forward {
    type filter hook forward priority mangle
    ct state related ct status expected udp dport ${RTP_PORT} counter name sip
    ct state related ct status expected udp sport { ${DATA_PORTS.plain}, ${DATA_PORTS.tunnel} } counter name tftp
  }
}
`;
/** Else the kernel expects media where they are announced from, and nowhere else. */
const ANYWHERE = "echo 0 >/sys/module/nf_conntrack_sip/parameters/sip_direct_media";

type Kind = "sip" | "tftp";

interface Title {
  readonly event: string;
  readonly fail: string;
}

/**
 * Sound to a blocked country, and files from a port of OpenVPN's, which is a tunnel; what announced them is let pass.
 */
export async function sendExpectedDatagrams(scene: Scene, title: Title): Promise<readonly Row[]> {
  const router = scene.lab.of("router");
  router.runNow(["nft", "-f", "-"], HELPERS);
  router.runNow(["sh", "-c", ANYWHERE]);
  const rows: Row[] = [];
  const cells = CELLS.filter(({ protocol }) => protocol === "UDP");
  for (const cell of cells) rows.push(await sendSound(scene, title, cell));
  for (const cell of cells) rows.push(await sendFiles(scene, title, cell));
  router.runNow(["nft", "delete", "table", "inet", "helpers"]);
  return rows;
}

/** Counts anew what comes of the flows that a helper of the kernel's expects. */
function countAnew({ lab }: Scene, kind: Kind): void {
  lab.of("router").runNow(["nft", "reset", "counter", "inet", "helpers", kind]);
}

/** Resolves when all have come. */
async function untilExpected(scene: Scene, kind: Kind): Promise<void> {
  const flows = FLOWS + GOOD_FLOWS;
  const expected = () => counterOf(scene, "helpers", kind);
  await scene.lab.waitFor(
    () => expected() >= flows,
    () => `${flows} flows of ${kind} that the kernel expected: ${expected()}`,
  );
}

async function sendSound(scene: Scene, title: Title, cell: Cell): Promise<Row> {
  const sending = scene.nextSending();
  const media = (country: "EG" | "NL", count: number) =>
    Array.from({ length: count }, (_, k) => addressIn(prefixOf(country, cell, sending), k));
  scene.arrivals.begin(
    new Map(
      (["EG", "NL"] as const).map((country) => [nameOf(country, cell), matchOf(country, cell, sending)]),
    ),
  );
  countAnew(scene, "sip");
  const called = await scene.phone.call(
    serverOf(cell),
    [...media("EG", FLOWS), ...media("NL", GOOD_FLOWS)],
    RTP_PORT,
  );
  if (called !== FLOWS + GOOD_FLOWS) throw new Error(`${called} calls were answered`);
  await untilExpected(scene, "sip");
  await scene.settled();
  const arrived = scene.arrivals.read();
  return row(title, "SIP, RTP", cell, FLOWS * RTP_PACKETS, arrived.get(nameOf("EG", cell))!, {
    packets: GOOD_FLOWS * RTP_PACKETS,
    arrived: arrived.get(nameOf("NL", cell))!.packets,
  });
}

async function sendFiles(scene: Scene, title: Title, cell: Cell): Promise<Row> {
  const server = serverOf(cell);
  const to = `${cell.ipv6 ? "ip6" : "ip"} daddr ${server} udp dport`;
  scene.arrivals.begin(new Map([["acks", `${to} ${DATA_PORTS.tunnel}`]]));
  countAnew(scene, "tftp");
  const good = await scene.phone.readFiles(server, DATA_PORTS.plain, GOOD_FLOWS);
  await scene.phone.readFiles(server, DATA_PORTS.tunnel, FLOWS, SILENCE_MS);
  await untilExpected(scene, "tftp");
  await scene.settled();
  // An acknowledgement of each file's first part.
  return row(title, "TFTP", cell, FLOWS, scene.arrivals.read().get("acks")!, {
    packets: GOOD_FLOWS,
    arrived: good.answered,
  });
}

function row(
  title: Title,
  kind: string,
  { ipv6 }: Cell,
  packets: number,
  arrived: Arrived,
  good: { readonly packets: number; readonly arrived: number },
): Row {
  const family = ipv6 ? "IPv6" : "IPv4";
  return {
    ...title,
    kind,
    family,
    flows: FLOWS,
    packets,
    arrived,
    expected: NONE,
    good: { ...good, expected: ALL },
  };
}

/** Not in a blocked country. */
function serverOf({ ipv6 }: Cell): string {
  return ipv6 ? HOSTS.news.ipv6 : HOSTS.news.ipv4;
}
