// The package for aarch64, unpacked and run by a Node.js for aarch64 under emulation: the same answers as here.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { architectureOf } from "../../router-image/package/architecture.ts";
import { TIME } from "../../router-image/package/build.ts";
import { FEED } from "../../router-image/package/clone.ts";
import { ipkOf } from "../../router-image/package/ipk.ts";
import { readMakefile } from "../../router-image/package/makefile.ts";
import { NpmUnreachable } from "../../router-image/package/npm-archive.ts";
import { programTree, writeTree } from "../../router-image/package/tree.ts";
import { readTar } from "../../router-image/package/ustar.ts";
import { seedFiles, seedFrames } from "../fuzz/corpus.ts";
import { temporaryFile, temporaryPath } from "../host/helper/temporary-file.ts";
import { tapConfig, watchTap } from "../lab/daemon.ts";
import { ethernetCaptures, PHONE_2014, prepareCapture } from "../lab/ethernet-capture.ts";
import { Program } from "../lab/program.ts";
import { missing } from "../lab/requirements.ts";
import { TAPPED, Tap } from "../lab/tap.ts";
import { assertSame, truthOfDaemon, truthOfReplay } from "../lab/truth.ts";
import { missingForAarch64, NODE_AARCH64 } from "./aarch64/emulated-node.ts";

/** ELF's e_machine. */
const AARCH64 = 183;
/** Frames a second: one hears them by tcpdump, and under emulation. */
const GENTLE = 500;

const root = temporaryPath();
const program = `${root}/usr/lib/bordertap/bordertap.js`;

/** What an .ipk holds, as opkg unpacks it; why there is none, where npm cannot fetch koffi's half of it. */
function unpackPackage(): string | false {
  const architecture = architectureOf("aarch64_cortex-a53")!;
  try {
    const makefile = readMakefile(`${FEED}/bordertap/Makefile`);
    const archive = readTar(gunzipSync(ipkOf(makefile, architecture, programTree(architecture), TIME)));
    const data = archive.find(({ path }) => path === "./data.tar.gz")!;
    mkdirSync(root);
    writeTree(readTar(gunzipSync(data.content!)), root);
    return false;
  } catch (error) {
    if (error instanceof NpmUnreachable) return error.message;
    throw error;
  }
}

const skip = missingForAarch64() || unpackPackage();
if (skip) console.log(`tests of the package for aarch64 skipped: ${skip}`);

/** What a command of the packaged program leaves by a Node.js. */
async function run(node: readonly string[], command: readonly string[]) {
  const [file, ...rest] = [...node, program, ...command];
  const child = spawn(file, rest, { stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    output.stderr += text;
  });
  const [status] = await once(child, "close");
  return { status, ...output };
}

const POLICY = {
  bordertap: { default_action: "alert", tunnels: "block", opinions_differ: "either" },
  country: [{ codes: ["CN", "US"], action: "block", hours: ["mon-fri 00:00-12:00"] }],
  exception: [{ host: ["*.example.com"], action: "off" }],
};

const FLOW = ["--device", "64:b4:73:20:14:08", "--to", "113.96.12.80"];

