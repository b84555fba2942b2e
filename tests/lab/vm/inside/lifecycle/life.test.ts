// The package on a router: installed, started, reloaded, stopped, upgraded, removed, and what goes wrong meanwhile. The
// router routes on in all of it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { NEXT_VERSION, PACKAGES, VERSION } from "../../../../router-image/lifecycle/packages.ts";
import { daemonMissing } from "../../../daemon.ts";
import { HOSTS } from "../../../hosts.ts";
import type { Lab } from "../../../lab.ts";
import { missingInside } from "../../inside.ts";
import { sharedLab } from "../shared-lab.ts";
import { FlashedRouter, missingForRouter } from "./flashed-router.ts";
import { instanceOf, processOf } from "./instance.ts";

const skip =
  missingInside() ||
  daemonMissing() ||
  missingForRouter() ||
  (!existsSync(PACKAGES.current) && "its packages were not built");
const GOLDEN = new URL("../../../../router-image/golden/installed.json", import.meta.url);

/** What the kernel starts where it wishes for a module. */
const MODPROBE = "/proc/sys/kernel/modprobe";
const USER = 4917;
const CONFIG = "etc/config/bordertap";
const BOOT = "etc/bordertap/boot.nft";
const MISTAKES = `
config country
	list codes 'Chine'

config exception
	option expire 'never'

config http 'http'
	option port '99999'
`;

const QUEUE_HOLDER = fileURLToPath(
  new URL("../../../../host/capture/helper/queue-holder.ts", import.meta.url),
);
const OTHER_QUEUE = "40";
/** Of a package that routes by marks. */
const MARKING = `table inet other {
  chain marking { type filter hook forward priority mangle; meta mark set meta mark and 0xff00ffff or 0x10000; }
}`;

type Name = keyof typeof HOSTS;

/** What a person writes: these hosts are refused by their addresses, since nft takes seconds for a country here. */
function blocking(names: readonly Name[], more = ""): string {
  const addresses = names.flatMap((name) => [HOSTS[name].ipv4, HOSTS[name].ipv6]);
  return `config bordertap 'bordertap'
	option mode 'enforce'
	list interfaces 'br-lan'

config exception
${addresses.map((address) => `\tlist address '${address}'\n`).join("")}	option action 'block'

config geo 'geo'
	option update_interval_hours '0'
${more}`;
}

