// Requests that Node.js cannot read, and would answer with a bare status line.

import { type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

/** Why a request is not read: it is no HTTP, its head is too long, or not whole in time. */
export type UnreadReason = "malformed" | "header-too-large" | "timeout";

/** Codes of Node.js's and of its parser, llhttp; all others are "malformed". */
const REASONS: ReadonlyMap<string | undefined, UnreadReason> = new Map([
  ["HPE_HEADER_OVERFLOW", "header-too-large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "timeout"],
]);

/** Answers them as `refuse` says, and closes their connections. */
export function answerUnread(server: Server, refuse: (reason: UnreadReason) => Response): void {
  const responses = new WeakMap<Socket, ServerResponse>();
  server.on("request", ({ socket }, response) => responses.set(socket, response));
  server.on("clientError", async ({ code }: NodeJS.ErrnoException, socket: Socket) => {
    const text = await textOf(refuse(REASONS.get(code) ?? "malformed"));
    const response = responses.get(socket);
    // What has begun to leave would go on with octets of another answer.
    const isAnswering = response?.headersSent && !response.writableFinished;
    if (!socket.writable || isAnswering) socket.destroy();
    else socket.end(text, () => socket.destroy());
  });
}

/** A whole answer, after which nothing comes. */
async function textOf(response: Response): Promise<string> {
  const body = await response.text();
  const { status, headers } = response;
  headers.set("connection", "close");
  headers.set("content-length", String(Buffer.byteLength(body)));
  const fields = [...headers].map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...fields, "", body].join("\r\n");
}
