import { formatAuthority } from "../address.ts";
import type { HttpConfig } from "../config/config.ts";
import { OperatorError } from "../errors.ts";
import type { Observed } from "../observed.ts";
import { type HttpServer, type ServerLimits, serveHttp } from "../platform/http-server.ts";
import { processUsage } from "../platform/process-usage.ts";
import type { UnreadReason } from "../platform/unread-request.ts";
import { apiRoutes } from "./api.ts";
import { type Answered, application } from "./application.ts";
import { EventHub } from "./events/hub.ts";
import { eventsRoute } from "./events/route.ts";
import { secure } from "./guard/security-headers.ts";
import { isLoopback } from "./listen.ts";
import { LinesAhead } from "./metrics/lines-ahead.ts";
import { Metrics } from "./metrics/metrics.ts";
import { metricsRoute } from "./metrics/route.ts";
import { openApiDocument } from "./openapi.ts";
import { pageRoutes } from "./page/routes.ts";
import { type ProblemCode, problem } from "./problem.ts";
import { JSON_TYPE, type Route } from "./route.ts";

export const LIMITS: ServerLimits = {
  connectionsMax: 128,
  headerSizeMax: 8192,
  headersTimeoutMs: 5000,
  responseTimeoutMs: 60_000,
  idleTimeoutMs: 30_000,
  keepAliveTimeoutMs: 5000,
};

/** What endpoints have told and counted, for those that answer one after the other at different places. */
export class EndpointHistory {
  readonly hub: EventHub;
  readonly metrics = new Metrics();
  readonly linesAhead: LinesAhead;
  /** By those that have ended. */
  connectionsRefused = 0;

  /** `lingerMs`: how long events are kept for clients that come back while none listens. */
  constructor(observed: Observed, lingerMs?: number) {
    this.hub = new EventHub(observed, lingerMs);
    this.linesAhead = new LinesAhead(observed, this.metrics);
  }

  close(): void {
    this.linesAhead.close();
    this.hub.close();
  }
}

/** The endpoint while it answers. */
export interface Endpoint {
  /** Where: http://ADDRESS:PORT, with the port that was bound. */
  readonly address: string;
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * Answers HTTP with what is observed, until it is closed. Throws HTTP_TOKEN_MISSING where the address is not a loopback's
 * and there is no token, HTTP_LISTEN where the address or port cannot be had. Who gives a history closes it.
 */
export async function startEndpoint(
  observed: Observed,
  config: HttpConfig,
  limits: ServerLimits = LIMITS,
  history?: EndpointHistory,
): Promise<Endpoint> {
  if (!config.token && !isLoopback(config.listen))
    throw new OperatorError(
      "HTTP_TOKEN_MISSING",
      formatAuthority(config.listen, config.port),
      "whoever reaches this address could read everything.",
    );
  const whole = history ?? new EndpointHistory(observed);
  const { hub, metrics, linesAhead } = whole;
  const answered: Answered = (route, status) => metrics.countRequest(route, status);
  let server: HttpServer | undefined;
  const own = () => ({
    usage: processUsage(),
    listeners: hub.listeners,
    listenersDropped: hub.dropped,
    eventsTold: hub.told,
    connectionsRefused: whole.connectionsRefused + (server?.connectionsRefused ?? 0),
  });
  const documented: Route[] = [
    ...apiRoutes,
    eventsRoute(hub),
    metricsRoute(metrics, linesAhead, own),
    ...pageRoutes,
  ];
  const answer = application(observed, config, [...documented, documentRoute(documented)], answered);
  server = await serveHttp(answer, refusal, config.listen, config.port, limits);
  const { port, close } = server;
  return {
    address: `http://${formatAuthority(config.listen, port)}`,
    close: () => {
      if (history) hub.dropAll();
      else whole.close();
      whole.connectionsRefused += server?.connectionsRefused ?? 0;
      server = undefined;
      return close();
    },
  };
}

function documentRoute(documented: readonly Route[]): Route {
  let document: Record<string, unknown> | undefined;
  const route: Route = {
    path: "/api/v1/openapi.json",
    summary: "This document.",
    contentType: JSON_TYPE,
    answer: () => {
      document ??= openApiDocument([...documented, route]);
      return Response.json(document);
    },
  };
  return route;
}

const UNREAD: Readonly<Record<UnreadReason, ProblemCode>> = {
  malformed: "MALFORMED_REQUEST",
  "header-too-large": "HEADER_TOO_LARGE",
  timeout: "REQUEST_TIMEOUT",
};

function refusal(reason: UnreadReason): Response {
  const response = problem(UNREAD[reason]);
  secure(response);
  return response;
}
