import assert from "node:assert/strict";
import test from "node:test";
import { ALL_HOSTS } from "../../../router-image/vm/hosts.ts";
import { USAGE } from "../../../router-image/vm/options.ts";
import { endpointText, KEYS, SHELL, WELCOME } from "../../../router-image/vm/welcome.ts";

const FILE = "/tmp/btlab-4194304.123456789-0123abcd/shared/token";
const text = endpointText("http://127.0.0.1:65535", "0123456789abcdef0123456789abcdef", FILE);

test("fits a terminal of 80 columns", () => {
  for (const line of [text, WELCOME, KEYS, SHELL, USAGE].join("\n").split("\n"))
    assert.ok(line.length <= 80, `${line.length}: ${line}`);
});

test("names every host with what becomes of it, and how to ask", () => {
  for (const { country, name } of ALL_HOSTS) assert.match(text, new RegExp(`^  ${country}  ${name} `, "m"));
  assert.match(text, /^ {2}BY {2}telemetry\.example +is refused$/m);
  assert.match(text, /^ {2}CN {2}photos\.phone\.example +passes, with an alert$/m);
  assert.match(text, /--url http:\/\/127\.0\.0\.1:65535 \\\n {2}--token-file \/tmp\/btlab-\S+; }$/m);
});
