import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { readUciConfig } from "../../../host/config/load.ts";
import { parseUciExport } from "../../../host/config/uci-export.ts";
import { ALL_HOSTS, CLIENTS, HOSTS, hostsOf } from "../../../router-image/vm/hosts.ts";
import { assertKnown } from "../../host/helper/known-hosts.ts";
import { temporaryPath } from "../../host/helper/temporary-file.ts";

test("the built table knows every host by its country, and both opinions agree", () =>
  assertKnown(ALL_HOSTS));

test("photos are the phone's alone", () => {
  assert.deepEqual(
    CLIENTS.map((client) => hostsOf(client).includes(HOSTS.photos)),
    [true, false],
  );
  assert.equal(hostsOf("tv").length, ALL_HOSTS.length - 1);
});

const VM = fileURLToPath(new URL("../../../router-image/vm", import.meta.url));

/** The stand-in for uci, on the files of a root. */
function uci(root: string, ...words: string[]) {
  const options = { env: { ...process.env, IPKG_INSTROOT: root }, encoding: "utf8" } as const;
  return spawnSync("sh", [`${VM}/openwrt/sbin/uci`, ...words], options);
}

test("the router's configuration is without a mistake, and does about each host what it says", () => {
  const { status, stdout } = uci(`${VM}/root`, "-S", "export", "bordertap");
  assert.equal(status, 0);
  const answer = { status: 0, output: stdout, outputNotKept: 0, message: "", isMissing: false };
  const { mistakes, config } = readUciConfig({ looksAround: false }, () => answer);
  assert.deepEqual(mistakes, undefined);
  assert.equal(config?.mode, "enforce");
  const rules = parseUciExport(stdout)!.filter(({ type }) => type === "country");
  const actions = rules.map(({ options }) => [options.get("codes"), options.get("action")]);
  const wanted = ALL_HOSTS.filter(({ action }) => action !== "off").map(({ country, action }) => [
    [country],
    action,
  ]);
  assert.deepEqual(actions, wanted);
});

test("the stand-in for uci reads nothing of a file with a mistake, but with -S", () => {
  const root = temporaryPath();
  mkdirSync(`${root}/etc/config`, { recursive: true });
  const good = "config bordertap\n\toption mode 'enforce'\n";
  for (const [more, reason, list] of [
    ["\toptoin x 'y'\n\tlist interfaces 'br-lan'\n", "invalid command", ["br-lan"]],
    ["\toption x 'y\n\tlist interfaces 'br-lan'\n", "EOF with unterminated '", undefined],
    ["\toption x '\n", "EOF with unterminated '", undefined],
  ] as const) {
    writeFileSync(`${root}/etc/config/bordertap`, good + more);
    const message = `uci: Parse error (${reason}) at line 3, byte 0\n`;
    const get = ["get", "bordertap.@bordertap[0].mode"];
    for (const words of [["show", "bordertap"], get]) {
      const { status, stdout, stderr } = uci(root, ...words);
      assert.deepEqual([status, stdout, stderr], [1, "", message]);
      assert.deepEqual([uci(root, "-q", ...words).status, uci(root, "-q", ...words).stderr], [1, ""]);
    }
    const { status, stdout, stderr } = uci(root, "-S", "export", "bordertap");
    assert.deepEqual([status, stderr], [0, message]);
    const [{ options }] = parseUciExport(stdout)!;
    assert.deepEqual([options.get("mode"), options.get("interfaces")], ["enforce", list]);
  }
  // A last line without an end is one.
  writeFileSync(`${root}/etc/config/bordertap`, good.trimEnd());
  assert.equal(uci(root, "get", "bordertap.@bordertap[0].mode").stdout, "enforce\n");
  assert.equal(uci(root, "show", "bordertap").status, 0);
});

test("the stand-in for uci gets one option, of the first section of a type or of a name", () => {
  const get = (place: string) => {
    const { status, stdout } = uci(`${VM}/root`, "-q", "get", place);
    return [status, stdout.trim()];
  };
  assert.deepEqual(get("bordertap.@bordertap[0].mode"), [0, "enforce"]);
  assert.deepEqual(get("bordertap.@country[0].codes"), [0, "CN"]);
  assert.deepEqual(get("bordertap.http.listen"), [0, "10.0.2.15"]);
  assert.deepEqual(get("bordertap.@geo[0].directory"), [1, ""]);
  assert.deepEqual(get("bordertap.@http[0].mode"), [1, ""]);
  assert.deepEqual(get("system.@system[0].zonename"), [1, ""]);
});