describe("the package for aarch64", { skip }, () => {
  test("its Node.js and its koffi are of that processor", () => {
    const [file, ...rest] = [...NODE_AARCH64, "-p", "process.arch"];
    assert.equal(spawnSync(file, rest, { encoding: "utf8" }).stdout, "arm64\n");
    const koffi = programTree(architectureOf("aarch64_generic")!).find(({ path }) => path.endsWith(".node"))!;
    assert.equal(new DataView(koffi.content!.buffer, koffi.content!.byteOffset).getUint16(18, true), AARCH64);
  });

  const golden = seedFiles(seedFrames()).filter(({ name }) => name.startsWith("golden"));
  const captures = golden.map(({ content }) => temporaryFile(content));
  const ethernet = temporaryPath();
  const { frames } = prepareCapture(ethernetCaptures(), ethernet);
  const enforcing = temporaryFile(
    JSON.stringify({
      ...POLICY,
      bordertap: { ...POLICY.bordertap, mode: "enforce", interfaces: ["br-lan"] },
    }),
  );
  const wrong = temporaryFile(JSON.stringify({ bordertap: { mode: "enforced", workers: 9 }, country: {} }));
  const policy = temporaryFile(JSON.stringify(POLICY));
  for (const [what, ...command] of [
    ["its version", "--version"],
    ["addresses", "lookup", "--json", "113.96.12.80", "2a02:a46f:8000::80", "64:ff9b::c0a8:101", "2002:1::"],
    ["no addresses", "lookup", "--json", "113.96.12", "::g"],
    ["its tables", "geo", "info"],
    ["a configuration", "check", "--config", enforcing],
    ["its mistakes", "check", "--config", wrong],
    ["who decides", "explain", "--config", policy, ...FLOW, "--at", "2026-11-20 10:00"],
    ["the phone's capture", "replay", PHONE_2014, "--json"],
    ["the same by a policy", "replay", PHONE_2014, "--json", "--policy", policy],
    ["its frames", "dissect", PHONE_2014, "--json"],
    [`${frames} frames of Ethernet`, "replay", ethernet, "--json"],
    ...captures.map((path, k) => [`${golden[k].name}: counted`, "replay", path, "--json"]),
    ...captures
      .map((path, k) => [`${golden[k].name}: frame by frame`, "dissect", path, "--json"])
      .filter(([name]) => name.includes("pcapng")),
  ])
    test(what, async () => {
      const [there, here] = await Promise.all([run(NODE_AARCH64, command), run([process.execPath], command)]);
      assert.ok(here.stdout !== "" || here.stderr !== "");
      assert.deepEqual(there, here);
    });

  test("run: koffi is loaded, and answers what the system does", async () => {
    const config = {
      bordertap: { interfaces: ["lo"], leases: temporaryPath() },
      geo: { directory: temporaryPath(), update_interval_hours: 0 },
      http: { port: 0 },
    };
    const path = temporaryFile(JSON.stringify(config));
    const daemon = new Program([...NODE_AARCH64, program, "run", "--config", path], process.env, root);
    try {
      const line = await daemon.until("event=answers", 60_000);
      const [endpoint] = /http:\S+/.exec(line)!;
      const status = await (await fetch(`${endpoint}/api/v1/status`)).json();
      assert.deepEqual(
        status.interfaces.map(({ name }: { name: string }) => name),
        ["lo"],
      );
      // QEMU has no such option of packet sockets: the call came through, and its answer back.
      await daemon.until(/event="?(capturing|interface cannot be heard.*setsockopt PACKET_VERSION)/, 60_000);
      assert.ok(!daemon.stderr.includes("tcpdump"), daemon.stderr);
    } finally {
      await daemon.stop();
    }
  });

  test("run: what it hears is what replay counts", {
    skip: missing("tcpreplay", "tcpdump", "curl"),
  }, async () => {
    const tap = new Tap();
    try {
      // Without koffi, since QEMU has no packet rings: the classifier is the router's all the same.
      const bundle = join(tap.folder, "program");
      cpSync(join(program, ".."), bundle, { recursive: true, filter: (from) => !from.endsWith("/koffi") });
      const capture = prepareCapture([PHONE_2014], join(tap.folder, "capture.pcap"));
      const daemon = await watchTap(tap, tapConfig(tap), {
        bundle: join(bundle, "bordertap.js"),
        node: NODE_AARCH64,
      });
      await daemon.untilInterface(TAPPED, "capturing");
      await tap.replay(capture, { packetsPerSecond: GENTLE });
      assertSame(await truthOfDaemon(daemon, capture.frames), await truthOfReplay(capture));
      await daemon.stop();
    } finally {
      await tap.close();
    }
  });
});
