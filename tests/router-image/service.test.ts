// The init scripts, uci-defaults and the wrapper, under busybox ash: what procd is told, and what is done beside it.

import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test as anyTest } from "node:test";
import { TABLE } from "../../host/enforce/ruleset.ts";
import { FEED } from "../../router-image/package/clone.ts";
import { ownScript } from "../../router-image/package/control.ts";
import { readMakefile } from "../../router-image/package/makefile.ts";
import { temporaryFile } from "../host/helper/temporary-file.ts";
import { cannotRun, OPENWRT_ROOT, type Outcome, PROGRAM, Router } from "./router.ts";
import { type ServiceDocument, serviceDocument } from "./service-document.ts";

const test = (name: string, body: () => void) => anyTest(name, { skip: cannotRun }, body);

const CONFIGURED = {
  "system.@system[0].zonename": "America/New York",
  "bordertap.@bordertap[0].interfaces": "br-lan br-guest",
  "bordertap.@bordertap[0].leases": "/var/lib/dhcp/leases",
  "bordertap.@geo[0].mmdb": "/mnt/data/geo/own.mmdb",
  "bordertap.@geo[0].asn": "/etc/own-asn.table",
  "bordertap.@geo[0].table": "/mnt/gone/geo.table",
  "bordertap.@geo[0].directory": "/mnt/data/bordertap",
  "bordertap.@http[0].token_file": "/etc/bordertap/token",
};
const FILES = {
  "/var/lib/dhcp/leases": "",
  "/mnt/data/geo/own.mmdb": "",
  "/etc/own-asn.table": "",
  "/etc/bordertap/token": "",
};

function golden(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8"));
}

/** Calls of one program. */
function callsOf({ calls }: Outcome, program: string): string[] {
  return calls.filter(([name]) => name === program).map(([, ...words]) => words.join(" "));
}

function stopped({ calls }: Outcome): boolean {
  return calls.some(
    ([name, , , method]) => name === "procd_kill" || (name === "ubus" && method === "delete"),
  );
}

const HUP = 1;

/** Signals that procd is asked to send. */
function signals({ calls }: Outcome): number[] {
  return calls.flatMap(([name, ...words]) => {
    if (name === "procd_send_signal") return words.join(" ") === "bordertap * HUP" ? [HUP] : [Number.NaN];
    return name === "ubus" && words[2] === "signal" ? [JSON.parse(words[3]).signal] : [];
  });
}

/** Files whose change makes procd send the reload signal, but for the configuration itself. */
function procdFiles({ instances }: ServiceDocument): string[] {
  return (instances.instance1.file as string[]).filter((path) => path !== CONFIG);
}

test("start: what procd is told, with the configuration as it is installed", () => {
  const router = new Router({ files: { "/tmp/dhcp.leases": "" } });
  const outcome = router.act("bordertap", "start");
  assert.deepEqual([outcome.status, outcome.output], [0, ""]);
  assert.deepEqual(serviceDocument(outcome), golden("installed"));
  assert.deepEqual(callsOf(outcome, "chgrp"), ["bordertap /etc/config/bordertap"]);
  assert.deepEqual(callsOf(outcome, "chmod"), ["0640 /etc/config/bordertap"]);
  assert.deepEqual(callsOf(outcome, "chown"), ["-h bordertap:bordertap /etc/bordertap"]);
  assert.ok(router.has("etc/bordertap"));
  assert.deepEqual(callsOf(outcome, "nft"), []);
});

test("start: what the kernel tells of its queues is the program's to read", () => {
  const queues = "/proc/net/netfilter/nfnetlink_queue";
  const outcome = new Router({ files: { [queues]: "" } }).act("bordertap", "start");
  assert.deepEqual(callsOf(outcome, "chgrp"), ["bordertap /etc/config/bordertap", `bordertap ${queues}`]);
});

test("start: with places, a zone and interfaces of one's own", () => {
  const outcome = new Router({ uci: CONFIGURED, files: FILES }).act("bordertap", "start");
  assert.deepEqual([outcome.status, outcome.output], [0, ""]);
  assert.deepEqual(serviceDocument(outcome), golden("configured"));
});

