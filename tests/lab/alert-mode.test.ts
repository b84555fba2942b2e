// Mode alert, with a policy that blocks: the firewall is neither changed nor asked to forget a flow.

import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { daemonConfig, daemonMissing, watchLab } from "./daemon.ts";
import { HOSTS } from "./hosts.ts";
import { Lab } from "./lab.ts";
import type { Program } from "./program.ts";
import { missingForLab } from "./requirements.ts";

/** A download that is under way all the time, and the phone's port by which it is known. */
const PORT = 40_000;
const DOWNLOAD = [
  ...["curl", "-q", "-sS", "-o", "/dev/null", "--limit-rate", "20k", "--local-port", String(PORT)],
  `http://${HOSTS.photos.name}/octets/100000000`,
];

/** Rules of others, as a router has them. */
const FOREIGN = `
table inet fw4 {
  set refused { type ipv4_addr; elements = { 192.0.2.7 } }
  chain forward {
    type filter hook forward priority filter; policy accept;
    ip daddr @refused drop
    ct state established,related counter accept
  }
  chain mangle { type filter hook prerouting priority mangle; ct mark set ct mark | 0x00000100; }
}
`;

interface Alert {
  readonly country: string;
  readonly flow: { readonly verdict: string };
}

const skip = missingForLab("conntrack") || daemonMissing();
if (skip) console.log(`tests of mode alert skipped: ${skip}`);

test("mode alert touches nothing in the firewall, and ends no flow that its policy blocks", {
  skip,
}, async () => {
  const lab = await Lab.create({ clients: ["phone"], ipv6: false });
  try {
    lab.of("router").runNow(["nft", "-f", "-"], FOREIGN);
    const monitor = await listen(lab);
    const download = lab.start("phone", DOWNLOAD);
    await lab.waitFor(() => bytesOf(lab) > 0, "an open flow");
    const before = { generation: await change(lab, monitor, "before"), rules: rules(lab), flow: flow(lab) };

    const daemon = await watchLab(lab, config(lab, ["CN"]));
    await fetch(lab);
    const { alerts } = await daemon.until("alerts", ({ alerts }) => alerts.length === 2);
    assert.deepEqual(alerts.map(({ country }: Alert) => country).sort(), ["CN", "NL"]);
    assert.ok(alerts.every(({ flow }: Alert) => flow.verdict === "accept"));
    const { mode, enforcement } = await daemon.json("status");
    assert.deepEqual([mode, enforcement], ["alert", undefined]);
    assertSame("while it runs");

    daemon.reload(config(lab, ["CN", "NL"]));
    await daemon.program.until("event=reloaded");
    await fetch(lab);
    assertSame("with another policy");

    assert.equal((await daemon.stop()).status, 0);
    assertSame("after it");
    const bytes = bytesOf(lab);
    await lab.waitFor(() => bytesOf(lab) > bytes, "more of the open flow");
    assert.ok(download.running);
    // The kernel counts every change of any rule, also one that was undone.
    assert.equal(await change(lab, monitor, "after"), before.generation + 1);

    function assertSame(when: string): void {
      assert.equal(rules(lab), before.rules, when);
      assert.deepEqual(flow(lab), before.flow, when);
    }
  } finally {
    await lab.close();
  }
});

function config(lab: Lab, codes: readonly string[]) {
  const base = daemonConfig(lab, { directory: join(lab.folder, "state") });
  return {
    ...base,
    country: [{ codes, action: "block" }],
    exception: [{ host: [HOSTS.news.name], action: "block" }],
  };
}

/** Both are blocked, one by its country, one by its name. */
async function fetch(lab: Lab): Promise<void> {
  for (const { name } of [HOSTS.photos, HOSTS.news])
    assert.equal((await lab.get("phone", `http://${name}/`)).status, 200);
}

/** All of the router's, with the handles that they would lose if they were made anew; without what they count. */
function rules(lab: Lab): string {
  return lab.of("router").runNow(["nft", "-s", "-a", "list", "ruleset"]);
}

const LIST = ["conntrack", "-L", "-p", "tcp", "--orig-port-src", String(PORT), "-o", "id"];

/** What conntrack says of the download. */
function tracked(lab: Lab): string {
  return lab.of("router").runNow(LIST).trim();
}

/** Without what counts or ends by itself. */
function flow(lab: Lab): readonly string[] {
  const line = tracked(lab);
  assert.match(line, /^tcp .* ESTABLISHED .* mark=\d+ .* id=\d+$/);
  const [protocol, number, , ...rest] = line.split(/\s+/);
  return [protocol, number, ...rest].filter((field) => !/^(packets|bytes|use)=/.test(field));
}

/** That the download has brought. */
function bytesOf(lab: Lab): number {
  return Number([...tracked(lab).matchAll(/ bytes=(\d+)/g)][1]?.[1] ?? 0);
}

/** Starts to listen to changes of rules; returns when one has been heard. */
async function listen(lab: Lab): Promise<Program> {
  const monitor = lab.start("router", ["nft", "monitor"]);
  await lab.waitFor(() => {
    lab.of("router").runNow(["nft", "add table inet heard; delete table inet heard"]);
    return monitor.stdout.includes("heard");
  }, "nft monitor");
  return monitor;
}

/** Makes a change that is none of the daemon's; returns the number that the kernel gives it. */
async function change(lab: Lab, monitor: Program, name: string): Promise<number> {
  lab.of("router").runNow(["nft", `add table inet ${name}; delete table inet ${name}`]);
  const told = new RegExp(`delete table inet ${name}\\n# new generation (\\d+) `);
  return lab.waitFor(() => Number(told.exec(monitor.stdout)?.[1]), `nft monitor: ${name}`);
}
