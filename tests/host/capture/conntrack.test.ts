// Against the kernel itself: a client behind a router with NAT, and what the program `conntrack` says of the flows.

import assert from "node:assert/strict";
import test from "node:test";
import { type Address, containsPrefix, formatAddress, parsePrefix } from "../../../host/address.ts";
import { ConntrackAccounting } from "../../../host/capture/conntrack.ts";
import type { FlowDelta } from "../../../host/capture/conntrack-table.ts";
import { Coverage } from "../../../host/capture/coverage.ts";
import { DeviceCells } from "../../../host/capture/device-cells.ts";
import type { Tuple } from "../../../host/netlink/conntrack.ts";
import { asRoot, enterNamespace, ip, run } from "../helper/namespace.ts";
import { FakeChannel } from "../netlink/helper/channel.ts";
import { flowMessage } from "../netlink/helper/flow.ts";
import { message, u8, u32 } from "../netlink/helper/message.ts";
import { echoTcp, echoUdp, startHome } from "./helper/router.ts";

const ENDPOINT = /src=(\S+) dst=(\S+)(?: sport=(\d+) dport=(\d+))?(?: type=\d+ code=\d+ id=\d+)?/.source;
const DIRECTION = `${ENDPOINT} packets=(\\d+) bytes=(\\d+)`;
const LINE = new RegExp(`^ipv[46] +\\d+ +\\S+ +(\\d+) .*?${DIRECTION} (?:\\[\\w+\\] )?${DIRECTION}`);

/** What `conntrack -L` says of each flow, in one form with `flowText`. */
function flowsOfConntrack(): string[] {
  return run("conntrack", "-L", "-o", "extended")
    .split("\n")
    .flatMap((line) => {
      const found = LINE.exec(line);
      if (!found) return [];
      const [, protocol, ...rest] = found.map((field) => field ?? "0");
      return [[protocol, ...rest].join(" ")];
    })
    .sort();
}

/** Those once the last packets of what has been sent are counted. */
async function settledFlows(): Promise<string[]> {
  for (let before = flowsOfConntrack(); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const flows = flowsOfConntrack();
    if (flows.join() === before.join()) return flows;
    before = flows;
  }
}

function tupleText({ source, destination, sourcePort, destinationPort }: Tuple): string {
  return [formatAddress(source), formatAddress(destination), sourcePort, destinationPort].join(" ");
}

function flowText({ original, reply, sent, answered }: FlowDelta): string {
  return [
    original.protocol,
    tupleText(original),
    sent.packets,
    sent.bytes,
    tupleText(reply),
    answered.packets,
    answered.bytes,
  ].join(" ");
}

/** A whole dump; what it and the ends told. */
function taken(accounting: ConntrackAccounting): FlowDelta[] {
  const deltas: FlowDelta[] = [];
  accounting.startDump();
  do accounting.refresh((delta) => deltas.push(delta));
  while (accounting.unfinished);
  return deltas;
}

function opened(context: { after(done: () => void): void }): ConntrackAccounting {
  const accounting = new ConntrackAccounting();
  context.after(() => accounting.close());
  assert.deepEqual(taken(accounting), []);
  return accounting;
}

const HOME = ["192.168.1.0/24", "2001:db8:1::/64"].map((text) => parsePrefix(text)!);

function isLocal(address: Address): boolean {
  return HOME.some((prefix) => containsPrefix(prefix, { address, length: address.ipv6 ? 128 : 32 }));
}

test(
  "flows behind NAT as conntrack itself counts them, then what is new of them",
  asRoot,
  async (context) => {
    const { client, server } = await startHome(context);
    const accounting = opened(context);
    assert.equal(accounting.state, "counting");
    client.run("ping", "-c", "3", "-i", "0.02", "203.0.113.9");
    client.run("ping", "-c", "2", "-i", "0.02", "2001:db8:2::9");
    echoUdp(client, "203.0.113.9", 5, 100);
    echoUdp(client, "2001:db8:2::9", 4, 200);
    echoTcp(client, "203.0.113.9", 80, 200_000);
    const deltas = taken(accounting);
    const flows = flowsOfConntrack();
    assert.deepEqual(deltas.map(flowText).sort(), flows);
    assert.ok(flows.length >= 5);
    assert.deepEqual(taken(accounting), []);

    const udp = deltas.find(({ original }) => original.protocol === 17 && !original.source.ipv6)!;
    assert.deepEqual(
      [udp.sent, udp.answered],
      [
        { packets: 5, bytes: 5 * 128 },
        { packets: 5, bytes: 5 * 128 },
      ],
    );
    assert.equal(formatAddress(udp.original.source), "192.168.1.7");
    assert.equal(formatAddress(udp.reply.destination), "203.0.113.2");

    // The server reaches the client through the router's address.
    echoTcp(server, "203.0.113.2", 8080, 50_000);
    await settledFlows();
    const [inward] = taken(accounting);
    assert.equal(formatAddress(inward.original.destination), "203.0.113.2");
    assert.equal(formatAddress(inward.reply.source), "192.168.1.7");
    const cells = new DeviceCells({ isLocal, etherOf: () => undefined, countryOf: () => "NL" });
    cells.add(inward);
    const [cell] = cells.cells();
    assert.deepEqual([cell.device, cell.country], ["192.168.1.7", "NL"]);
    assert.ok(cell.bytesUp >= 50_000 && cell.bytesDown >= 50_000);
    assert.deepEqual([cell.packetsDown, cell.bytesDown], [inward.sent.packets, inward.sent.bytes]);
  },
);

