import assert from "node:assert/strict";
import test from "node:test";
import { Log } from "../../../host/daemon/log.ts";

function lines(level: "error" | "warning" | "info" | "debug", say: (log: Log) => void): string {
  let text = "";
  say(new Log(level, (line) => (text += line)));
  return text;
}

test("a line is key=value, quoted where a value has spaces", () => {
  assert.equal(
    lines("info", (log) => log.info("new device", { device: "02:00:00:00:00:01", tap: 0 })),
    'level=info event="new device" device=02:00:00:00:00:01 tap=0\n',
  );
});

test("what comes from outside can neither begin a line nor another field", () => {
  assert.equal(
    lines("info", (log) => log.warning("alert", { host: 'a" level=error\n\x1b[31m' })),
    'level=warning event=alert host="a\\x22 level=error \\x1b[31m"\n',
  );
});

test("a backslash before a quote does not end the value", () => {
  assert.equal(
    lines("info", (log) => log.info("x", { host: 'a\\" b' })),
    'level=info event=x host="a\\x5c\\x22 b"\n',
  );
});

test("below the level nothing is said, and what is absent is left out", () => {
  assert.equal(
    lines("warning", (log) => log.info("quiet")),
    "",
  );
  assert.equal(
    lines("debug", (log) => log.debug("x", { reason: undefined })),
    "level=debug event=x\n",
  );
});
