// The guard in a kernel: what it drops while others have taken the rules, what goes on, and when it goes itself.

import assert from "node:assert/strict";
import test from "node:test";
import type { Enforcement } from "../../../host/enforce/enforcement.ts";
import { Guard } from "../../../host/enforce/guard.ts";
import { tableIsThere } from "../../../host/enforce/kernel-table.ts";
import { Nft } from "../../../host/enforce/nft.ts";
import { EnforcedTable, GUARD_ALONE_MS } from "../../../host/enforce/table.ts";
import { startHome } from "../capture/helper/router.ts";
import { asRoot, enterNamespace, run } from "../helper/namespace.ts";
import { failure } from "../netlink/helper/answers.ts";
import { FakeChannel } from "../netlink/helper/channel.ts";
import { enforcementOf, MARKS } from "./helper/enforcement.ts";
import { judgedNft, judgedText, runNft } from "./helper/judge.ts";
import { countLeaving, left, packetsOf, sendUdp } from "./helper/traffic.ts";

const SERVERS = ["203.0.113.9", "2001:db8:2::9"];
const COUNT = 10;
const [ACCEPT, WAIT, SILENT] = [7001, 7003, 7006];
const VERDICTS = { [ACCEPT]: MARKS.marks(17).accept, [WAIT]: MARKS.marks(17).wait };
const MARKED = 7100;

const guarded = (nft = judgedNft(VERDICTS)) =>
  new EnforcedTable({
    nft,
    generation: () => undefined,
    isThere: tableIsThere,
    guard: new Guard(),
    nowMs: () => 0,
  });

/** Of the guard's own table, or none. */
function guardText(): string {
  const text = run("nft", "list", "ruleset");
  return /table inet bordertap_guard \{[\s\S]*?\n\}/.exec(text)?.[0] ?? "";
}

test(
  "rules that others take: what is accepted goes on, what is not is dropped and counted",
  asRoot,
  async (context) => {
    const { client } = await startHome(context);
    const table = guarded();
    await table.load(enforcementOf({ offload: true }));
    // Verdicts are those of flows that were judged before: from the same port.
    const from = (port: number, server: string) =>
      sendUdp(client, server, [port], COUNT, 4000 + (port % 100));
    const ports = [ACCEPT, WAIT, SILENT];
    countLeaving(ports);
    for (const server of SERVERS) for (const port of ports) from(port, server);
    assert.deepEqual(ports.map(left), [2 * COUNT, 2 * COUNT, 2 * COUNT]);
    assert.equal(table.guard.report.dropped, 0);
    for (const take of ["delete table inet bordertap", "flush ruleset"]) {
      run("nft", take);
      if (take === "flush ruleset") countLeaving(ports);
      const passed = ports.map(left);
      const { dropped } = table.guard.report;
      for (const server of SERVERS) for (const port of ports) from(port, server);
      assert.deepEqual(
        ports.map((port, at) => left(port) - passed[at]),
        [2 * COUNT, 0, 0],
        take,
      );
      assert.equal(table.guard.report.dropped - dropped, 4 * COUNT);
    }
    // What another version has accepted is not.
    run(
      "nft",
      `table inet other {
        chain prerouting {
          type filter hook prerouting priority -150
          ct mark set ${MARKS.marks(16).accept}
        }
      }`,
    );
    const before = left(ACCEPT);
    from(ACCEPT, SERVERS[0]);
    assert.equal(left(ACCEPT), before);
    run("nft", "delete", "table", "inet", "other");
    assert.equal(await table.watch(), "restored");
    from(SILENT, SERVERS[0]);
    assert.equal(left(SILENT), COUNT);
  },
);

test(
  "the mark between the rules and the guard is gone behind them, with the guard and without",
  asRoot,
  async (context) => {
    const { client } = await startHome(context);
    const table = guarded();
    await table.load(enforcementOf({ routerOutput: true }));
    run(
      "nft",
      `table inet leaving {
      counter marked { }
      counter whole { }
      chain late {
        type filter hook forward priority -16
        udp dport ${MARKED} counter name whole
        meta mark & 0xff000000 != 0 counter name marked
      }
      chain output {
        type filter hook output priority -16
        meta mark & 0xff000000 != 0 counter name marked
      }
      chain prerouting {
        type filter hook prerouting priority -150
        meta mark set 0x0000abcd
      }
    }`,
    );
    for (const state of ["standing", "off"]) {
      assert.equal(table.guard.state, state);
      const whole = packetsOf("leaving", "whole");
      for (const server of SERVERS) sendUdp(client, server, [MARKED], COUNT);
      assert.equal(packetsOf("leaving", "whole") - whole, 2 * COUNT);
      assert.equal(packetsOf("leaving", "marked"), 0);
      await table.release();
    }
  },
);