test("start and boot: what is staged and not committed is not read, as in the jail", () => {
  const staged = {
    "/tmp/.uci/bordertap":
      "bordertap.@bordertap[0].interfaces=eth7\nbordertap.@bordertap[0].directory=/mnt/staged\nbordertap.@bordertap[0].mode=alert\n",
    "/tmp/.uci/system": "system.@system[0].zonename=Asia/Tokyo\n",
  };
  const started = new Router({ uci: CONFIGURED, files: { ...FILES, ...staged } }).act("bordertap", "start");
  assert.deepEqual(serviceDocument(started), golden("configured"));
  const uci = { "bordertap.@bordertap[0].mode": "enforce" };
  const files = { ...staged, "/etc/bordertap/boot.nft": "table inet bordertap { }\n" };
  const booted = new Router({ uci, files }).act("bordertap-boot", "boot");
  assert.deepEqual(callsOf(booted, "nft"), ["-f /etc/bordertap/boot.nft"]);
});

test("start: a zone without a name is told, once", () => {
  const timezone = { "system.@system[0].timezone": "CET-1CEST,M3.5.0,M10.5.0/3" };
  const said = (uci: Record<string, string>, environment = { NOTHING_RUNS: "1" }) =>
    callsOf(new Router({ uci }).act("bordertap", "start", environment), "logger");
  const warning =
    /^hours and expires are in UTC: the system's timezone is CET-1CEST,M3\.5\.0,M10\.5\.0\/3, .* set it, or option timezone /;
  for (const uci of [timezone, { ...timezone, "system.@system[0].zonename": "UTC" }]) {
    const [line, ...others] = said(uci);
    assert.match(line, warning);
    assert.deepEqual(others, []);
  }
  for (const uci of [
    {},
    { "system.@system[0].timezone": "GMT0", "system.@system[0].zonename": "UTC" },
    { ...timezone, "system.@system[0].zonename": "Europe/Berlin" },
    { ...timezone, "bordertap.@bordertap[0].timezone": "Europe/Berlin" },
  ] as Record<string, string>[])
    assert.deepEqual(said(uci), []);
  // A reload, while it runs.
  assert.deepEqual(said(timezone, { NOTHING_RUNS: "" }), []);
});

test("start: iptables, where there is one, is asked from the jail", () => {
  const paths = ["/usr/sbin/xtables-nft-multi", "/usr/lib/iptables"];
  const files = { "/usr/sbin/xtables-nft-multi": "", "/usr/lib/iptables/libxt_MARK.so": "" };
  const outcome = new Router({ files }).act("bordertap", "start");
  const { mount } = serviceDocument(outcome)!.instances.instance1.jail as { mount: object };
  assert.deepEqual(
    Object.keys(mount).filter((path) => /tables/.test(path)),
    paths,
  );
});

test("no Node.js is started: it is the first that has one", () => {
  const found = (nodes: readonly string[]): unknown => {
    const outcome = new Router({ nodes }).act("bordertap", "start");
    return Object.keys((serviceDocument(outcome)!.instances.instance1.jail as { mount: object }).mount)[0];
  };
  assert.equal(found(["/usr/bin/node"]), "/usr/bin/node");
  assert.equal(found(["/usr/bin/node", "/usr/lib/bordertap-node/node"]), "/usr/lib/bordertap-node/node");
});

test("whatever a router does with the packages, Node.js is started once, by procd", () => {
  const node = "/usr/lib/bordertap-node/node";
  const router = new Router({ nodes: [node], uci: CONFIGURED, files: FILES });
  const runs = join(router.root, "runs");
  writeFileSync(join(router.root, node), `#!/bin/sh\necho "$@" >>'${runs}'\n`);
  const actions = [
    ["bordertap-boot", "start"],
    ["bordertap", "start"],
    ["bordertap", "reload"],
    ["bordertap", "restart"],
    ["bordertap-boot", "stop"],
    ["bordertap", "stop"],
  ] as const;
  for (const [script, action] of actions) {
    const { calls } = router.act(script, action);
    const opened = calls.filter(([name]) => name === "procd_open_instance").length;
    if (OPENWRT_ROOT === undefined)
      assert.equal(opened, script === "bordertap" && action !== "stop" ? 1 : 0, `${script} ${action}`);
  }
  router.run([join(router.root, "etc/uci-defaults/50-bordertap")]);
  assert.ok(!existsSync(runs), existsSync(runs) ? readFileSync(runs, "utf8") : "");
  // What the command starts is it: the one there is.
  router.run([join(router.root, "usr/bin/bordertap"), "status"]);
  assert.equal(readFileSync(runs, "utf8").trim().split("\n").length, 1);
});

