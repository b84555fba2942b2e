// Which open flows a policy ends: chosen by made-up flows, ended in a kernel's own table.

import assert from "node:assert/strict";
import test from "node:test";
import { type Address, formatAddress, parseAddress } from "../../../host/address.ts";
import { Sweep, type SweepProgress } from "../../../host/enforce/sweep.ts";
import { type SweepPolicy, sweepVerdict } from "../../../host/enforce/sweep-verdict.ts";
import type { Tuple } from "../../../host/netlink/conntrack.ts";
import { echoTcp, echoUdp, startHome } from "../capture/helper/router.ts";
import { asRoot, run } from "../helper/namespace.ts";
import { done, failure } from "../netlink/helper/answers.ts";
import { FakeChannel } from "../netlink/helper/channel.ts";
import { flowMessage } from "../netlink/helper/flow.ts";
import { MARKS } from "./helper/enforcement.ts";
import { sendUdp } from "./helper/traffic.ts";

/** Blocks what `blocked` matches: "OPENER PORT > RESPONDER PORT". */
function policyOf(blocked: RegExp, seen: string[] = []): SweepPolicy {
  return {
    verdictOf: ({ opener, responder, openerPort, responderPort }) => {
      const text = `${formatAddress(opener)} ${openerPort} > ${formatAddress(responder)} ${responderPort}`;
      seen.push(text);
      return blocked.test(text) ? "block" : "accept";
    },
  };
}

/** Of a flow from port 4000 to port 53. */
function tuple([source, destination]: readonly [string, string], isReply = false): Tuple {
  const address = (text: string): Address => parseAddress(text)!;
  return {
    source: address(source),
    destination: address(destination),
    protocol: 17,
    sourcePort: isReply ? 53 : 4000,
    destinationPort: isReply ? 4000 : 53,
  };
}

test("the ends are those between the halves of NAT", () => {
  for (const [original, reply, asked] of [
    // A device outward, masqueraded.
    [["192.168.1.7", "198.51.100.9"], ["198.51.100.9", "203.0.113.2"], "192.168.1.7 4000 > 198.51.100.9 53"],
    // Outward, to a resolver that the router puts in another's place.
    [["192.168.1.7", "198.51.100.9"], ["198.51.100.8", "203.0.113.2"], "192.168.1.7 4000 > 198.51.100.8 53"],
    // From outside to a forwarded port.
    [["198.51.100.9", "203.0.113.2"], ["192.168.1.7", "198.51.100.9"], "198.51.100.9 4000 > 192.168.1.7 53"],
    // The router's own.
    [["203.0.113.2", "198.51.100.9"], ["198.51.100.9", "203.0.113.2"], "203.0.113.2 4000 > 198.51.100.9 53"],
    // Redirected to the router itself: its own flow outward is another one.
    [["192.168.1.7", "198.51.100.9"], ["192.168.1.1", "192.168.1.7"], "192.168.1.7 4000 > 192.168.1.1 53"],
  ] as const) {
    const seen: string[] = [];
    const verdict = sweepVerdict(tuple(original), tuple(reply, true), true, policyOf(/./, seen));
    assert.deepEqual([verdict, seen], ["end", [asked]], String(original));
  }
});

test("a name that nobody knows keeps a flow that comes to the rules again, and no other", () => {
  const unsure: SweepPolicy = { verdictOf: () => "unknown" };
  const original = tuple(["192.168.1.7", "198.51.100.9"]);
  const reply = tuple(["198.51.100.9", "192.168.1.7"], true);
  assert.equal(sweepVerdict(original, reply, true, unsure), "keep");
  assert.equal(sweepVerdict(original, reply, false, unsure), "end");
});

function sweepOver(dump: FakeChannel, end: FakeChannel): Sweep {
  return new Sweep(policyOf(/198\.51\.100\./), MARKS, { dump: () => dump, end: () => end });
}

