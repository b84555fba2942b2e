// `npm run vm -- --check`: one boot of the router and its household.

import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { dirname } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { missingForRouter } from "../../../router-image/vm/requirements.ts";
import { daemonMissing } from "../daemon.ts";
import { ROOT } from "../namespace.ts";
import { Program } from "../program.ts";

const MAIN = fileURLToPath(new URL("../../../router-image/vm/main.ts", import.meta.url));
/** Places for virtual machines may be taken by others. */
const TIMEOUT_MS = 900_000;

const skip = missingForRouter() || daemonMissing();

async function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const request = get(`${url}/api/v1/status`, { headers, agent: false });
  const [response]: IncomingMessage[] = await once(request, "response");
  response.resume();
  return response.statusCode;
}

test("a router with the package, and a household that is seen, flagged and refused", { skip }, async () => {
  const started = performance.now();
  const vm = new Program([process.execPath, "--import", "tsx", MAIN, "--check"], process.env, ROOT);
  try {
    const url = (await vm.until(/^http:\S+\/ +/, TIMEOUT_MS)).split("/ ")[0];
    const token = (await vm.until(/^token/)).split(/\s+/)[1];
    console.log(`router: answers after ${Math.round(performance.now() - started)} ms`);
    // As anywhere else: no word without the token, and none to a name that is not the endpoint's.
    const authorization = `Bearer ${token}`;
    assert.equal(await statusOf(url, {}), 401);
    assert.equal(await statusOf(url, { authorization: "Bearer 0123456789abcdef" }), 401);
    assert.equal(await statusOf(url, { authorization, host: "rebound.example" }), 421);
    assert.equal(await statusOf(url, { authorization }), 200);
    const tokenFile = (await vm.until(/--token-file/)).trim().split(/[\s;]+/)[1];
    assert.ok(existsSync(tokenFile));

    const { status, stdout, stderr } = await vm.ended;
    console.log(`router: off after ${Math.round(performance.now() - started)} ms`);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^bordertap +\S+, live, mode enforce/m);
    assert.match(stdout, /^interface +br-lan: capturing/m);
    assert.match(stdout, /^enforcement +enforcing$/m);
    assert.match(stdout, /^judged +[\d,]+ accepted, [1-9][\d,]* blocked$/m);
    assert.match(stdout, /^attempted +[1-9]/m);
    assert.ok(!existsSync(dirname(tokenFile)), "the run's folder is gone");
    await assert.rejects(statusOf(url, {}), { code: "ECONNREFUSED" });
    for (const line of `${stdout}\n${stderr}`.split("\n"))
      assert.ok(line.length <= 80 || line.includes("--token-file"), `wider than 80: ${line}`);
  } finally {
    if (vm.running) await vm.stop();
  }
});
