// The only place that names node:http: a server with its limits, as a function from Request to Response.

import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { formatAuthority } from "../address.ts";
import { OperatorError } from "../errors.ts";
import { answerUnread, type UnreadReason } from "./unread-request.ts";

export interface ServerLimits {
  /** Connections at a time; more are closed at once. */
  readonly connectionsMax: number;
  /** Octets of request line and header fields; more are answered with 431. */
  readonly headerSizeMax: number;
  /** Until the header is whole. */
  readonly headersTimeoutMs: number;
  /** Until a response has left, unless it is a stream. */
  readonly responseTimeoutMs: number;
  /** Without an octet in either direction. */
  readonly idleTimeoutMs: number;
  /** Between two requests. */
  readonly keepAliveTimeoutMs: number;
}

/** What answers may do with the connection that they leave by. */
export interface Connection {
  /** The response is a stream: it has no time to be whole by. */
  keepOpen(): void;
  /** Ends it at once, whatever is still to be sent. */
  drop(): void;
}

export type Answer = (request: Request, connection: Connection) => Response | Promise<Response>;

export interface HttpServer {
  /** As it was bound. */
  readonly port: number;
  /** Since the start: beyond connectionsMax, or beyond what the system lets the program open. */
  readonly connectionsRefused: number;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** How often the timeouts of requests are looked at. */
const TIMEOUTS_CHECKED_MS = 500;
const REQUESTS_PER_CONNECTION_MAX = 1000;

/**
 * Answers HTTP/1.1 on an address; port 0 takes a free one. `refuse` answers a request that cannot be read, its target or
 * Host included. Throws HTTP_LISTEN.
 */
export async function serveHttp(
  answer: Answer,
  refuse: (reason: UnreadReason) => Response,
  listen: string,
  port: number,
  limits: ServerLimits,
): Promise<HttpServer> {
  const answering = getRequestListener(
    (request, { outgoing }) => {
      const deadline = setTimeout(() => outgoing.destroy(), limits.responseTimeoutMs).unref();
      outgoing.once("close", () => clearTimeout(deadline));
      return answer(request, {
        keepOpen: () => clearTimeout(deadline),
        drop: () => outgoing.destroy(),
      });
    },
    { errorHandler: () => refuse("malformed") },
  );
  const server = createServer(
    {
      maxHeaderSize: limits.headerSizeMax,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.headersTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: Math.min(TIMEOUTS_CHECKED_MS, limits.headersTimeoutMs),
      insecureHTTPParser: false,
      // A request without one is refused as others are.
      requireHostHeader: false,
    },
    answering,
  );
  // An expectation that nobody knows may be passed over (RFC 9110 section 10.1.1).
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  answerUnread(server, refuse);
  server.maxConnections = limits.connectionsMax;
  server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION_MAX;
  server.setTimeout(limits.idleTimeoutMs, (socket: Socket) => socket.destroy());
  let connectionsRefused = 0;
  server.on("drop", () => connectionsRefused++);
  await bound(server, listen, port);
  // The system had no descriptor left for a connection that came.
  server.on("error", () => connectionsRefused++);
  return {
    port: (server.address() as AddressInfo).port,
    get connectionsRefused() {
      return connectionsRefused;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function bound(server: Server, listen: string, port: number): Promise<void> {
  return new Promise((done, failed) => {
    const refused = (error: Error) =>
      failed(new OperatorError("HTTP_LISTEN", formatAuthority(listen, port), error.message));
    server.once("error", refused);
    server.listen({ host: listen, port, exclusive: true }, () => {
      server.off("error", refused);
      done();
    });
  });
}