test("nothing of the packages is run by events: no hotplug, no cron, no include of others", () => {
  const run = ["bordertap", "luci-app-bordertap"].flatMap((name) => {
    const root = `${FEED}/${name}/root`;
    return readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
      (path) => statSync(join(root, path)).isFile() && /^#!/.test(readFileSync(join(root, path), "utf8")),
    );
  });
  assert.deepEqual(run.sort(), [
    "etc/init.d/bordertap",
    "etc/init.d/bordertap-boot",
    "etc/uci-defaults/50-bordertap",
    "usr/bin/bordertap",
    "usr/libexec/rpcd/bordertap",
  ]);
});

const UNMET: readonly (readonly [
  what: string,
  machine: ConstructorParameters<typeof Router>[0],
  line: string,
])[] = [
  ["32 bits", { name: "armv7l" }, "a processor of 64 bits, x86_64 or aarch64, is needed; this is armv7l"],
  ["no FPU", { cpuinfo: "Features\t: swp half\n" }, "a processor with an FPU is needed"],
  ["128 MB of RAM", { memoryKib: 121_000 }, "256 MB of RAM are needed; there are 118 MiB"],
  [
    "little flash",
    {
      storage:
        "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/root 4096 4096 0 100% /rom\n/dev/mtdblock6 9216 1 2 3% /overlay\noverlayfs:/overlay 9216 1 2 3% /\n",
    },
    "128 MB of flash are needed; its file systems have 13 MiB",
  ],
  ["no Node.js", { nodes: [] }, "Node.js 20 or later is needed; install bordertap-node"],
];

for (const [what, machine, line] of UNMET)
  test(`${what}: it says so and starts nothing`, () => {
    const outcome = new Router(machine).act("bordertap", "start");
    assert.deepEqual(serviceDocument(outcome)?.instances, {});
    const said = callsOf(outcome, "logger");
    assert.deepEqual(said, [line, "not started; the router routes on without it"]);
    assert.deepEqual(callsOf(outcome, "chgrp"), []);
  });

test("the package is not whole: flash was full when it was unpacked", () => {
  for (const path of PROGRAM) {
    const router = new Router();
    router.remove(path);
    const outcome = router.act("bordertap", "start");
    assert.deepEqual(serviceDocument(outcome)?.instances, {});
    const [said] = callsOf(outcome, "logger");
    assert.equal(said, `the package is not whole, /${path} is missing; make room, and install it again`);
  }
});

test("reload of what is not whole any more: it says so, and what runs goes on", () => {
  const router = new Router();
  router.act("bordertap", "start");
  router.remove(PROGRAM[0]);
  const outcome = router.act("bordertap", "reload");
  assert.equal(serviceDocument(outcome), undefined);
  assert.deepEqual(callsOf(outcome, "logger").slice(1), ["not reloaded; what runs goes on"]);
});

test("reload where nothing runs: what lacks is said, and not that something goes on", () => {
  const outcome = new Router({ memoryKib: 121_000 }).act("bordertap", "reload", { NOTHING_RUNS: "1" });
  assert.equal(outcome.status, 1);
  assert.deepEqual(callsOf(outcome, "logger"), [
    "256 MB of RAM are needed; there are 118 MiB",
    "not started; the router routes on without it",
  ]);
});

test("what the program put into its folder is neither followed nor mounted", () => {
  for (const [directory, geo, mounted] of [
    ["/etc/bordertap", "/etc/bordertap/geo", ["/etc/bordertap"]],
    ["/mnt/a/geo/rules", "/mnt/a/geo/", ["/mnt/a/geo"]],
    ["/mnt/a", "/mnt/ab", ["/mnt/a", "/mnt/ab"]],
    ["/mnt/a", "/mnt/a", ["/mnt/a"]],
    ["/mnt/a", "/mnt/b/../a/x", ["/mnt/a"]],
  ] as const) {
    const uci = { "bordertap.@bordertap[0].directory": directory, "bordertap.@geo[0].directory": geo };
    const outcome = new Router({ uci }).act("bordertap", "start");
    const { mount } = serviceDocument(outcome)!.instances.instance1.jail as { mount: Record<string, string> };
    const writable = Object.keys(mount).filter((path) => mount[path] === "1");
    assert.deepEqual(writable, mounted);
    assert.deepEqual(
      callsOf(outcome, "chown"),
      mounted.map((path) => `-h bordertap:bordertap ${path}`),
    );
  }
  const router = new Router();
  mkdirSync(join(router.root, "etc/bordertap"), { recursive: true });
  symlinkSync("/etc/shadow", join(router.root, "etc/bordertap/geo"));
  assert.deepEqual(callsOf(router.act("bordertap", "start"), "chown"), []);
});