test("flows that end between two dumps are counted, by what they had in the end", asRoot, async (context) => {
  const { client } = await startHome(context);
  const accounting = opened(context);
  echoUdp(client, "203.0.113.9", 5, 100);
  run("conntrack", "-D", "-p", "udp");
  const deltas: FlowDelta[] = [];
  accounting.refresh((delta) => deltas.push(delta));
  assert.deepEqual(
    deltas.map(({ sent, answered, ended }) => [sent.bytes, answered.bytes, ended]),
    [[640, 640, true]],
  );
  assert.deepEqual(taken(accounting), []);
  assert.equal(accounting.counters.endsUnseen, 0);
});

test("the tap's share: bytes between the LAN and countries, once", asRoot, async (context) => {
  const { client } = await startHome(context);
  const accounting = opened(context);
  client.run("ping", "-c", "2", "-i", "0.02", "192.168.1.1");
  echoUdp(client, "203.0.113.9", 5, 100);
  const hasCountry = new Coverage(isLocal, () => true);
  const hasNone = new Coverage(isLocal, () => false);
  for (const delta of taken(accounting)) {
    hasCountry.add(delta);
    hasNone.add(delta);
  }
  assert.equal(hasCountry.bytes, 1280);
  assert.equal(hasNone.bytes, 0);
});

test(
  "more ends than the kernel keeps: the next dumps find them, nothing is counted twice",
  asRoot,
  (context) => {
    enterNamespace();
    ip("link set lo up");
    run("sysctl", "-q", "-w", "net.netfilter.nf_conntrack_acct=1");
    run("nft", "table inet t { chain c { type filter hook output priority 0; ct state new accept; }; }");
    const accounting = opened(context);
    run(
      "python3",
      "-c",
      "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nfor port in range(20000, 40000):\n  try: s.sendto(b'x', ('127.0.0.1', port))\n  except OSError: s.sendto(b'x', ('127.0.0.1', port))",
    );
    const before = taken(accounting).filter(({ original }) => original.protocol === 17);
    const bytes = before.reduce((sum, { sent }) => sum + sent.bytes, 0);
    assert.deepEqual([before.length, bytes], [20_000, 20_000 * 29]);
    run("conntrack", "-F");
    assert.equal(
      taken(accounting).reduce((sum, { sent }) => sum + sent.bytes, 0),
      0,
    );
    assert.equal(accounting.counters.overruns, 1);
    taken(accounting);
    taken(accounting);
    const { flows, endsUnseen } = accounting.counters;
    assert.equal(flows, 0);
    assert.ok(endsUnseen > 0);
  },
);

test("whether conntrack counts is a setting of each namespace", asRoot, (context) => {
  enterNamespace();
  const accounting = new ConntrackAccounting();
  context.after(() => accounting.close());
  run("sysctl", "-q", "-w", "net.netfilter.nf_conntrack_acct=0");
  assert.equal(accounting.state, "noCounters");
  run("sysctl", "-q", "-w", "net.netfilter.nf_conntrack_acct=1");
  assert.equal(accounting.state, "counting");
});

test("a program without CAP_NET_ADMIN", asRoot, () => {
  const program = `
    import { ConntrackAccounting } from "./host/capture/conntrack.ts";
    process.setuid(65534);
    const accounting = new ConntrackAccounting();
    accounting.startDump();
    accounting.refresh(() => {});
    console.log(accounting.state, accounting.unfinished);
  `;
  enterNamespace();
  const said = run(process.execPath, "--import", "tsx", "--input-type=module", "-e", program);
  assert.equal(said, "notPermitted false\n");
});

