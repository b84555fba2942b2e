// The package bordertap-node: which version is chosen, where its SHA-256 comes from, and that nothing is packed without.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { after, before, test } from "node:test";
import { archiveName, PROCESSORS, pinOf, readPin } from "../../router-image/node/pin.ts";
import { PIN_FILE, PUBLISHER } from "../../router-image/node/places.ts";
import { nodeTree } from "../../router-image/node/tree.ts";
import { CLONE, FEED } from "../../router-image/package/clone.ts";
import { readMakefile } from "../../router-image/package/makefile.ts";
import { temporaryFile, temporaryPath } from "../host/helper/temporary-file.ts";

const BOTH = ["linux-x64", "linux-x64-musl", "linux-arm64-musl"];
const INDEX = [
  { version: "v27.1.0", lts: false, security: true, files: BOTH },
  { version: "v26.9.1", lts: "Later", security: true, files: ["linux-x64-musl"] },
  { version: "v26.9.0", lts: "Later", security: false, files: BOTH },
  { version: "v26.10.0", lts: "Later", security: true, files: BOTH },
  { version: "v24.20.0", lts: "Earlier", security: true, files: BOTH },
  { version: "v24.9.0", lts: "Earlier", security: false, files: BOTH },
];

/** A publisher of small archives on the loopback. */
const files = new Map<string, Uint8Array>();
let server: Server;
let publisher: string;