test("all that is lacking is said at once", () => {
  const outcome = new Router({ name: "mips", cpuinfo: "", memoryKib: 60_000, nodes: [] }).act(
    "bordertap",
    "start",
  );
  assert.equal(callsOf(outcome, "logger").length, 5);
});

test("an ext4 image's file system counts once, and so does an x86 with its flags", () => {
  const storage =
    "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/root 104000 1 2 3% /\n/dev/root 104000 1 2 3% /\n";
  const outcome = new Router({ name: "x86_64", cpuinfo: "flags\t\t: fpu vme de\n", storage }).act(
    "bordertap",
    "start",
  );
  assert.deepEqual(callsOf(outcome, "logger"), []);
  assert.ok(serviceDocument(outcome)!.instances.instance1);
});

test("reload: procd compares, and the process stays where its jail does", () => {
  const router = new Router();
  const started = serviceDocument(router.act("bordertap", "start"));
  const again = router.act("bordertap", "reload");
  assert.equal(stopped(again), false);
  assert.deepEqual(serviceDocument(again), started);
});

test("reload: another zone, or a new place to read, needs another process; rules stay", () => {
  const router = new Router({ files: FILES });
  router.act("bordertap", "start");
  const changes: Record<string, string>[] = [
    { "system.@system[0].zonename": "Europe/Berlin" },
    { "system.@system[0].zonename": "Europe/Berlin", "bordertap.@geo[0].mmdb": "/mnt/data/geo/own.mmdb" },
  ];
  for (const uci of changes) {
    router.setUci(uci);
    const outcome = router.act("bordertap", "reload");
    assert.equal(stopped(outcome), true);
    assert.ok(serviceDocument(outcome)!.instances.instance1);
    assert.deepEqual(callsOf(outcome, "nft"), []);
    assert.equal(stopped(router.act("bordertap", "reload")), false);
  }
});

const CONFIG = "/etc/config/bordertap";
/** What a hand can do to a file, and what uci says to it. */
const UNREADABLE = [
  ["option mode 'enforce", "EOF with unterminated '"],
  ["optoin mode 'enforce'", "invalid command"],
] as const;

/** What the log says of it, the outcome last. */
function unreadable(reason: string, outcome: string): string[] {
  const mistake = `uci: Parse error (${reason}) at line 2, byte 0`;
  return [`${CONFIG} cannot be read, ${mistake}; mend it, and: service bordertap reload`, outcome];
}

test("reload: a configuration that uci cannot read leaves what runs alone, and it is told", () => {
  for (const [line, reason] of UNREADABLE) {
    const router = new Router({ uci: CONFIGURED, files: FILES });
    const started = serviceDocument(router.act("bordertap", "start"));
    const [good, jail] = [router.read(CONFIG), router.read("/var/run/bordertap/jail")];
    const unread = () => procdFiles(started!).map((path) => router.has(path) && router.read(path));
    let before = unread();
    for (const _ of ["broken", "broken again"]) {
      router.write(CONFIG, `config bordertap\n\t${line}\n${good}`);
      const outcome = router.act("bordertap", "reload");
      assert.equal(outcome.status, 1);
      assert.equal(stopped(outcome), false);
      assert.equal(serviceDocument(outcome), undefined);
      assert.deepEqual(signals(outcome), [HUP]);
      assert.deepEqual(callsOf(outcome, "logger"), unreadable(reason, "not reloaded; what runs goes on"));
      assert.deepEqual(callsOf(outcome, "chgrp"), [`bordertap ${CONFIG}`]);
      assert.equal(router.read("/var/run/bordertap/jail"), jail);
      // What it was before is the same instance, and other files: procd has it read anew.
      router.write(CONFIG, good);
      const mended = router.act("bordertap", "reload");
      assert.equal(stopped(mended), false);
      assert.deepEqual(serviceDocument(mended), started);
      assert.notDeepEqual(unread(), before);
      before = unread();
    }
  }
});

test("reload: where nothing runs, a configuration that uci cannot read starts and signals nothing", () => {
  const router = new Router({ files: { [CONFIG]: `config bordertap\n\t${UNREADABLE[0][0]}\n` } });
  const outcome = router.act("bordertap", "reload", { NOTHING_RUNS: "1" });
  assert.equal(outcome.status, 1);
  assert.equal(serviceDocument(outcome), undefined);
  assert.deepEqual(signals(outcome), []);
  const outcomes = unreadable(UNREADABLE[0][1], "not started; the router routes on without it");
  assert.deepEqual(callsOf(outcome, "logger"), outcomes);
});

