// What may befall the daemon itself, and what it does then.

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { describe } from "node:test";
import { bundleForOtherProcessor, bundleWithoutSystemCalls } from "./bundle.ts";
import { daemonMissing, tapConfig, watchTap } from "./daemon.ts";
import { type EthernetCapture, extendCapture, PHONE_2014, prepareCapture } from "./ethernet-capture.ts";
import { captureOf, POISON, synFrame } from "./frames.ts";
import { missing } from "./requirements.ts";
import { BORDERTAP, ENDPOINT_PORT, type RunningDaemon } from "./running-daemon.ts";
import { TAPPED, Tap } from "./tap.ts";
import { endingBundle, trappingBundle } from "./trapping-bundle.ts";
import { assertSame, truthOfDaemon, truthOfReplay } from "./truth.ts";

/** Slow enough that the kernel's backlog (1,000 frames) never fills. */
const GENTLE = 20_000;
const PHONE_FRAMES = 1844;

const skip = missing("tcpreplay", "tcpdump", "curl") || daemonMissing();
if (skip) console.log(`tests of the daemon's faults skipped: ${skip}`);

async function withTap(body: (tap: Tap, phone: EthernetCapture) => Promise<void>): Promise<void> {
  const tap = new Tap();
  try {
    await body(tap, prepareCapture([PHONE_2014], join(tap.folder, "phone.pcap")));
  } finally {
    await tap.close();
  }
}

async function watching(tap: Tap, bordertap = {}): Promise<RunningDaemon> {
  const daemon = await watchTap(tap, tapConfig(tap, bordertap));
  await daemon.untilInterface(TAPPED, "capturing");
  return daemon;
}

function counts(frames: number): (status: { frames: number }) => boolean {
  return (status) => status.frames === frames;
}

describe("the daemon", { skip, concurrency: 3 }, () => {
  test("without CAP_NET_RAW answers, and says what it lacks", () =>
    withTap(async (tap) => {
      const launcher = ["setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw"];
      const daemon = await watchTap(tap, tapConfig(tap), { launcher });
      await daemon.untilInterface(TAPPED, "failed");
      const { reason } = (await daemon.interface(TAPPED))!;
      assert.match(reason!, /AF_PACKET on tap0: EPERM: the program needs CAP_NET_RAW/);
      assert.match(daemon.log, /level=error event="interface cannot be heard" interface=tap0 /);
      assert.equal((await daemon.metrics()).get(`bordertap_interface_up{interface="${TAPPED}"}`), 0);
      assert.equal((await daemon.stop()).status, 0);
    }));

  test("whose port is taken ends at once, and says so", () =>
    withTap(async (tap, phone) => {
      const first = await watching(tap);
      const path = join(tap.folder, "second.json");
      writeFileSync(path, JSON.stringify(tapConfig(tap)));
      const second = await tap.run([process.execPath, BORDERTAP, "run", "--config", path]);
      assert.equal(second.status, 1);
      assert.match(second.stderr, new RegExp(`127\\.0\\.0\\.1:${ENDPOINT_PORT}.*EADDRINUSE`, "s"));
      await tap.replay(phone, { packetsPerSecond: GENTLE });
      await first.until("status", counts(PHONE_FRAMES));
      await first.stop();
    }));

  test("with a malformed configuration ends, with every mistake", () =>
    withTap(async (tap) => {
      const path = join(tap.folder, "wrong.json");
      const config = { bordertap: { workers: 9, mode: "watch", interface: ["x"] }, http: { port: 70_000 } };
      writeFileSync(path, JSON.stringify(config));
      const { status, stdout, stderr } = await tap.run([
        process.execPath,
        BORDERTAP,
        "run",
        "--config",
        path,
      ]);
      assert.deepEqual([status, stdout], [2, ""]);
      for (const option of ["workers", "mode", "interface", "port"]) assert.match(stderr, new RegExp(option));
    }));

  test("that is stopped for a while counts what its ring had no room for", () =>
    withTap(async (tap, phone) => {
      const daemon = await watching(tap, { ring_size_mib: 2 });
      const long = extendCapture(phone, 100_000, join(tap.folder, "long.pcap"));
      daemon.program.signal("SIGSTOP");
      await tap.replay(long, { packetsPerSecond: 100_000 });
      daemon.program.signal("SIGCONT");
      const { received } = tap.counters(TAPPED);
      const status = await daemon.until(
        "status",
        ({ frames, interfaces: [{ packets, dropped }] }) =>
          packets === received.packets && packets === frames + dropped,
      );
      const [{ dropped }] = status.interfaces;
      assert.ok(dropped > 50_000, `${dropped} of ${long.frames} dropped`);
      const metric = `bordertap_interface_dropped_packets_total{interface="${TAPPED}"}`;
      assert.equal((await daemon.metrics()).get(metric), dropped);
      // Afterwards none is lost.
      await tap.replay(phone, { packetsPerSecond: GENTLE });
      const after = await daemon.until("status", counts(status.frames + PHONE_FRAMES));
      assert.equal(after.interfaces[0].dropped, dropped);
      await daemon.stop();
    }));

  test("that is asked to end counts what its ring still holds", () =>
    withTap(async (tap, phone) => {
      const daemon = await watching(tap);
      await tap.replay(phone, { packetsPerSecond: GENTLE });
      // At once: the kernel keeps a block that is not full for 60 ms.
      assert.equal((await daemon.stop()).status, 0);
      assert.match(daemon.log, new RegExp(`event=stopped frames=${PHONE_FRAMES} .*dropped=0`));
    }));

  test("that is killed starts again at once, from zero", () =>
    withTap(async (tap, phone) => {
      for (let round = 0; round < 2; round++) {
        const daemon = await watching(tap, { workers: 2 });
        await tap.replay(phone, { packetsPerSecond: GENTLE });
        await daemon.until("status", counts(PHONE_FRAMES));
        assert.equal((await daemon.stop("SIGKILL")).signal, "SIGKILL");
      }
    }));

  test("two of them at once hear the same, each all of it", () =>
    withTap(async (tap, phone) => {
      const config = tapConfig(tap, { workers: 2 });
      const other = { ...config, http: { ...config.http, port: ENDPOINT_PORT + 1 } };
      const daemons = [await watchTap(tap, config), await watchTap(tap, other)];
      for (const daemon of daemons) await daemon.untilInterface(TAPPED, "capturing");
      await tap.replay(phone, { packetsPerSecond: GENTLE });
      for (const daemon of daemons) {
        await daemon.until("status", counts(PHONE_FRAMES));
        assert.equal((await daemon.interface(TAPPED))!.packets, PHONE_FRAMES);
      }
      for (const daemon of daemons) await daemon.stop();
    }));
});

