import type { Observed } from "../observed.ts";
import type { Connection } from "../platform/http-server.ts";
import type { Parameter } from "./parameter.ts";
import type { ProblemCode } from "./problem.ts";
import type { Values } from "./query.ts";
import type { SchemaName } from "./schemas.ts";

/** What a route is asked. */
export interface Asked {
  readonly observed: Observed;
  readonly values: Values;
  /** A part of the path, decoded. */
  readonly part: (name: string) => string;
  /** HEAD: nobody will read a body. */
  readonly isHead: boolean;
  readonly header: (name: string) => string | undefined;
  readonly connection: Connection;
}

/** A path that is answered, and what the OpenAPI document says of it. */
export interface Route {
  /** In Hono's form. */
  readonly path: string;
  readonly summary: string;
  readonly contentType: string;
  /** Of what it answers: a name of the document's, where that is JSON or events of JSON. */
  readonly schema?: SchemaName;
  readonly parts?: readonly Parameter[];
  /** Undefined: whatever the query says is passed over. */
  readonly query?: readonly Parameter[];
  /** Fields that it heeds, whatever they hold. */
  readonly headers?: readonly Parameter[];
  /** Beside those of every route. */
  readonly problems?: readonly ProblemCode[];
  readonly answer: (asked: Asked) => Response | Promise<Response>;
}

export const JSON_TYPE = "application/json";
export const EVENTS_TYPE = "text/event-stream";