test("stop: its rules go when the process has gone; restart and an upgrade keep them", () => {
  const router = new Router({ files: { "/var/run/bordertap/pid": "1\n" } });
  const outcome = router.act("bordertap", "stop");
  assert.equal(stopped(outcome), true);
  const after = outcome.calls
    .filter(([name]) => name === "nft" || name === "sleep")
    .map((call) => call.join(" "));
  assert.deepEqual(after, [`nft -t list table ${TABLE}`, "sleep 1", `nft delete table ${TABLE}`]);
  assert.deepEqual(callsOf(router.act("bordertap", "stop", { NFT_STATUS: "1" }), "nft"), [
    `-t list table ${TABLE}`,
  ]);
  assert.deepEqual(callsOf(router.act("bordertap", "stop", { PKG_UPGRADE: "1" }), "nft"), []);
  const restarted = router.act("bordertap", "restart");
  assert.deepEqual(callsOf(restarted, "nft"), []);
  assert.ok(serviceDocument(restarted)!.instances.instance1);
});

test("boot: the rules that the program left, in mode enforce, where the service is enabled", () => {
  const rules = { "/etc/bordertap/boot.nft": "table inet bordertap { }\n" };
  const enforce = { "bordertap.@bordertap[0].mode": "enforce" };
  const loaded = (machine: ConstructorParameters<typeof Router>[0], environment = {}) => {
    const outcome = new Router(machine).act("bordertap-boot", "boot", environment);
    assert.equal(outcome.status, 0);
    return [callsOf(outcome, "nft"), callsOf(outcome, "logger")];
  };
  assert.deepEqual(loaded({ uci: enforce, files: rules }), [["-f /etc/bordertap/boot.nft"], []]);
  assert.deepEqual(loaded({ files: rules }), [[], []]);
  assert.deepEqual(loaded({ uci: enforce }), [[], []]);
  const elsewhere = { ...enforce, "bordertap.@bordertap[0].directory": "/mnt/data" };
  assert.deepEqual(loaded({ uci: elsewhere, files: { "/mnt/data/boot.nft": "" } }), [
    ["-f /mnt/data/boot.nft"],
    [],
  ]);
  const own = 'define lan = { "br-include", "include" }\n# they include\n';
  assert.deepEqual(loaded({ uci: enforce, files: { "/etc/bordertap/boot.nft": own } })[0].length, 1);
  for (const other of [
    'include "/etc/shadow"\n',
    '\ttable x { } ; include\t"/x"\n',
    'table x {\n\tinclude"/x"\n}\n',
  ])
    assert.deepEqual(loaded({ uci: enforce, files: { "/etc/bordertap/boot.nft": other } }), [
      [],
      ["/etc/bordertap/boot.nft: not loaded, it names other files; see who writes there"],
    ]);
  assert.deepEqual(loaded({ uci: enforce, files: rules }, { NFT_STATUS: "1" }), [
    ["-f /etc/bordertap/boot.nft"],
    ["/etc/bordertap/boot.nft: not loaded, new flows pass until the program judges"],
  ]);
  const disabled = new Router({ uci: enforce, files: rules });
  disabled.remove("etc/rc.d/S95bordertap");
  assert.deepEqual(callsOf(disabled.act("bordertap-boot", "boot"), "nft"), []);
});

test("boot: where uci cannot read the configuration, the rules of the last one that it could read", () => {
  const rules = "/etc/bordertap/boot.nft";
  for (const [line, reason] of UNREADABLE)
    for (const files of [{ [rules]: "table inet bordertap { }\n" }, {}] as Record<string, string>[]) {
      const router = new Router({ files: { ...files, [CONFIG]: `config bordertap\n\t${line}\n` } });
      const outcome = router.act("bordertap-boot", "boot");
      assert.equal(outcome.status, 0);
      assert.deepEqual(
        callsOf(outcome, "nft"),
        Object.keys(files).map((path) => `-f ${path}`),
      );
      const said = unreadable(reason, "rules of boot are those that lie in /etc/bordertap");
      assert.deepEqual(callsOf(outcome, "logger"), said);
    }
  const other = { [rules]: 'include "/etc/shadow"\n', [CONFIG]: "optoin\n" };
  assert.deepEqual(callsOf(new Router({ files: other }).act("bordertap-boot", "boot"), "nft"), []);
  // What is not there, or says nothing, can be read.
  const empty = new Router({ files: { [rules]: "", [CONFIG]: "" } });
  const gone = new Router({ files: { [rules]: "" } });
  gone.remove(CONFIG);
  for (const router of [empty, gone]) {
    const outcome = router.act("bordertap-boot", "boot");
    assert.deepEqual([callsOf(outcome, "nft"), callsOf(outcome, "logger")], [[], []]);
  }
});