const skipRules = skip || missing("nft");
if (!skip && skipRules) console.log(`tests of the daemon's faults in mode enforce skipped: ${skipRules}`);

describe("mode enforce", { skip: skipRules, concurrency: 2 }, () => {
  for (const [koffi, bundleOf] of [
    ["without koffi", bundleWithoutSystemCalls],
    ["with another processor's koffi", bundleForOtherProcessor],
  ] as const)
    test(`${koffi} ends at once, says so, and leaves no rules`, () =>
      withTap(async (tap) => {
        tap.namespace.runNow(["nft", "add table inet others; add chain inet others forward"]);
        const rules = () => tap.namespace.runNow(["nft", "-a", "list", "ruleset"]);
        const before = rules();
        const state = join(tap.folder, "state");
        const path = join(tap.folder, "enforce.json");
        const country = [{ codes: ["CN"], action: "block" }];
        writeFileSync(
          path,
          JSON.stringify({ ...tapConfig(tap, { mode: "enforce", directory: state }), country }),
        );
        const run = [process.execPath, bundleOf(tap.folder), "run", "--config", path];
        const { status, stdout, stderr } = await tap.run(run);
        // As ADDON_UNAVAILABLE is said.
        assert.match(stderr, /^bordertap: cannot load koffi for (x64|arm64):$/m);
        assert.match(stderr, /^Install the package of this machine's processor, /m);
        assert.deepEqual([status, stdout], [1, ""]);
        assert.doesNotMatch(stderr, /event=(enforcing|answers)/);
        assert.equal(rules(), before);
        assert.ok(!existsSync(join(state, "boot.nft")));
      }));
});

describe("SIGHUP", { skip }, () => {
  test("takes another configuration and keeps what was counted; with mistakes all of the old one stays", () =>
    withTap(async (tap, phone) => {
      const daemon = await watching(tap);
      const config = tapConfig(tap);
      await tap.replay(phone, { packetsPerSecond: GENTLE });
      const before = await truthOfDaemon(daemon, PHONE_FRAMES);
      assert.deepEqual((await daemon.json("alerts")).alerts, []);

      const flagging = { ...config, country: [{ codes: ["CN"], action: "alert" }] };
      daemon.reload(flagging);
      await daemon.program.until("event=reloaded");
      assertSame(await truthOfDaemon(daemon, PHONE_FRAMES), before);
      const flagged = await daemon.flows("&flagged=true");
      assert.equal(flagged.length, 9);
      const syn = synFrame({
        macs: ["02:00:00:00:00:02", "02:00:00:00:00:01"],
        addresses: ["192.168.1.50", "113.96.12.80"],
        ports: [50_000, 443],
      });
      await tap.replay(captureOf([syn], join(tap.folder, "syn.pcap")));
      await daemon.until("alerts", ({ alerts }) => alerts.length === 1 && alerts[0].country === "CN");

      daemon.reload('{"bordertap": {"workers": 9, "nonsense": 1}, "http": {');
      await daemon.program.until(/event="not reloaded" .*/);
      assert.equal((await daemon.flows("&flagged=true")).length, 10);
      await daemon.until("status", ({ configuration }) => configuration?.state === "refused");

      // Another address that cannot be had: nothing of this configuration is taken.
      const taken = tap.start([
        "node",
        "-e",
        "require('net').createServer().listen(9500, () => console.log('taken'))",
      ]);
      await taken.until("taken");
      daemon.reload({ ...config, http: { ...config.http, port: 9500 } });
      await daemon.program.until(/event="not reloaded" .*9500/);
      assert.equal((await daemon.flows("&flagged=true")).length, 10);
      await tap.replay(phone, { packetsPerSecond: GENTLE });
      await daemon.until("status", counts(2 * PHONE_FRAMES + 1));
      assert.equal((await daemon.stop()).status, 0);
    }));

  test("is no end while it starts, nor while it ends", () =>
    withTap(async (tap) => {
      const path = join(tap.folder, "start.json");
      writeFileSync(path, JSON.stringify(tapConfig(tap)));
      const daemon = tap.start([process.execPath, BORDERTAP, "run", "--config", path]);
      await tap.waitFor(() => catchesReload(daemon.pid), "a daemon that catches SIGHUP");
      const asking = setInterval(() => daemon.signal("SIGHUP"), 5);
      try {
        await daemon.until("event=answers");
        await daemon.until("event=reloaded");
        const { stderr } = await daemon.stop();
        // Behind its last line, what is left of Node.js may be ended by any signal.
        assert.match(stderr, /event=stopped/);
      } finally {
        clearInterval(asking);
      }
    }));
});

/** Whether it is the program that runs within limits, and SIGHUP does not end it any more (proc_pid_status(5)). */
function catchesReload(pid: number): boolean {
  const caught = /^SigCgt:\t([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1];
  const isConfined = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--max-old-space-size");
  return isConfined && (BigInt(`0x${caught}`) & 1n) === 1n;
}

describe("a classifier that traps", { skip, concurrency: 2 }, () => {
  for (const source of ["afpacket", "tcpdump"] as const)
    test(`is replaced, and what it had counted stays (${source})`, () =>
      withTap(async (tap, phone) => {
        const bundle = trappingBundle(tap.folder, source);
        const daemon = await watchTap(tap, tapConfig(tap), { bundle });
        await daemon.untilInterface(TAPPED, "capturing");
        await tap.replay(phone, { packetsPerSecond: GENTLE });
        const before = await truthOfDaemon(daemon, PHONE_FRAMES);
        assertSame(before, await truthOfReplay(phone));
        const poison = captureOf([POISON], join(tap.folder, "poison.pcap"));
        for (let traps = 1; traps <= 2; traps++) {
          await tap.replay(poison);
          await daemon.until("status", ({ workers }) => workers[0].rebuilt === traps);
          const { frames, bytes, countries, devices } = await truthOfDaemon(daemon, PHONE_FRAMES * traps);
          assert.deepEqual([frames, bytes], [before.frames * traps, before.bytes * traps]);
          assert.deepEqual(
            devices.map(({ device }) => device),
            before.devices.map(({ device }) => device),
          );
          const sum = (list: typeof countries) =>
            list.reduce((all, one) => all + one.bytesUp + one.bytesDown, 0);
          assert.equal(sum(countries), sum(before.countries) * traps);
          await tap.replay(phone, { packetsPerSecond: GENTLE });
          await daemon.until("status", counts(PHONE_FRAMES * (traps + 1)));
        }
        assert.equal(
          daemon.log.match(/level=error event="classifier trapped and was replaced" tap=0 /g)?.length,
          2,
        );
        assert.equal((await daemon.metrics()).get('bordertap_workers_rebuilt_total{worker="0"}'), 2);
        assert.equal((await daemon.stop()).status, 0);
      }));

  test("and ends its thread: another is started, and what was told last stays", () =>
    withTap(async (tap, phone) => {
      const daemon = await watchTap(tap, tapConfig(tap), { bundle: endingBundle(tap.folder) });
      await daemon.untilInterface(TAPPED, "capturing");
      await tap.replay(phone, { packetsPerSecond: GENTLE });
      await daemon.until("status", counts(PHONE_FRAMES));
      await tap.replay(captureOf([POISON], join(tap.folder, "poison.pcap")));
      await daemon.program.until('level=error event="tap ended and is started again" tap=0 ');
      // The endpoint answers in the meantime.
      const { frames, interfaces, workers } = await daemon.json("status");
      assert.deepEqual([frames, interfaces[0].packets, workers[0].rebuilt], [PHONE_FRAMES, PHONE_FRAMES, 1]);
      await daemon.until(
        "status",
        ({ flows, interfaces: [{ source }] }) => flows.capacity > 0 && source !== undefined,
      );
      await tap.replay(phone, { packetsPerSecond: GENTLE });
      await daemon.until("status", counts(2 * PHONE_FRAMES));
      const { status } = await daemon.stop();
      assert.equal(status, 0);
      assert.match(daemon.log, new RegExp(`event=stopped frames=${2 * PHONE_FRAMES} `));
    }));
});
