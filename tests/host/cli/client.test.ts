// The commands that ask a running endpoint: what they print of whatever it answers, and how they fail.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type TestContext } from "node:test";
import { widthOf } from "../../../host/report/width.ts";
import { printable } from "../../../host/text.ts";
import { missingProgram } from "../../installed.ts";
import { runProgram } from "../helper/program.ts";
import { temporaryFile } from "../helper/reader.ts";
import { countryReport, flowReport, Scripted, TIME } from "../http/helper/scripted.ts";
import { served } from "../http/helper/served.ts";

const CLIENTS = ["status", "devices", "flows", "alerts", "top"];
const LINE_MAX = 80;

/** Tells counters that rise as long as the test lasts. */
function ticking(test: TestContext): Scripted {
  const observed = new Scripted();
  let second = 0;
  const timer = setInterval(() => {
    second++;
    const time = new Date(Date.parse(TIME) + 1000 * second).toISOString().replace("Z", "000000Z");
    const countries = [countryReport("CN", 1_000_000 * second), countryReport(null, 100)];
    observed.tell({
      kind: "counters",
      counters: { time, frames: 10 * second, bytes: 1000 * second, countries },
    });
  }, 20);
  test.after(() => clearInterval(timer));
  return observed;
}

/** A server that is no endpoint of ours. */
async function stranger(test: TestContext, answer: (server: Server) => void): Promise<string> {
  const server = createServer();
  answer(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("for people: 80 columns, and nothing of what others wrote reaches the terminal", async (t) => {
  const { address } = await served(t, ticking(t));
  for (const command of CLIENTS) {
    const { status, stdout, stderr } = await runProgram([command, "--url", address]);
    assert.deepEqual([status, stderr], [0, ""], command);
    for (const line of stdout.split("\n")) {
      assert.equal(line, printable(line));
      assert.ok(widthOf(line) <= LINE_MAX, line);
    }
  }
  const flows = (await runProgram(["flows", "--url", address])).stdout;
  assert.match(
    flows,
    /600 B +700 B +CN\/SG +a\.example \(sni, ECH\)\n.* 222 B attempted +TCP 443 +113\.96\.12\.80 +China…/,
  );
  const alerts = (await runProgram(["alerts", "--url", address])).stdout;
  assert.match(alerts, /^#2 +2026-11-20 14:00:00 UTC +02:00:00:00:00:01 to China\n/);
  const status = (await runProgram(["status", "--url", address])).stdout;
  assert.match(status, /What is not exact\n- 7 packets were lost on br-lan\./);
  assert.match(status, /IP Geolocation by DB-IP/);
});

test("--json prints the endpoint's document", async (t) => {
  const { address } = await served(t, ticking(t));
  const paths = {
    devices: "/api/v1/devices?limit=1000",
    flows: "/api/v1/flows",
    alerts: "/api/v1/alerts",
    status: "/api/v1/status",
  };
  for (const [command, path] of Object.entries(paths)) {
    const { stdout } = await runProgram([command, "--json", "--url", address]);
    assert.deepEqual(JSON.parse(stdout), await (await fetch(address + path)).json());
  }
});

test("top: rates of a second, the fastest first", async (t) => {
  const { address } = await served(t, ticking(t));
  const { stdout } = await runProgram(["top", "--once", "--json", "--url", address]);
  const sample = JSON.parse(stdout);
  assert.ok(sample.framesRate > 0);
  assert.equal(sample.countries[0].key, "CN");
  assert.equal(sample.countries[0].upRate, 1_000_000);
  assert.equal(sample.countries[1].upRate, 0);
});

const noScript = missingProgram("script");

test("top on a terminal redraws until q, and gives the terminal back", { skip: noScript }, async (t) => {
  const { address } = await served(t, ticking(t));
  const command = `${process.execPath} dist/bordertap.js top --url ${address}`;
  const child = spawn("script", ["-qec", command, "/dev/null"]);
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    const before = shown;
    shown += text;
    if (redraws(before) < 3 && redraws(shown) >= 3) child.stdin.write("q");
  });
  const [status] = await once(child, "close");
  assert.equal(status, 0);
  assert.ok(shown.startsWith("\x1b[?1049h\x1b[?25l\x1b[H"));
  assert.ok(shown.endsWith("\x1b[?25h\x1b[?1049l"));
});

function redraws(shown: string): number {
  return shown.split("\x1b[J").length - 1;
}

test("filters of flows reach the endpoint; all that are wrong are named at once", async (t) => {
  const observed = new Scripted();
  const { address } = await served(t, observed);
  const filters = ["--country", "cn", "--flagged", "--host", "a.example", "--order", "bytes", "--limit", "7"];
  await runProgram(["flows", "--url", address, ...filters]);
  assert.deepEqual(JSON.parse(JSON.stringify(observed.queries)), [
    { country: "CN", flagged: true, host: "a.example", order: "bytes", offset: 0, limit: 7 },
  ]);
  const wrong = await runProgram([
    "flows",
    "--url",
    address,
    "--country",
    "x",
    "--limit",
    "0",
    "--order",
    "up",
  ]);
  assert.deepEqual([wrong.status, wrong.stdout], [2, ""]);
  for (const option of ["--country", "--limit", "--order"]) assert.match(wrong.stderr, new RegExp(option));
});

test("a token from a file; a wrong one, none and an empty file are refused", async (t) => {
  const { address } = await served(t, new Scripted(), { token: "s3cret" });
  const run = (content: string) =>
    runProgram([
      "alerts",
      "--url",
      address,
      "--token-file",
      temporaryFile(new TextEncoder().encode(content)),
    ]);
  assert.equal((await run("s3cret\n")).status, 0);
  const wrong = await run("other");
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /^bordertap: refused by http.*UNAUTHORIZED/);
  assert.equal((await runProgram(["alerts", "--url", address])).status, 1);
  assert.equal((await run("")).status, 2);
  assert.equal((await run("two words")).status, 2);
});