function made(
  answers: ((sequence: number) => Uint8Array[])[],
  setting: string | undefined,
  flows = () => "1",
  /** Answers of the first channel; each later one has one. */
  first = 1,
) {
  const ends = new FakeChannel();
  const opened: FakeChannel[] = [];
  const channels = {
    ends: () => ends,
    dumps: () => {
      const channel = new FakeChannel(...answers.splice(0, opened.length === 0 ? first : 1));
      opened.push(channel);
      return channel;
    },
  };
  const settingOf = (name: string) => (name.endsWith("nf_conntrack_count") ? flows() : setting);
  const accounting = new ConntrackAccounting(channels, settingOf);
  return { accounting, ends, opened };
}

const done = (sequence: number) => message({ type: 3, sequence }, u32(0));
const refusal = (errno: number) => (sequence: number) => [
  message({ type: 2, sequence }, u32(-errno >>> 0), new Uint8Array(16)),
];

test("a table without flows is not asked for, once the kernel has answered", () => {
  let flows = "0";
  const answer = (sequence: number) => [done(sequence)];
  const { accounting, opened } = made([answer, answer], "1", () => flows);
  const dump = () => {
    accounting.startDump();
    accounting.refresh(() => {});
    assert.equal(accounting.unfinished, false);
    return opened[0].sent.length;
  };
  assert.equal(dump(), 1);
  assert.equal(dump(), 1);
  assert.equal(accounting.counters.dumps, 2);
  assert.deepEqual(accounting.offloaded, { software: 0, hardware: 0 });
  flows = "1";
  accounting.startDump();
  assert.equal(opened[0].sent.length, 2);
  accounting.close();
});

test("what the kernel has refused is asked again, also where there are no flows", () => {
  let flows = "1";
  const answer = (sequence: number) => [done(sequence)];
  const { accounting, opened } = made([answer, refusal(1), answer], "1", () => flows, 2);
  const states = ["1", "1", "0"].map((count) => {
    flows = count;
    accounting.startDump();
    accounting.refresh(() => {});
    return accounting.state;
  });
  assert.deepEqual(states, ["counting", "notPermitted", "counting"]);
  assert.equal(opened.flatMap(({ sent }) => sent).length, 3);
});

test("a kernel without conntrack, a program without permission; both are asked again", () => {
  for (const [errno, state] of [
    [1, "notPermitted"],
    [22, "noConntrack"],
  ] as const) {
    const { accounting, opened } = made([refusal(errno), (sequence) => [done(sequence)]], "1");
    accounting.startDump();
    accounting.refresh(() => {});
    assert.equal(accounting.state, state);
    assert.ok(opened[0].closed);
    assert.equal(accounting.counters.failures, 1);
    assert.equal(accounting.offloaded, undefined);
    accounting.startDump();
    accounting.refresh(() => {});
    assert.equal(accounting.state, "counting");
    assert.deepEqual(accounting.offloaded, { software: 0, hardware: 0 });
  }
  assert.equal(made([], undefined).accounting.state, "noConntrack");
  assert.equal(made([], "0").accounting.state, "noCounters");
});

test("a flow or an end that cannot be read is counted, and the others are read", () => {
  const broken = message({ type: 0x100, flags: 2, sequence: 1 }, u8(2, 0, 0, 0));
  const { accounting, ends } = made([(sequence) => [done(sequence)]], "1");
  accounting.startDump();
  accounting.refresh(() => {});
  const bytes: number[] = [];
  ends.tell(
    message({ type: 0x102 }, u8(2, 0, 0, 0)),
    u8(1, 2, 3),
    flowMessage({ ended: true, counters: [1, 70, 0, 0] }),
    broken,
  );
  accounting.refresh(({ sent }) => bytes.push(sent.bytes));
  assert.deepEqual(bytes, [70]);
  assert.equal(accounting.counters.unreadable, 3);
});

test("a long dump is taken in pieces", () => {
  const parts = (sequence: number) => [
    ...Array.from({ length: 40 }, (_, id) => flowMessage({ id, sequence })),
    done(sequence),
  ];
  const { accounting } = made([parts], "1");
  accounting.startDump();
  let calls = 0;
  do {
    accounting.refresh(() => {});
    accounting.startDump();
    calls++;
  } while (accounting.counters.dumps === 0);
  assert.ok(calls > 1);
  assert.equal(accounting.counters.flows, 40);
});
