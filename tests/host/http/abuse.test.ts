// What whoever reaches the port can do, and what stands in the way.

import assert from "node:assert/strict";
import { once } from "node:events";
import test from "node:test";
import { OperatorError } from "../../../host/errors.ts";
import { startEndpoint } from "../../../host/http/endpoint.ts";
import { closed, connected, exchange, received, statusOf } from "./helper/raw.ts";
import { Scripted } from "./helper/scripted.ts";
import { served } from "./helper/served.ts";

const LAST = "Connection: close\r\n\r\n";

test("only names of its own: DNS rebinding gets nothing", async (t) => {
  const { address } = await served(t, new Scripted(), { allowedHosts: ["Router.lan"] });
  const { port } = new URL(address);
  const ask = (host: string, target = "/api/v1/devices") =>
    exchange(address, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${LAST}`);
  for (const host of [
    `127.0.0.1:${port}`,
    "localhost",
    "LOCALHOST.",
    "[::1]:80",
    "router.lan",
    "router.lan:9417",
  ])
    assert.equal(statusOf(await ask(host)), 200, host);
  for (const host of [
    "evil.example",
    `evil.example:${port}`,
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "192.168.1.1",
    "2130706433",
    "127.1",
    "[::2]",
    "",
    // Good names of hosts, and of no URL.
    "256.1.1.1",
    "a.1",
    "foo.0x",
    "xn--a",
  ]) {
    const answer = await ask(host);
    assert.ok([400, 421].includes(statusOf(answer)), `${host}: ${answer.slice(0, 40)}`);
    assert.ok(!answer.includes('"devices"'), host);
  }
  // An absolute target goes before the header, and either may lie.
  assert.equal(statusOf(await ask("127.0.0.1", "http://evil.example/api/v1/devices")), 421);
  assert.equal(statusOf(await ask("evil.example", "http://127.0.0.1/api/v1/devices")), 421);
  for (const host of ["a b", "user@127.0.0.1", "127.0.0.1/x", "127.0.0.1, evil.example"])
    assert.ok([400, 421].includes(statusOf(await ask(host))), host);
  assert.equal(statusOf(await exchange(address, `GET / HTTP/1.1\r\n${LAST}`)), 400);
  assert.equal(statusOf(await exchange(address, "GET / HTTP/1.0\r\n\r\n")), 400);
});

test("on a wildcard an address is no rebound name, and the token is asked for", async (t) => {
  await assert.rejects(
    startEndpoint(new Scripted(), { listen: "0.0.0.0", port: 0, allowedHosts: [] }),
    (error) => {
      return error instanceof OperatorError && error.code === "HTTP_TOKEN_MISSING";
    },
  );
  const { address } = await served(t, new Scripted(), { listen: "0.0.0.0", token: "s3cret" });
  const loopback = address.replace("0.0.0.0", "127.0.0.1");
  const ask = (host: string, more = "Authorization: Bearer s3cret\r\n") =>
    exchange(loopback, `GET /healthz HTTP/1.1\r\nHost: ${host}\r\n${more}${LAST}`);
  assert.equal(statusOf(await ask("192.168.1.1:9417")), 200);
  assert.equal(statusOf(await ask("[fd00::1]")), 200);
  assert.equal(statusOf(await ask("router.lan")), 421);
  assert.equal(statusOf(await ask("192.168.1.1", "")), 401);
});

test("with a token, nothing but with it", async (t) => {
  const { address } = await served(t, new Scripted(), { token: "s3cret" });
  const basic = (text: string) => `Basic ${btoa(text)}`;
  const paths = ["/", "/metrics", "/healthz", "/api/v1/status", "/api/v1/events", "/nowhere"];
  for (const path of paths) {
    const response = await fetch(address + path);
    assert.equal(response.status, 401, path);
    assert.match(response.headers.get("www-authenticate") ?? "", /^Bearer realm="bordertap"/);
    await response.text();
  }
  const statusWith = async (authorization: string) =>
    (await fetch(`${address}/healthz`, { headers: { authorization } })).status;
  for (const wrong of ["Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crets", "s3cret", "Bearer s3cret x"])
    assert.equal(await statusWith(wrong), 401, wrong);
  for (const wrong of [basic("s3cret"), basic("s3cret:"), basic("s3cret:no"), "Basic %%%", "Digest s3cret"])
    assert.equal(await statusWith(wrong), wrong === basic("s3cret") ? 200 : 401, wrong);
  for (const right of ["Bearer s3cret", "bearer s3cret", basic("anybody:s3cret"), basic(":s3cret")])
    assert.equal(await statusWith(right), 200, right);
});

test("it only reads: no other method, no body", async (t) => {
  const { address } = await served(t);
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
    const response = await fetch(`${address}/api/v1/status`, { method });
    assert.equal(response.status, 405, method);
    assert.equal(response.headers.get("allow"), "GET, HEAD");
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    await response.text();
  }
  const posted = await exchange(
    address,
    `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n${"x".repeat(1000)}`,
  );
  assert.equal(statusOf(posted), 405);
  for (const body of ["Content-Length: 1\r\n\r\nx", "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"])
    assert.equal(statusOf(await exchange(address, `GET / HTTP/1.1\r\nHost: localhost\r\n${body}`)), 413);
  const both = "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  assert.equal(statusOf(await exchange(address, `GET / HTTP/1.1\r\nHost: localhost\r\n${both}`)), 400);
});

test("HEAD is GET without a body, and listens to nothing", async (t) => {
  const observed = new Scripted();
  const { address } = await served(t, observed);
  for (const path of ["/", "/metrics", "/api/v1/flows", "/api/v1/events"]) {
    const head = await fetch(address + path, { method: "HEAD" });
    assert.equal(head.status, 200, path);
    assert.equal(await head.text(), "");
  }
  assert.equal(observed.listenerCount, 0);
});

test("header, target and connections are bounded", async (t) => {
  const { address } = await served(t, new Scripted(), {}, { connectionsMax: 5 });
  const huge = await exchange(
    address,
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"y".repeat(10_000)}\r\n\r\n`,
  );
  assert.equal(statusOf(huge), 431);
  const long = await exchange(address, `GET /?${"q".repeat(3000)} HTTP/1.1\r\nHost: localhost\r\n${LAST}`);
  assert.equal(statusOf(long), 414);
  const longest = await exchange(
    address,
    `GET /${"q".repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n${LAST}`,
  );
  assert.equal(statusOf(longest), 431);
  const held = await Promise.all(Array.from({ length: 5 }, () => connected(address)));
  assert.equal(await exchange(address, `GET / HTTP/1.1\r\nHost: localhost\r\n${LAST}`), "");
  for (const socket of held) socket.destroy();
  await Promise.all(held.map(closed));
  let metrics = "";
  while (!metrics)
    metrics = await fetch(`${address}/metrics`).then(
      (answer) => answer.text(),
      () => "",
    );
  assert.match(metrics, /^bordertap_http_connections_refused_total [1-9]/m);
});

