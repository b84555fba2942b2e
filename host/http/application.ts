import { Hono } from "hono";
import { matchedRoutes } from "hono/route";
import type { HttpConfig } from "../config/config.ts";
import type { Observed } from "../observed.ts";
import type { Connection } from "../platform/http-server.ts";
import { writeError } from "../platform/terminal.ts";
import { printable } from "../text.ts";
import { Admission } from "./guard/admission.ts";
import { secure } from "./guard/security-headers.ts";
import { problem } from "./problem.ts";
import { readQuery } from "./query.ts";
import type { Route } from "./route.ts";

/** Told of each answer; `route` is "none" where no route was reached. */
export type Answered = (route: string, status: number) => void;

const NO_ROUTE = "none";

interface Environment {
  readonly Bindings: { readonly connection: Connection };
}

/** A function from requests to answers: whom it admits, what it is asked, and that every answer is safe to show. */
export function application(
  observed: Observed,
  config: HttpConfig,
  routes: readonly Route[],
  answered: Answered,
): (request: Request, connection: Connection) => Promise<Response> {
  const admission = new Admission(config);
  const app = new Hono<Environment>();
  app.use(async (c, next) => {
    const refusal = admission.refusal(c.req.raw);
    if (refusal) c.res = refusal;
    else await next();
    const reached = matchedRoutes(c).at(-1);
    answered(refusal || reached?.method === "ALL" ? NO_ROUTE : (reached?.path ?? NO_ROUTE), c.res.status);
  });
  for (const route of routes) {
    app.get(route.path, (c) => {
      const { values, problems } = readQuery(route.query ?? [], new URL(c.req.url).searchParams);
      if (route.query && problems.length > 0) return problem("INVALID_QUERY", problems);
      return route.answer({
        observed,
        values,
        part: (name) => c.req.param(name) ?? "",
        isHead: c.req.method === "HEAD",
        header: (name) => c.req.header(name),
        connection: c.env.connection,
      });
    });
  }
  app.notFound(() => problem("NOT_FOUND"));
  app.onError((error) => {
    const lines = (error.stack ?? error.message).split("\n").map(printable);
    writeError(`bordertap: ${lines.join("\n")}\n`);
    return problem("INTERNAL");
  });
  return async (request, connection) => {
    const response = await app.fetch(request, { connection });
    secure(response);
    return response;
  };
}