before(async () => {
  files.set("/index.json", Buffer.from(JSON.stringify(INDEX)));
  for (const version of ["26.10.0", "24.9.0"]) {
    const sums = PROCESSORS.map((processor) => {
      const archive = archiveOf(version, processor);
      files.set(`/v${version}/${archiveName(version, processor)}`, archive);
      return `${sha256(archive)}  ${archiveName(version, processor)}\n`;
    });
    const others = `${"0".repeat(64)}  node-v${version}-linux-x64.tar.xz\n`;
    files.set(`/v${version}/SHASUMS256.txt`, Buffer.from([others, ...sums].join("")));
  }
  server = createServer((request, response) => {
    const content = files.get(request.url ?? "");
    response.writeHead(content ? 200 : 404).end(content);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  publisher = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => server.close());

function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** As the publisher packs: with npm and headers. */
function archiveOf(version: string, processor: (typeof PROCESSORS)[number]): Uint8Array {
  const folder = temporaryPath();
  const name = archiveName(version, processor).replace(/\.tar\.xz$/, "");
  for (const [path, content] of [
    ["bin/node", `${version} for ${processor}`],
    ["bin/npm", "npm"],
    ["include/node/v8.h", "headers"],
    ["LICENSE", "licence"],
  ]) {
    mkdirSync(dirname(`${folder}/${name}/${path}`), { recursive: true });
    writeFileSync(`${folder}/${name}/${path}`, content);
  }
  return execFileSync("tar", ["cJf", "-", "-C", folder, name]);
}

function emptyPin(): string {
  return temporaryFile("# remark\nNODE_VERSION:=\nNODE_SHA256_x86_64:=\nNODE_SHA256_aarch64:=\n");
}

async function pin(...command: string[]): Promise<{ status: number; output: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "router-image/node/main.ts", ...command], {
    cwd: CLONE,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  const [status] = await once(child, "close");
  return { status, output };
}

test("the newest with long-term support that is built for both, and its SHA-256", async () => {
  const file = emptyPin();
  assert.deepEqual(await pin("--from", publisher, "--file", file), {
    status: 0,
    output: "pinned Node.js 26.10.0\n",
  });
  const text = readFileSync(file, "utf8");
  assert.ok(text.startsWith("# remark\nNODE_VERSION:=26.10.0\n"), text);
  const sums = PROCESSORS.map((processor) =>
    sha256(files.get(`/v26.10.0/${archiveName("26.10.0", processor)}`)!),
  );
  assert.deepEqual(Object.values(readPin(text)!.sha256), sums);
  const check = await pin("--check", "--from", publisher, "--file", file);
  assert.deepEqual(check, {
    status: 0,
    output: "pinned 26.10.0; security releases after it: none that matters\n",
  });
});

test("a version that is named; what came after it", async () => {
  const file = emptyPin();
  assert.equal((await pin("--version", "24.9.0", "--from", publisher, "--file", file)).status, 0);
  const check = await pin("--check", "--from", publisher, "--file", file);
  assert.deepEqual(check, { status: 1, output: "pinned 24.9.0; security releases after it: v24.20.0\n" });
});

test("no list, no such version, no pin: said, and nothing is written", async () => {
  const file = emptyPin();
  const before = readFileSync(file, "utf8");
  for (const [command, status, message] of [
    [["--from", `${publisher}/nowhere`], 2, /index\.json: the server answers 404/],
    [["--from", publisher, "--version", "24.1.0"], 2, /SHASUMS256\.txt: the server answers 404/],
    [["--check", "--from", publisher], 3, /no Node\.js is pinned: run 'npm run pin'/],
    [["--wrong"], 2, /usage: npm run pin/],
  ] as const) {
    const outcome = await pin(...command, "--file", file);
    assert.equal(outcome.status, status);
    assert.match(outcome.output, message);
  }
  assert.equal(readFileSync(file, "utf8"), before);
});

test("a list without an archive, or with something else in its place, gives no pin", () => {
  assert.throws(() => pinOf("26.10.0", ""), /no SHA-256 of node-v26\.10\.0-linux-x64-musl\.tar\.xz/);
  const short = PROCESSORS.map((one) => `abc  ${archiveName("26.10.0", one)}\n`).join("");
  assert.throws(() => pinOf("26.10.0", short), /no SHA-256/);
  assert.throws(() => readPin("NODE_VERSION:=26.10.0\nNODE_SHA256_x86_64:=\n"), /not whole/);
});

test("the binary and its licence are packed, and nothing that is not what was pinned", async () => {
  const sums = new TextDecoder().decode(files.get("/v26.10.0/SHASUMS256.txt"));
  const good = pinOf("26.10.0", sums);
  for (const processor of PROCESSORS) {
    const cache = temporaryPath();
    const tree = await nodeTree(good, processor, publisher, cache);
    assert.deepEqual(
      tree.filter(({ type }) => type === "file").map(({ path, mode }) => [path, mode]),
      [
        ["./usr/lib/bordertap-node/LICENSE", 0o644],
        ["./usr/lib/bordertap-node/node", 0o755],
      ],
    );
    // Whatever is NEEDED ujail wants as a file.
    const links = tree.filter(({ type }) => type === "link").map(({ path, target }) => [path, target]);
    assert.deepEqual(links, [[`./usr/lib/libc.musl-${processor}.so.1`, "/lib/libc.so"]]);
    const node = tree.find(({ path }) => path.endsWith("/node"))!;
    assert.equal(new TextDecoder().decode(node.content), `26.10.0 for ${processor}`);
    const other = pinOf("26.10.0", sums.replaceAll(good.sha256[processor], "0".repeat(64)));
    await assert.rejects(nodeTree(other, processor, publisher, cache), /and 0{64} is pinned: remove it/);
  }
});

test("what the scripts look for is what the package holds, and the Makefile asks the same publisher", () => {
  const makefile = readFileSync(`${FEED}/bordertap-node/Makefile`, "utf8");
  const scripts = readFileSync(`${FEED}/bordertap/root/lib/functions/bordertap.sh`, "utf8");
  assert.ok(scripts.includes("/usr/lib/bordertap-node/node "));
  assert.ok(makefile.includes("$(1)/usr/lib/bordertap-node/node\n"));
  assert.ok(makefile.includes(`PKG_SOURCE_URL:=${PUBLISHER}/v$(NODE_VERSION)/`));
  assert.equal(
    readMakefile(`${FEED}/bordertap-node/Makefile`, { NODE_VERSION: "26.10.0" }).version,
    "26.10.0-r1",
  );
  assert.equal(readMakefile(`${FEED}/bordertap-node/Makefile`).version, "0-r1");
});

test("the pin in this clone is empty or whole", () => {
  assert.doesNotThrow(() => readPin(readFileSync(PIN_FILE, "utf8")));
});