test("slow clients time out: a header by drops, a connection that says nothing", async (t) => {
  const { address } = await served(t, new Scripted(), {}, { headersTimeoutMs: 300, idleTimeoutMs: 600 });
  const loris = await connected(address);
  loris.write("GET / HTTP/1.1\r\nHost: localhost\r\n");
  const drops = setInterval(() => loris.write("X: y\r\n"), 50);
  const silent = await connected(address);
  const [answer, nothing] = await Promise.all([received(loris), received(silent)]);
  clearInterval(drops);
  assert.equal(statusOf(answer), 408);
  assert.ok(nothing === "" || statusOf(nothing) === 408);
});

test("what cannot be read is answered as everything else is", async (t) => {
  const { address } = await served(t, new Scripted(), {}, { headersTimeoutMs: 300 });
  for (const [request, status, code] of [
    ["\0\0\0\0", 400, "MALFORMED_REQUEST"],
    ["GET\r\n\r\n", 400, "MALFORMED_REQUEST"],
    [`GET / HTTP/1.1\r\n${LAST}`, 400, "MALFORMED_REQUEST"],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"y".repeat(10_000)}\r\n\r\n`, 431, "HEADER_TOO_LARGE"],
    ["GET / HTTP/1.1\r\nHost: localhost\r\n", 408, "REQUEST_TIMEOUT"],
  ] as const) {
    const [head, body] = (await exchange(address, request)).split("\r\n\r\n");
    assert.equal(statusOf(head), status, head);
    assert.equal(JSON.parse(body).error.code, code);
    assert.match(head, /^content-security-policy: default-src 'none'/m);
    assert.match(head, /^connection: close/im);
    assert.match(head, new RegExp(`^content-length: ${body.length}\r$`, "im"));
  }
  // One that follows a good one, which is answered first.
  const good = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const socket = await connected(address);
  socket.write(good);
  await once(socket, "readable");
  socket.write("GET\r\n\r\n");
  const both = await received(socket);
  assert.equal(statusOf(both), 200);
  assert.match(both, /"ok".*HTTP\/1\.1 400 .*MALFORMED_REQUEST/s);
  const expecting = `GET /healthz HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\n${LAST}`;
  assert.equal(statusOf(await exchange(address, expecting)), 200);
});

test("a client that never reads its answer is let go, by silence or when its time is up", async (t) => {
  const observed = new Scripted();
  observed.flowReports = Array.from({ length: 1000 }, () => ({
    ...observed.flowReports[0],
    organization: "o".repeat(30_000),
  }));
  for (const limits of [{ idleTimeoutMs: 400 }, { responseTimeoutMs: 400 }]) {
    const { address } = await served(t, observed, {}, { ...limits, connectionsMax: 1 });
    const socket = await connected(address);
    socket.write("GET /api/v1/flows?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(socket, "readable");
    const next = `GET /healthz HTTP/1.1\r\nHost: localhost\r\n${LAST}`;
    while ((await exchange(address, next)) === "");
    const answer = await received(socket);
    assert.equal(statusOf(answer), 200);
    assert.ok(answer.length < 30_000_000, "the whole answer has left");
  }
});

test("malformed requests are answered or closed, and the server lives on", async (t) => {
  const { address } = await served(t);
  for (const request of [
    "\0\0\0\0",
    "GET\r\n\r\n",
    "GET / HTTP/9.9\r\n\r\n",
    "GET / HTTP/1.1\nHost: localhost\n\n",
    "GET \\..\\ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET //evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "GET /api/v1/devices/%ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
  ]) {
    const answer = await exchange(address, request);
    assert.ok(answer === "" || (statusOf(answer) >= 200 && statusOf(answer) < 500), answer.slice(0, 60));
    assert.ok(!answer.includes("root:"));
  }
  assert.equal((await fetch(`${address}/healthz`)).status, 200);
});

test("every answer keeps browsers from doing anything with it", async (t) => {
  const { address } = await served(t);
  for (const path of [
    "/",
    "/metrics",
    "/api/v1/flows",
    "/api/v1/openapi.json",
    "/nowhere",
    "/api/v1/flows?x=1",
  ]) {
    const { headers } = await fetch(address + path, { headers: { origin: "https://evil.example" } });
    assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'.*frame-ancestors 'none'/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.ok(![...headers.keys()].some((name) => name.startsWith("access-control-")));
  }
});

test("a port in use, an address of others: coded, before anything is answered", async (t) => {
  const { address } = await served(t);
  const port = Number(new URL(address).port);
  for (const place of [
    { listen: "127.0.0.1", port },
    { listen: "192.0.2.1", port: 0, token: "s3cret" },
    { listen: "no.such.name.invalid", port: 0, token: "s3cret" },
  ])
    await assert.rejects(startEndpoint(new Scripted(), { ...place, allowedHosts: [] }), (error) => {
      assert.ok(error instanceof OperatorError);
      assert.deepEqual([error.code, error.exitCode], ["HTTP_LISTEN", 1]);
      return true;
    });
});
