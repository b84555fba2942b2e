// OpenWrt's configuration: what uci says of it makes what JSON makes. uci's answers were recorded from the real one.

import assert from "node:assert/strict";
import test from "node:test";
import { parseConfig, readConfig, readUciConfig } from "../../../host/config/load.ts";
import { mistakeText } from "../../../host/config/mistake.ts";
import { UCI_PATH } from "../../../host/config/uci-text.ts";
import { OperatorError } from "../../../host/errors.ts";
import type { ToolEnd } from "../../../host/platform/tool.ts";
import { uciText } from "../helper/uci.ts";

const GOOD: ToolEnd = { status: 0, output: "", outputNotKept: 0, message: "", isMissing: false };

function readAs(end: Partial<ToolEnd>) {
  return readUciConfig({}, () => ({ ...GOOD, ...end }));
}

function mistakesIn(end: Partial<ToolEnd>): string[] {
  return (readAs(end).mistakes ?? []).map(mistakeText);
}

function errorOf(end: Partial<ToolEnd>): string {
  try {
    readAs(end);
  } catch (error) {
    if (error instanceof OperatorError && error.code === "UCI_UNREADABLE") return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("UCI's texts make what JSON's types make", () => {
  const output = uciText([
    ["bordertap", { interfaces: ["br-lan"], workers: "2", promiscuous: "1", mark_mask: "0x00ff0000" }],
    ["country", { codes: ["CN", "RU"], action: "block" }],
    ["country", { codes: "US", hours: "mon-fri 22:00-06:00", device: ["Mom's TV"] }],
    ["device", { name: "Mom's TV", macs: ["02:00:00:00:00:02"] }],
    ["http", { enabled: "0" }],
  ]);
  const json = {
    bordertap: { interfaces: ["br-lan"], workers: 2, promiscuous: true, mark_mask: 0xff0000 },
    country: [
      { codes: ["CN", "RU"], action: "block" },
      { codes: ["US"], hours: ["mon-fri 22:00-06:00"], device: ["Mom's TV"] },
    ],
    device: [{ name: "Mom's TV", macs: ["02:00:00:00:00:02"] }],
    http: { enabled: false },
  };
  const fromJson = parseConfig(new TextEncoder().encode(JSON.stringify(json)));
  assert.ok(fromJson.config);
  assert.deepEqual(readAs({ output }), fromJson);
});

test("an empty package is the defaults", () => {
  assert.deepEqual(readAs({ output: "package bordertap\n\n" }), parseConfig(new TextEncoder().encode("{}")));
});

test("all mistakes at once, by the names of their places", () => {
  const output = uciText([
    ["bordertap", { interfacse: "x", mode: "alert" }],
    ["bordertap", { workers: "9" }],
    ["country", { codes: ["CN"] }],
    ["country", { action: "alert" }],
    ["country", { codes: ["UK"], device: "nobody" }],
    ["coutnry", {}],
    ["geo", { url: ["https://a.example/", "https://b.example/"] }],
    ["http", { port: "many" }],
  ]);
  assert.deepEqual(mistakesIn({ output }), [
    "bordertap: there are 2 sections of this type, of which the first counts. Make one of them.",
    "bordertap.interfacse: there is no such option. Did you mean interfaces?",
    "coutnry: there is no such section. Did you mean country?",
    "country[1].codes: it is missing. Give a code of ISO 3166-1 alpha-2, such as CN.",
    'country[2].codes[0] "UK": it is no assigned code. Did you mean GB? Give a code of ISO 3166-1 alpha-2, such as CN.',
    'geo.url ["https://a.example/","https://b.example/"]: it is no text. Give a URL that starts with https:// or http://.',
    'http.port "many": it is no whole number. Give a whole number from 0 to 65535.',
  ]);
});

test("lines that uci passes over are mistakes too, beside those behind them", () => {
  const message =
    'Parse error (invalid command) at line 3, byte 1\nuci: Parse error (EOF with unterminated \\") at line 40, byte 17';
  const output = uciText([["http", { port: "99999" }]]);
  const remedy = "Mend it there; a line is config TYPE, option NAME 'VALUE' or list NAME 'VALUE'.";
  assert.deepEqual(mistakesIn({ output, message }), [
    `line 3: uci passes over it: invalid command. ${remedy}`,
    `line 40: uci passes over it: EOF with unterminated \\". ${remedy}`,
    'http.port "99999": it is out of range. Give a whole number from 0 to 65535.',
  ]);
});

test("what is no UTF-8, or too large", () => {
  assert.deepEqual(
    mistakesIn({ output: uciText([["device", { name: "K\ufffdche", macs: ["02:00:00:00:00:02"] }]]) }),
    ["the file: it is no UTF-8. Save it as UTF-8."],
  );
  assert.match(mistakesIn({ outputNotKept: 1, status: undefined })[0], /more than 1048576 octets/);
});

test("no uci, a file that it may not read, one that is gone, an answer of another kind", () => {
  assert.match(errorOf({ status: undefined, isMissing: true }), /there is no program uci/);
  assert.match(errorOf({ status: 1, message: "uci: I/O error" }), /uci: I\/O error/);
  assert.match(
    errorOf({ status: 1, message: "uci: Entry not found" }),
    /Entry not found\nSee what 'uci export/,
  );
  assert.match(errorOf({ status: undefined, message: "it was ended by SIGKILL" }), /ended by SIGKILL/);
  assert.match(errorOf({ output: "Usage: uci" }), /none that this version understands/);
});

test("OpenWrt's path is read by uci, whoever names it", { skip: hasUci() }, () => {
  assert.throws(
    () => readConfig(UCI_PATH),
    /uci does not read \/etc\/config\/bordertap: there is no program uci/,
  );
});

/** Why that cannot be tried here. */
function hasUci(): string | false {
  try {
    readConfig(UCI_PATH);
  } catch (error) {
    if (error instanceof OperatorError && /no program uci/.test(error.message)) return false;
  }
  return "this machine has a uci of its own";
}
