// The servers of all hosts at once: HTTP on port 80, HTTPS on 443, an echo over UDP.
//
//   node internet-servers.ts CERTIFICATE KEY ECHO_PORT ADDRESS...
//
// GET /octets/N answers N octets, any other GET who asked: {"host","path","from"}. PUT and POST swallow the body and
// answer {"received": octets}.

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { isIPv6 } from "node:net";

const OCTETS_MAX = 1 << 28;
const PIECE = Buffer.alloc(1 << 16, "words of no meaning ");

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? "/";
  if (request.method === "PUT" || request.method === "POST") {
    let received = 0;
    for await (const piece of request) received += piece.length;
    return sendJson(response, { received });
  }
  const octets = /^\/octets\/(\d{1,9})$/.exec(path)?.[1];
  if (octets !== undefined) return sendOctets(response, Math.min(Number(octets), OCTETS_MAX));
  sendJson(response, { host: request.headers.host, path, from: request.socket.remoteAddress });
}

function sendJson(response: ServerResponse, document: unknown): void {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(document));
}

async function sendOctets(response: ServerResponse, count: number): Promise<void> {
  response.setHeader("content-type", "application/octet-stream");
  response.setHeader("content-length", count);
  for (let left = count; left > 0; left -= PIECE.length) {
    const more = response.write(left < PIECE.length ? PIECE.subarray(0, left) : PIECE);
    if (!more) await Promise.race([once(response, "drain"), once(response, "close")]);
    if (response.destroyed) return;
  }
  response.end();
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  answer(request, response).catch(() => response.destroy());
}

/** One socket an address: its answers come from where the question went. */
async function echo(address: string, port: number): Promise<void> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  socket.on("message", (message, from) => socket.send(message, from.port, from.address));
  socket.bind(port, address);
  await once(socket, "listening");
}

const [certificate, key, echoPort, ...addresses] = process.argv.slice(2);
const plain = createServer(serve);
const secure = createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) }, serve);
for (const address of addresses) await echo(address, Number(echoPort));
// Without IPv6 in the namespace there is no "::".
const everywhere = addresses.some(isIPv6) ? "::" : "0.0.0.0";
await once(plain.listen(80, everywhere), "listening");
await once(secure.listen(443, everywhere), "listening");
console.log("listening");