test(
  "the router's own links hold while its rules are gone, and nothing else of it leaves",
  asRoot,
  async (context) => {
    await startHome(context);
    const table = guarded();
    await table.load(enforcementOf({ routerOutput: true }));
    run("nft", "delete", "table", "inet", "bordertap");
    const dropped = (send: () => void) => {
      const { dropped } = table.guard.report;
      send();
      return table.guard.report.dropped - dropped;
    };
    const says = (address: string, port: number, from = 0) =>
      dropped(() => sendUdp({ run }, address, [port], 1, from));
    // ND's own packets go before the datagrams, which are dropped.
    run("ip", "-6", "neigh", "flush", "dev", "wan");
    assert.deepEqual(
      [says("203.0.113.9", 53), says("2001:db8:2::9", 53), says("203.0.113.9", 67), says("192.168.1.7", 53)],
      [1, 1, 1, 0],
    );
    assert.deepEqual(
      [
        says("203.0.113.9", 67, 68),
        says("224.0.0.251", 5353),
        says("169.254.1.1", 53),
        says("ff02::fb%wan", 5353),
        says("fe80::1%wan", 53),
        says("127.0.0.1", 53),
      ],
      [0, 0, 0, 0, 0, 0],
    );
  },
);

test("nobody else can take it, change it, or have it", asRoot, async () => {
  enterNamespace();
  const guard = new Guard();
  guard.stand(enforcementOf());
  const text = guardText();
  assert.match(text, /flags owner/);
  for (const change of [
    "delete table inet bordertap_guard",
    "flush table inet bordertap_guard",
    "flush chain inet bordertap_guard forward",
    "insert rule inet bordertap_guard forward accept",
    "add chain inet bordertap_guard more",
  ])
    assert.throws(() => run("nft", change), change);
  run("nft", "flush", "ruleset");
  assert.equal(guardText(), text);
  const other = new Guard();
  other.stand(enforcementOf());
  assert.equal(other.state, "failed");
  assert.match(other.reason!, /bordertap_guard/);
  guard.remove();
  assert.equal(guardText(), "");
  other.stand(enforcementOf());
  assert.equal(other.state, "standing");
  other.remove();
});

test("rules change in their place, so that nothing that waits in a queue is dropped", asRoot, async () => {
  enterNamespace();
  const guard = new Guard();
  const chains = (differing: Partial<Enforcement>) => {
    guard.stand(enforcementOf(differing));
    const text = run("nft", "-a", "list", "ruleset");
    return [...text.matchAll(/chain (\w+) { # handle (\d+)/g)].map(([, name, handle]) => `${name} ${handle}`);
  };
  const first = chains({});
  assert.equal(first.length, 1);
  assert.deepEqual(chains({ policyVersion: 18, inward: ["br-lan", "br-guest"], offload: true }), first);
  assert.match(guardText(), /oifname "br-guest" accept/);
  assert.equal(chains({ routerOutput: true }).length, 2);
  assert.deepEqual(chains({ failMode: "open" }), []);
  assert.equal(guard.state, "off");
  // Above its cap last-good is closed.
  assert.equal(chains({ failMode: "closed" }).length + chains({ lastGood: undefined }).length, 2);
  guard.remove();
});

for (const [failMode, lifted] of [
  ["last-good", "lifted"],
  ["closed", "standing"],
] as const)
  test(`rules that cannot be put back, fail ${failMode}`, asRoot, async (context) => {
    enterNamespace();
    context.mock.timers.enable({ apis: ["setTimeout"] });
    let isBroken = false;
    const nft = new Nft((args, input) => runNft(args, isBroken ? "no rule" : judgedText(input)));
    const table = guarded(nft);
    await table.load(enforcementOf({ failMode }));
    run("nft", "flush", "ruleset");
    isBroken = true;
    await assert.rejects(table.watch());
    context.mock.timers.tick(GUARD_ALONE_MS - 1);
    assert.equal(table.guard.state, "standing");
    await assert.rejects(table.watch());
    context.mock.timers.tick(1);
    assert.equal(table.guard.state, lifted);
    assert.equal(guardText() === "", lifted === "lifted");
    isBroken = false;
    assert.equal(await table.watch(), "restored");
    assert.equal(table.guard.state, "standing");
    assert.equal(table.guard.report.lifts, lifted === "lifted" ? 1 : 0);
    // Once it is whole again nothing is lifted later.
    context.mock.timers.tick(2 * GUARD_ALONE_MS);
    assert.equal(table.guard.state, "standing");
    await table.remove();
    assert.equal(table.guard.state, "off");
  });

test("a kernel without owners, without permission, and one that does not answer", () => {
  const answering = (answers: (sequence: number) => Uint8Array[]) => {
    const channel = new FakeChannel(answers);
    const guard = new Guard(() => channel);
    guard.stand(enforcementOf());
    assert.ok(channel.closed);
    return guard;
  };
  const states = [95, 22, 1].map((errno) => answering((sequence) => [failure(sequence + 1, errno)]).state);
  assert.deepEqual(states, ["unsupported", "unsupported", "failed"]);
  const silent = answering(() => []);
  assert.deepEqual([silent.state, silent.isMissing], ["failed", true]);
  assert.deepEqual(silent.report, { state: "failed", reason: silent.reason, dropped: 0, lifts: 0 });
});