test("a token as the URL's password, which no error repeats", async (t) => {
  const { address } = await served(t, new Scripted(), { token: "s3cret/@" });
  const run = (password: string) =>
    runProgram(["alerts", "--url", address.replace("//", `//anybody:${password}@`)]);
  assert.equal((await run("s3cret%2F%40")).status, 0);
  const { status, stderr } = await run("0ther");
  assert.equal(status, 1);
  assert.match(stderr, /UNAUTHORIZED/);
  assert.doesNotMatch(stderr, /0ther/);
  for (const none of ["two%20words", "%ff", "%zz"]) {
    const { status, stderr } = await run(none);
    assert.equal(status, 2, none);
    assert.ok(!stderr.includes(none), stderr);
  }
});

test("nobody there, somebody else, an endless answer: each with what to do", async (t) => {
  const closed = await stranger(t, () => {});
  const other = await stranger(t, (server) =>
    server.on("request", (_, response) => response.end('{"devices":[{"device":7}],"alerts":1}')),
  );
  const html = await stranger(t, (server) =>
    server.on("request", (_, response) => response.writeHead(404).end("<h1>\x1b[31mnot here</h1>")),
  );
  const away = await stranger(t, (server) =>
    server.on("request", (_, response) => response.writeHead(302, { location: closed }).end()),
  );
  const endless = await stranger(t, (server) =>
    server.on("request", (_, response) => {
      const piece = "x".repeat(1 << 20);
      const more = () => {
        while (response.writable && response.write(piece));
        response.once("drain", more);
      };
      more();
    }),
  );
  for (const command of ["devices", "top"]) {
    const run = (url: string) => runProgram([command, "--url", url]);
    const none = await run("http://127.0.0.1:1");
    assert.deepEqual([none.status, none.stdout], [1, ""]);
    assert.match(none.stderr, /^bordertap: no answer from .*\nStart 'bordertap run'/);
    for (const url of [html, away]) {
      const answer = await run(url);
      assert.deepEqual([answer.status, answer.stdout], [1, ""], answer.stderr);
      assert.match(answer.stderr, /^bordertap: no answer /);
      assert.ok(!answer.stderr.includes("\x1b"));
    }
  }
  const wrong = await runProgram(["alerts", "--url", other]);
  assert.match(wrong.stderr, /^bordertap: no answer of bordertap's from/);
  const long = await runProgram(["flows", "--url", endless]);
  assert.equal(long.status, 1);
  assert.match(long.stderr, /longer than 67108864 octets/);
  assert.equal((await runProgram(["status", "--url", "ftp://x"])).status, 2);
});

test("an answer that lies about its country is no answer", async (t) => {
  const observed = new Scripted();
  observed.flowReports = [flowReport({ country: "\x1b[" })];
  const { address } = await served(t, observed);
  const { status, stderr } = await runProgram(["flows", "--url", address]);
  assert.equal(status, 1);
  assert.match(stderr, /answers something else/);
});
