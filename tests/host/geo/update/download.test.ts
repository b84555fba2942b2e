// What a server may do to whoever asks it, and how soon that ends.

import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import test from "node:test";
import { checksumIn, fetchChecksum } from "../../../../host/geo/update/checksum.ts";
import { type DownloadOptions, download } from "../../../../host/geo/update/download.ts";
import { UpdateRefused } from "../../../../host/geo/update/refused.ts";
import { secureFetch, serve } from "./helper/server.ts";

const LIMITS = { octetsMax: 1_000_000, durationMs: 20_000, stallMs: 10_000 };
const OPTIONS: DownloadOptions = { limits: LIMITS, fetch };

async function octetsOf(url: string, options: DownloadOptions = OPTIONS): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await download(url, (piece) => pieces.push(piece), options);
  return Buffer.concat(pieces);
}

/** Serves `listener` and expects a refusal. */
async function refused(
  reason: RegExp,
  listener: RequestListener,
  options: Partial<DownloadOptions> = {},
): Promise<void> {
  const url = await serve(listener);
  await assert.rejects(octetsOf(`${url}file`, { ...OPTIONS, ...options }), (error) => {
    assert.ok(error instanceof UpdateRefused, String(error));
    assert.match(error.message, reason);
    return true;
  });
}

test("a file, whole, in the form in which it lies on the server", async () => {
  const content = new Uint8Array(900_000).map((_, at) => at * 31);
  let asked: string | undefined;
  const url = await serve((request, response) => {
    asked = request.headers["accept-encoding"];
    response.end(content);
  });
  assert.ok(Buffer.from(content).equals(await octetsOf(url)));
  assert.equal(asked, "identity");
});

test("redirects: followed as far as five, in circles no further", async () => {
  const url = await serve((request, response) => {
    const left = Number(request.url!.slice(1));
    if (left === 0) response.end("here");
    else response.writeHead(302, { location: `/${left - 1}` }).end();
  });
  assert.equal(new TextDecoder().decode(await octetsOf(`${url}5`)), "here");
  await assert.rejects(octetsOf(`${url}6`), /redirects more than 5 times/);
  await refused(/redirects more than 5 times/, (request, response) =>
    response.writeHead(301, { location: request.url }).end(),
  );
});

test("redirects: never from https to http, to another scheme, or to what is no URL", async () => {
  for (const [location, reason] of [
    ["http://127.0.0.1:9/x", /redirects from https: to http:/],
    ["file:///etc/passwd", /redirects from https: to file:/],
    ["http://[", /what is no URL/],
  ] as const) {
    const url = await serve((_, response) => response.writeHead(307, { location }).end());
    const secure = { ...OPTIONS, fetch: secureFetch("update.example", url) };
    await assert.rejects(octetsOf("https://update.example/x", secure), reason);
  }
  await refused(/redirects from http: to data:/, (_, response) =>
    response.writeHead(302, { location: "data:text/plain,x" }).end(),
  );
});

test("an endless body, announced or not", async () => {
  let closed = false;
  await refused(/has more than 1000000 octets/, (_, response) => {
    const piece = Buffer.alloc(65_536);
    const push = () => {
      while (response.write(piece));
    };
    response.on("drain", push).on("close", () => {
      closed = true;
    });
    push();
  });
  await refused(/has 1000001 octets, and 1000000 are taken/, (_, response) => {
    response.writeHead(200, { "content-length": 1_000_001 });
    response.write("x");
  });
  while (!closed) await new Promise(setImmediate);
});

test("a body that stops, and one that drips", async () => {
  await refused(
    /nothing came for 0\.2 seconds/,
    (_, response) => {
      response.write("x");
    },
    { limits: { ...LIMITS, stallMs: 200 } },
  );
  await refused(/nothing came for 0\.2 seconds/, () => {}, { limits: { ...LIMITS, stallMs: 200 } });
  await refused(
    /takes longer than 0\.4 seconds/,
    (_, response) => {
      const drip = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(drip));
    },
    { limits: { ...LIMITS, durationMs: 400 } },
  );
});

test("a length that is not the body's", async () => {
  await refused(/terminated|announced/, (request, response) => {
    response.writeHead(200, { "content-length": 100 });
    response.write("x", () => request.socket.destroy());
  });
});

test("errors of servers and networks say what they were", async () => {
  for (const status of [204, 304, 401, 404, 500])
    await refused(new RegExp(`the server answers ${status}`), (_, response) =>
      response.writeHead(status).end(),
    );
  await refused(/fetch failed: /, (request) => request.socket.destroy());
  await assert.rejects(octetsOf("http://127.0.0.1:1/"), UpdateRefused);
});

test("it can be stopped; what the taker throws ends it and is thrown", async () => {
  const stop = new AbortController();
  await refused(
    /it was stopped/,
    (_, response) => {
      response.write("x");
      stop.abort();
    },
    { signal: stop.signal },
  );
  await assert.rejects(
    octetsOf("http://127.0.0.1:1/", { ...OPTIONS, signal: stop.signal }),
    /it was stopped/,
  );
  const url = await serve((_, response) => response.end("x"));
  const full = new Error("no space left");
  const thrown = download(
    url,
    () => {
      throw full;
    },
    OPTIONS,
  );
  await assert.rejects(thrown, (error) => error === full);
});

test("a checksum file: alone, among others, binary or text, and none", async () => {
  const [a, b] = ["a".repeat(64), "B".repeat(64)];
  assert.equal(checksumIn(b, "x"), b.toLowerCase());
  assert.equal(checksumIn(`${a}  other.table\n`, "x"), a);
  assert.equal(checksumIn(`# sums\r\n${a}  x\r\n${b} *./y\r\n`, "y"), b.toLowerCase());
  for (const text of ["", "x", `${a}  x\n${b}  y\n`, a.slice(1), `${a}a`, "<html>".repeat(1000)])
    assert.throws(() => checksumIn(text, "z"), /no SHA-256 of it/);
  const url = await serve((_, response) => response.end(`${"0".repeat(64)}\n`.repeat(2000)));
  await assert.rejects(
    fetchChecksum(url, "x", OPTIONS),
    /130000 octets, and 65536 are taken|more than 65536/,
  );
});
