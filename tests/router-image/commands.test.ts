// Commands without --config, on a machine that has /etc/config/bordertap and a program uci: in a root of their own, where
// uci's answer is a recorded one.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { CLONE } from "../../router-image/package/clone.ts";
import { temporaryPath } from "../host/helper/temporary-file.ts";
import { uciText } from "../host/helper/uci.ts";

/** Folders that a root of one's own shares with this machine's. */
const SHARED = ["usr", "lib", "lib64", "bin", "proc", "dev", "sys"];

/** Runs a shell script in a root and a network of its own that hold what programs need, `files`, and nothing else. */
function inRoot(files: Readonly<Record<string, string>>, script: string) {
  const root = temporaryPath();
  const mounts = [process.execPath, CLONE].map(dirname);
  for (const name of SHARED.filter((name) => existsSync(`/${name}`)))
    if (lstatSync(`/${name}`).isSymbolicLink()) {
      mkdirSync(root, { recursive: true });
      symlinkSync(readlinkSync(`/${name}`), join(root, name));
    } else mounts.push(`/${name}`);
  for (const path of mounts) mkdirSync(join(root, path), { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    if (path.startsWith("/sbin/")) chmodSync(join(root, path), 0o755);
  }
  const binds = [...new Set(mounts)].map((path) => `mount --rbind "${path}" "${root}${path}"`);
  const command = [...binds, `exec chroot "${root}" /bin/sh -c '${script}'`].join(" && ");
  const { status, stdout, stderr } = spawnSync("unshare", ["-m", "-n", "sh", "-c", command], {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const UCI = uciText([
  ["bordertap", { interfaces: ["br-lan"] }],
  ["country", { codes: ["CN"], action: "block" }],
  ["device", { name: "Phone", macs: ["64:b4:73:20:14:08"] }],
]);
const FILES = {
  "/etc/config/bordertap": "what uci reads\n",
  "/sbin/uci": `#!/bin/sh\n[ "$*" = "-S export bordertap" ] || exit 2\ncat <<"END"\n${UCI}END\n`,
};
const PROGRAM = `"${process.execPath}" "${CLONE}/dist/bordertap.js"`;

function skipHere(t: TestContext): boolean {
  const reason = inRoot({}, "exit 42").status === 42 ? undefined : "no root of one's own can be made here";
  if (reason !== undefined) t.skip(reason);
  return reason !== undefined;
}

test("check, explain, nft and run read it; --config names another", (t) => {
  if (skipHere(t)) return;
  const check = inRoot(FILES, `${PROGRAM} check`);
  assert.deepEqual([check.status, check.stderr], [0, ""]);
  assert.match(check.stdout, /^ok: \/etc\/config\/bordertap\n {2}watch br-lan /);
  const explain = inRoot(FILES, `${PROGRAM} explain --device Phone --to 113.96.12.80`);
  assert.equal(explain.stderr, "");
  assert.match(explain.stdout, /country\[0\] CN says block/);
  const nft = inRoot(FILES, `${PROGRAM} nft`);
  assert.match(nft.stdout, /define lan = \{ "br-lan" \}/);
  const run = inRoot(FILES, `timeout -s TERM -k 20 5 ${PROGRAM} run 2>&1 | grep -m1 -o event=answers`);
  assert.equal(run.stdout, "event=answers\n");
  const other = inRoot({ ...FILES, "/other.json": "{}" }, `${PROGRAM} check --config /other.json`);
  assert.match(other.stdout, /^ok: \/other\.json\n {2}watch all LAN-class bridges/);
});

test("where it is gone, or no uci there, the message says which", (t) => {
  if (skipHere(t)) return;
  const without = { "/etc/config/bordertap": "" };
  const { status, stderr } = inRoot(without, `${PROGRAM} check`);
  assert.equal(status, 1);
  assert.match(stderr, /^bordertap: uci does not read \/etc\/config\/bordertap: there is no program uci\n/);
  const openwrt = {
    "/etc/openwrt_release": "",
    "/sbin/uci": "#!/bin/sh\necho 'uci: Entry not found' >&2\nexit 1\n",
  };
  const gone = inRoot(openwrt, `${PROGRAM} run`);
  assert.equal(gone.status, 1);
  assert.match(
    gone.stderr,
    /\/etc\/config\/bordertap: uci: Entry not found\nSee what 'uci export bordertap' says/,
  );
  assert.match(inRoot({}, `${PROGRAM} check`).stderr, /cannot read \/etc\/config\/bordertap\.json/);
});
