// `npm run lab`, not interactive.

import assert from "node:assert/strict";
import test, { after, before, describe } from "node:test";
import { fileURLToPath } from "node:url";
import { daemonMissing } from "./daemon.ts";
import { Door } from "./door.ts";
import { Household } from "./household.ts";
import { Lab } from "./lab.ts";
import { ROOT } from "./namespace.ts";
import { WAN } from "./network.ts";
import { Program } from "./program.ts";
import { missingForLab } from "./requirements.ts";
import { ENDPOINT_PORT } from "./running-daemon.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const skip = missingForLab();

function startMain(options: readonly string[], input = ""): Program {
  return new Program([process.execPath, "--import", "tsx", MAIN, ...options], process.env, ROOT, input);
}

describe("the command", { skip }, () => {
  const asks = "on phone curl -sS -4 http://www.news.example/; exit 7";

  test("runs a command in the router, and ends with its status", async () => {
    const { stdout, stderr, status } = await startMain(["--no-traffic", "--command", asks]).ended;
    assert.equal(status, 7, stderr);
    assert.equal(JSON.parse(stdout).from, `::ffff:${WAN.ipv4}`, stderr);
    assert.match(stderr, daemonMissing() ? /The daemon does not run: / : /http:\/\/127\.0\.0\.1:\d+\//);
  });

  test("reads a script from standard input", async () => {
    const { stdout, status } = await startMain(["--no-traffic"], asks).ended;
    assert.equal(JSON.parse(stdout).host, "www.news.example");
    assert.equal(status, 7);
  });
});

test("a mistake on the command line ends it", async () => {
  const { status, stderr } = await startMain(["--nonsense"]).ended;
  assert.equal(status, 1);
  assert.match(stderr, /--nonsense/);
});

describe("what the command is made of", { skip }, () => {
  let lab: Lab;
  before(async () => {
    lab = await Lab.create({ clients: ["phone", "laptop"] });
  });
  after(() => lab?.close());

  test("a household's requests are answered, until it is stopped", async () => {
    const household = new Household(lab);
    await lab.waitFor(() => household.done >= 4, "four requests");
    await household.stop();
    assert.equal(household.failed, 0);
  });

  test("a door leads from the machine's loopback to the router's", async () => {
    const server = lab.start("router", ["node", "-e", SERVE, String(ENDPOINT_PORT)]);
    await server.until("ready");
    const door = await Door.open(lab, ENDPOINT_PORT);
    const url = `http://127.0.0.1:${door.port}/`;
    const answers = await Promise.all([1, 2, 3].map(async () => (await fetch(url)).text()));
    assert.deepEqual(answers, ["inside", "inside", "inside"]);
    lab.assertNoWayOut();
    await door.close();
    await assert.rejects(fetch(url));
  });
});

/** `node -e ... PORT`: an HTTP server on loopback. */
const SERVE = `
  require("node:http")
    .createServer((request, response) => response.setHeader("connection", "close").end("inside"))
    .listen(Number(process.argv[1]), "127.0.0.1", () => console.log("ready"));
`;