describe("the package on a router", { skip }, () => {
  let lab: Lab;
  let router: FlashedRouter;
  let bare: readonly string[];

  before(async () => {
    lab = await sharedLab();
    router = FlashedRouter.make(lab);
    bare = router.files;
  });
  after(() => router?.close());

  /** A part of its life, after which the router still routes. */
  function step(name: string, body: () => Promise<void>): void {
    test(name, async () => {
      const startMs = performance.now();
      try {
        await body();
        assert.ok(await reaches("news"), "the router does not route");
      } finally {
        console.log(`${name}: ${Math.round(performance.now() - startMs)} ms`);
      }
    });
  }

  step("installed: it runs, as procd is told, and changes nothing", async () => {
    await install(PACKAGES.current);
    const { version, mode } = await router.until();
    assert.deepEqual([version, mode, table()], [VERSION, "alert", undefined]);
    const { instance1 } = JSON.parse(readFileSync(GOLDEN, "utf8")).instances;
    delete instance1.jail.mount["/tmp/dhcp.leases"];
    const told = instanceOf(router.read("run/procd/bordertap/instance"));
    // Where this machine has iptables.
    for (const kind of ["nft", "legacy"]) delete told.jail.mount[`/usr/sbin/xtables-${kind}-multi`];
    assert.deepEqual(told, instance1);
    assert.deepEqual(processOf(router.pid!), {
      user: USER,
      group: USER,
      capabilities: ["CAP_NET_ADMIN", "CAP_NET_RAW"],
      newPrivileges: false,
      openFilesMax: 4096,
      coreOctetsMax: 0,
      niceLimit: 35,
    });
    assert.deepEqual(router.owner(CONFIG), { user: 0, group: USER, mode: 0o640 });
    assert.deepEqual(
      router.files.filter((path) => path.startsWith("/etc/rc.d/")),
      ["/etc/rc.d/S18bordertap-boot", "/etc/rc.d/S95bordertap"],
    );
    assert.ok(await reaches("photos"));
  });

  step("reloaded: the process stays, and takes what has changed", async () => {
    const { pid } = router;
    await router.service("reload");
    await router.service("reload");
    router.write(CONFIG, blocking(["photos"]));
    await router.service("reload");
    await router.logged("event=reloaded");
    await enforcing();
    assert.equal(router.pid, pid);
    // It was asked for once: where nothing had changed nobody told it.
    assert.equal(router.log.split("event=reloaded").length, 2);
    assert.ok(!(await reaches("photos")));
    assert.deepEqual(router.owner(BOOT), { user: USER, group: USER, mode: 0o600 });
    assert.deepEqual(router.owner(CONFIG), { user: 0, group: USER, mode: 0o640 });
  });

  step("started twice: one runs, and the other one says why it does not", async () => {
    const [{ pid }, before] = [router, table()];
    await router.service("start");
    const { status, stderr } = await router.run("bordertap", "run");
    assert.equal(status, 1);
    assert.match(stderr, /another run of this program enforces here.*\n.*service bordertap stop/);
    assert.deepEqual([router.pid, table()], [pid, before]);
    await enforcing();
    // One that enforces nothing takes nothing of it away.
    const alert = { http: { port: 9999 }, geo: { update_interval_hours: 0 } };
    router.write("tmp/alert.json", JSON.stringify(alert));
    const other = router.start("bordertap", "run", "--config", "/tmp/alert.json");
    await other.until(/rules of an earlier mode enforce could not be removed.*another run/, 15_000);
    await other.stop();
    assert.deepEqual([router.pid, table(), router.has(BOOT)], [pid, before, true]);
  });

  step("restarted: its rules stay", async () => {
    const [{ pid }, before] = [router, table()];
    await router.service("restart");
    assert.deepEqual(table(), before);
    await enforcing();
    assert.notEqual(router.pid, pid);
    assert.deepEqual(table(), before);
    const queues = ["cat", "/proc/net/netfilter/nfnetlink_queue"];
    assert.notEqual(
      await router.do("setpriv", `--reuid=${USER}`, `--regid=${USER}`, "--clear-groups", ...queues),
      "",
    );
  });

  step("upgraded: configuration, rules of boot and token stay, and the rules in force", async () => {
    router.write("etc/bordertap/token", "0123456789abcdef\n");
    const [before, config, boot] = [table(), router.read(CONFIG), router.read(BOOT)];
    await install(PACKAGES.next);
    assert.deepEqual(table(), before);
    assert.equal((await enforcing()).version, NEXT_VERSION);
    assert.deepEqual([table(), router.read(CONFIG), router.read(BOOT)], [before, config, boot]);
    assert.ok(!(await reaches("photos")));
  });

  step("hand-edited with mistakes: all are told, and the policy stays", async () => {
    const [{ pid }, { length }] = [router, router.log];
    router.write(CONFIG, blocking(["video"], MISTAKES));
    await router.service("reload");
    await router.logged('event="not reloaded"', length);
    for (const mistake of ["codes", "expire", "port"])
      assert.ok(router.log.slice(length).includes(mistake), `${mistake} in ${router.log.slice(length)}`);
    assert.equal(router.pid, pid);
    assert.deepEqual([await reaches("photos"), await reaches("video")], [false, true]);
  });

  step("hand-edited with an open quote: it is told, and the policy stays", async () => {
    const [{ pid }, { length }] = [router, router.log];
    router.write(CONFIG, `${blocking(["video"])}\toption url 'https://\n`);
    assert.notEqual((await router.run("/etc/init.d/bordertap", "reload")).status, 0);
    await router.logged("/etc/config/bordertap cannot be read", length);
    await router.logged('event="not reloaded"', length);
    assert.equal(router.pid, pid);
    assert.deepEqual([await reaches("photos"), await reaches("video")], [false, true]);
    router.write(CONFIG, blocking(["video"], MISTAKES));
  });

  step("started with mistakes: it ends, its rules stay, and mended it runs at once", async () => {
    const [before, { length }] = [table(), router.log];
    await router.service("restart");
    await router.logged("expire", length);
    await lab.waitFor(() => !router.isRunning, "its end");
    assert.deepEqual(table(), before);
    assert.ok(!(await reaches("photos")));
    router.write(CONFIG, blocking(["photos"]));
    await router.service("reload");
    await enforcing();
    assert.deepEqual(table(), before);
  });

  step(
    "reloaded with what cannot be enforced: what is in the way is told, and the policy stays",
    async () => {
      const [{ pid }, before] = [router, table()];
      const holder = lab.of("router").start([process.execPath, "--import", "tsx", QUEUE_HOLDER, OTHER_QUEUE]);
      await holder.until(/listens/, 15_000);
      lab.of("router").runNow(["nft", "-f", "-"], MARKING);
      for (const [option, value, reason] of [
        ["mark_mask", "0x00ff0000", /not reloaded.*0x00ff0000.*chain marking/],
        ["queue_first", OTHER_QUEUE, /not reloaded.*another program/],
      ] as const) {
        const { length } = router.log;
        const asked = blocking(["video"]).replace("'enforce'", `'enforce'\n\toption ${option} '${value}'`);
        router.write(CONFIG, asked);
        await router.service("reload");
        await router.logged(reason, length);
        const { mode, configuration } = await enforcing();
        assert.deepEqual(
          [mode, configuration.state, router.pid, table()],
          ["enforce", "refused", pid, before],
        );
        assert.deepEqual([await reaches("photos"), await reaches("video")], [false, true]);
      }
      await holder.stop();
      lab.of("router").runNow(["nft", "delete", "table", "inet", "other"]);
      router.write(CONFIG, blocking(["photos"]));
      await router.service("reload");
      await router.until(({ configuration }) => configuration.state === "taken");
    },
  );

  step("the flash is full: the policy is in force, what could not be kept is told", async () => {
    const [boot, { length }] = [router.read(BOOT), router.log];
    router.fill(0);
    // It has room where it was.
    router.write(CONFIG, blocking(["photos", "video"]));
    await router.service("reload");
    await router.logged("rules of boot could not be written", length);
    assert.deepEqual([await reaches("photos"), await reaches("video")], [false, false]);
    assert.equal(router.read(BOOT), boot);
    assert.ok(!router.has(`${BOOT}.new`));
  });

  step("the flash is full during an upgrade: rules stay, and a start says what to do", async () => {
    const [before, { length }] = [table(), router.log];
    router.fill(64);
    assert.notEqual((await router.install(PACKAGES.larger)).status, 0);
    assert.ok(router.isRunning);
    const forced = await router.install(PACKAGES.larger, { FORCE_SPACE: "1" });
    assert.notEqual(forced.status, 0, forced.stdout);
    assert.deepEqual(table(), before);
    assert.deepEqual([await reaches("photos"), await reaches("shop")], [false, true]);
    await router.run("/etc/init.d/bordertap", "start");
    await router.logged("the package is not whole", length);
    await router.logged("not started; the router routes on without it", length);
    router.unfill();
    await install(PACKAGES.larger);
    assert.equal((await enforcing()).version, NEXT_VERSION);
    assert.deepEqual(table(), before);
  });

  step("an interface goes by another name: it is told, and taken when it is back", async () => {
    const { length } = router.log;
    rename("br-lan", "br-home");
    await router.logged(/interface is not there yet.*br-lan/, length);
    assert.ok(await reaches("news"));
    rename("br-home", "br-lan");
    await router.logged(/interface heard.*br-lan/, length);
  });

  step("stopped: its rules go with it", async () => {
    await router.service("stop");
    assert.ok(!router.isRunning);
    assert.equal(table(), undefined);
    assert.ok(await reaches("photos"));
  });

  step("booted: what it left is in force before it runs", async () => {
    const scripts = router.files.filter((path) => path.startsWith("/etc/rc.d/S"));
    assert.deepEqual(scripts, ["/etc/rc.d/S18bordertap-boot", "/etc/rc.d/S95bordertap"]);
    await router.service("boot", "bordertap-boot");
    const before = table();
    assert.ok(before !== undefined);
    assert.deepEqual([await reaches("photos"), await reaches("news")], [false, true]);
    await router.service("boot");
    await enforcing();
    assert.deepEqual(table(), before);
    await router.service("stop");
  });

  step("the kernel lacks a module: it is named, and nothing else happens", async () => {
    const modprobe = readFileSync(MODPROBE, "utf8").trim();
    // Of the same busybox; nobody loads them again meanwhile.
    const rmmod = join(dirname(modprobe), "rmmod");
    writeFileSync(MODPROBE, "/bin/false");
    try {
      execFileSync(rmmod, ["nft_queue"]);
      await refusesToStart("kmod-nft-queue");
      execFileSync(rmmod, ["nfnetlink_queue"]);
      await refusesToStart("kmod-nfnetlink-queue");
    } finally {
      writeFileSync(MODPROBE, modprobe);
    }
  });

  step("there is no nftables: it says so, and nothing else happens", async () => {
    await router.withoutNft(() => refusesToStart("Install nftables"));
  });

  step("koffi's half is another processor's: it says so, and hears by tcpdump in mode alert", async () => {
    const { length } = router.log;
    router.write("usr/lib/bordertap/koffi/musl_x64.node", "no ELF");
    router.write(CONFIG, blocking(["photos"]).replace("'enforce'", "'alert'"));
    await router.service("reload");
    await router.logged("no system calls", length);
    assert.equal((await router.until()).mode, "alert");
  });

  step("removed: configuration and token stay, and nothing else", async () => {
    await router.do("opkg", "remove", "bordertap");
    assert.ok(!router.isRunning);
    assert.equal(table(), undefined);
    assert.ok(!router.has("run/bordertap"));
    const left = router.files.filter((path) => !bare.includes(path));
    assert.deepEqual(left, [
      "/etc/bordertap/token",
      "/etc/config/bordertap",
      "/etc/config/bordertap-opkg",
      "/etc/group",
      "/etc/passwd",
    ]);
  });

  /** Neither the rules of boot nor the program, whose line says `why`; all passes. */
  async function refusesToStart(why: string): Promise<void> {
    const { length } = router.log;
    await router.service("boot", "bordertap-boot");
    await router.logged("not loaded, new flows pass until the program judges", length);
    await router.service("start");
    await router.logged(why, length);
    await lab.waitFor(() => !router.isRunning, "its end");
    assert.equal(table(), undefined);
    assert.ok(await reaches("photos"));
  }

  async function install(path: string): Promise<void> {
    const { status, stdout, stderr } = await router.install(path);
    assert.equal(status, 0, `${stdout}${stderr}`);
  }

  /** Waits until it enforces; its status. */
  function enforcing() {
    return router.until(({ enforcement }) => enforcement?.state === "enforcing");
  }

  /** Whether the phone does, by both families. */
  async function reaches(host: Name): Promise<boolean> {
    const { ipv4, ipv6 } = HOSTS[host];
    const pings = [ipv4, ipv6].map((address) => lab.run("phone", ["ping", "-c", "1", "-W", "8", address]));
    const answers = (await Promise.all(pings)).map(({ status }) => status === 0);
    assert.equal(answers[0], answers[1], `${host}: ${answers}`);
    return answers[0];
  }

  /** Its table's number, another one each time it is made; undefined where there is none. */
  function table(): string | undefined {
    const list = "nft -a -t list table inet bordertap 2>/dev/null || true";
    return /# handle (\d+)/.exec(lab.of("router").runNow(["sh", "-c", list]))?.[1];
  }

  function rename(from: string, to: string): void {
    const { prefix6 } = lab.segments[0];
    lab
      .of("router")
      .ip(
        `link set ${from} down`,
        `link set ${from} name ${to}`,
        `link set ${to} up`,
        `addr replace ${prefix6}::1/64 dev ${to} nodad`,
      );
  }
});