test("an installation starts no rules: they are the program's then", () => {
  const files = { "/etc/bordertap/boot.nft": "" };
  const router = new Router({ uci: { "bordertap.@bordertap[0].mode": "enforce" }, files });
  assert.deepEqual(callsOf(router.act("bordertap-boot", "start"), "nft"), []);
});

test("uci-defaults: what the program writes is its own", () => {
  const router = new Router();
  const outcome = router.run([join(router.root, "etc/uci-defaults/50-bordertap")]);
  assert.deepEqual([outcome.status, outcome.output], [0, ""]);
  assert.deepEqual(
    outcome.calls.map((call) => call.join(" ")),
    ["chown -hR bordertap:bordertap /etc/bordertap", "chmod 0750 /etc/bordertap"],
  );
  assert.ok(router.has("etc/bordertap"));
});

test("the program as a command: its arguments as they are, in the router's zone", () => {
  const router = new Router({ uci: { "system.@system[0].zonename": "America/New York" } });
  const command = [join(router.root, "usr/bin/bordertap"), "explain", "--device", "Mom's TV", "*"];
  const program = "/usr/lib/bordertap/bordertap.js\nexplain\n--device\nMom's TV\n*\n";
  assert.deepEqual(router.run(command).output, `America/New_York\n${program}`);
  assert.deepEqual(router.run(command, { TZ: "Asia/Tokyo" }).output, `Asia/Tokyo\n${program}`);
  assert.deepEqual(new Router().run([join(router.root, "usr/bin/bordertap")]).output.split("\n")[0], "UTC");
  const without = new Router({ nodes: [] });
  const { status, output } = without.run([join(without.root, "usr/bin/bordertap"), "check"]);
  assert.equal(status, 1);
  assert.match(output, /^bordertap: no Node\.js: 20 or later is needed\. Install bordertap-node\.\n$/);
});

test("a removal takes what can be had again, an upgrade nothing; token and history stay", () => {
  const { afterRemoval } = readMakefile(`${FEED}/bordertap/Makefile`);
  const kept = ["etc/bordertap/token"];
  const gone = ["etc/bordertap/boot.nft", "etc/bordertap/geo/geo.table", "var/run/bordertap/jail"];
  const files = Object.fromEntries([...kept, ...gone].map((path) => [`/${path}`, ""]));
  const script = temporaryFile(ownScript(afterRemoval));
  const router = new Router({ files });
  for (const path of PROGRAM) router.remove(path);
  const upgrade = router.run([script], { PKG_UPGRADE: "1" });
  assert.deepEqual([upgrade.status, upgrade.output], [0, ""]);
  assert.ok([...kept, ...gone, "usr/lib/bordertap"].every((path) => router.has(path)));
  const removal = router.run([script], { PKG_UPGRADE: "0" });
  assert.deepEqual([removal.status, removal.output], [0, ""]);
  assert.ok(kept.every((path) => router.has(path)));
  assert.ok(![...gone, "etc/bordertap/geo", "usr/lib/bordertap"].some((path) => router.has(path)));
  const bare = new Router();
  assert.equal(bare.run([script]).status, 0);
});

test("two capabilities, the same in every set", () => {
  const sets = JSON.parse(readFileSync(`${FEED}/bordertap/root/etc/capabilities/bordertap.json`, "utf8"));
  assert.deepEqual(Object.keys(sets), ["bounding", "effective", "permitted", "inheritable", "ambient"]);
  for (const set of Object.values(sets)) assert.deepEqual(set, ["CAP_NET_ADMIN", "CAP_NET_RAW"]);
});

anyTest(
  "a real OpenWrt's functions",
  { skip: OPENWRT_ROOT === undefined && "OPENWRT_ROOT names none" },
  () => {
    const outcome = new Router().act("bordertap", "start");
    assert.ok(callsOf(outcome, "ubus").some((words) => words.startsWith("call service set ")));
  },
);