test("what the kernel answers is counted: ended, gone, refused, unreadable", () => {
  const flows = [1, 2, 3, 4].map((id) => flowMessage({ id, sequence: 1, status: id === 1 ? 0x418e : 0x18e }));
  const cut = flowMessage({ sequence: 1 }).slice(0, 60);
  new DataView(cut.buffer).setUint32(0, 60, true);
  const dump = new FakeChannel(() => [
    ...flows,
    flowMessage({ id: 5, to: "192.0.2.1#1", sequence: 1 }),
    cut,
    done(1),
  ]);
  const end = new FakeChannel(
    (sequence) => [failure(sequence, 0)],
    (sequence) => [failure(sequence, 2)],
    (sequence) => [failure(sequence, 16)],
    (sequence) => [failure(sequence, 0)],
  );
  const sweep = sweepOver(dump, end);
  assert.equal(sweep.step(16), "whole");
  assert.equal(sweep.step(16), "whole");
  assert.deepEqual(sweep.counters, {
    flows: 5,
    ended: 2,
    endedOffloaded: 1,
    gone: 1,
    refused: 1,
    unreadable: 1,
  });
  assert.ok(dump.closed && end.closed);
});

test("a dump that cannot be read on, or a deletion without an answer: again", () => {
  const cut = sweepOver(new FakeChannel(() => ["overrun"]), new FakeChannel());
  assert.equal(cut.step(16), "again");
  const silent = sweepOver(new FakeChannel(() => [flowMessage({ sequence: 1 }), done(1)]), new FakeChannel());
  assert.equal(silent.step(16), "again");
});

function swept(sweep: Sweep): SweepProgress {
  let progress = sweep.step(16);
  while (progress === "pending") progress = sweep.step(16);
  return progress;
}

/** The client's flows to the world. */
function flowsLeft(): string[] {
  return ["ipv4", "ipv6"]
    .flatMap((family) => run("conntrack", "-L", "-f", family).trim().split("\n"))
    .flatMap((line) => {
      const [, protocol] = /^(\w+)/.exec(line) ?? [];
      const [, source, destination] = /src=(\S+) dst=(\S+)/.exec(line) ?? [];
      return source === undefined ? [] : `${protocol} ${source} > ${destination}`;
    })
    .filter((line) => / (192\.168\.1\.7|2001:db8:1::7) > (203|2001)/.test(line))
    .sort();
}

test(
  "a kernel's flows: what is blocked ends, TCP, UDP, ICMP, both families, in zones too; the rest goes on",
  asRoot,
  async (context) => {
    const { client, server } = await startHome(context);
    server.run("ip", "addr", "add", "203.0.113.10/24", "dev", "eth0");
    run(
      "nft",
      `table inet zones {
      chain prerouting {
        type filter hook prerouting priority -300
        iifname "br-lan" udp dport 7000 ip daddr 203.0.113.10 ct zone set 5
        iifname "wan" udp sport 7000 ip saddr 203.0.113.10 ct zone set 5
      }
      chain mangle {
        type filter hook prerouting priority -150
        iifname "br-lan" tcp dport 80 ct mark set 0x12000001
      }
    }`,
    );
    echoUdp(client, "203.0.113.9", 2, 10);
    // Its echo would come from the server's first address, and reach nobody.
    sendUdp(client, "203.0.113.10", [7000], 1);
    echoUdp(client, "2001:db8:2::9", 2, 10);
    echoTcp(client, "203.0.113.9", 80, 100);
    client.run("ping", "-c", "1", "203.0.113.9");
    client.run("ping", "-c", "1", "2001:db8:2::9");
    const before = flowsLeft();
    assert.equal(before.length, 6);

    const none = new Sweep(policyOf(/nobody/), MARKS);
    assert.equal(swept(none), "whole");
    assert.deepEqual(flowsLeft(), before);
    assert.equal(none.counters.ended, 0);
    assert.deepEqual([...none.versions].sort(), [0, 4]);

    // By port: of two flows to one address only the one that is blocked.
    const udp = new Sweep(policyOf(/^(192|2001).* 7000$/), MARKS);
    assert.equal(swept(udp), "whole");
    assert.deepEqual(udp.counters, {
      flows: udp.counters.flows,
      ended: 3,
      endedOffloaded: 0,
      gone: 0,
      refused: 0,
      unreadable: 0,
    });
    assert.deepEqual(
      flowsLeft(),
      before.filter((line) => !line.startsWith("udp")),
    );
    const all = new Sweep(policyOf(/^192\.168\.1\.7 \d+ > 203|^2001:db8:1::7 \d+ > 2001/), MARKS);
    assert.equal(swept(all), "whole");
    assert.equal(all.counters.ended, 3);
    assert.deepEqual(flowsLeft(), []);
  },
);
