import { type JsonSchema, toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import packageJson from "../../package.json" with { type: "json" };
import type { Parameter } from "./parameter.ts";
import { type ProblemCode, problemStatus } from "./problem.ts";
import { EVENTS_TYPE, JSON_TYPE, type Route } from "./route.ts";
import { type SchemaName, schemas } from "./schemas.ts";

/** What every request may be refused for. */
const PROBLEMS_OF_ALL: readonly ProblemCode[] = [
  "MALFORMED_REQUEST",
  "UNAUTHORIZED",
  "METHOD_NOT_ALLOWED",
  "REQUEST_TIMEOUT",
  "BODY_NOT_ALLOWED",
  "URI_TOO_LONG",
  "MISDIRECTED_REQUEST",
  "HEADER_TOO_LARGE",
  "INTERNAL",
];

const DIALECT = { target: "draft-2020-12", typeMode: "output" } as const;

/** The OpenAPI 3.1 document of these routes. */
export function openApiDocument(routes: readonly Route[]): Record<string, unknown> {
  return {
    openapi: "3.1.0",
    info: {
      title: "bordertap",
      version: packageJson.version,
      description: `${packageJson.description}. Read-only; values that are not known are absent.`,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{}, { bearer: [] }, { basic: [] }],
    paths: Object.fromEntries(routes.map((route) => [templated(route.path), { get: operation(route) }])),
    components: {
      schemas: toJsonSchemaDefs(schemas, {
        ...DIALECT,
        overrideRef: ({ referenceId }) => refTo(referenceId as SchemaName),
      }),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "The token, where one is configured." },
        basic: { type: "http", scheme: "basic", description: "The same token as the password of any user." },
      },
    },
  };
}

function operation({ summary, parts = [], query, headers = [], problems = [], ...route }: Route) {
  const refusals = [...PROBLEMS_OF_ALL, ...problems, ...(query ? (["INVALID_QUERY"] as const) : [])];
  return {
    summary,
    parameters: [
      ...parts.map((parameter) => described(parameter, "path")),
      ...(query ?? []).map((parameter) => described(parameter, "query")),
      ...headers.map((parameter) => described(parameter, "header")),
    ],
    responses: { 200: success(route), ...Object.fromEntries(byStatus(refusals)) },
  };
}

function success({ contentType, schema }: Pick<Route, "contentType" | "schema">) {
  const untyped = { type: contentType === JSON_TYPE ? "object" : "string" };
  const media = schema === undefined || contentType === EVENTS_TYPE ? untyped : { $ref: refTo(schema) };
  const description =
    contentType === EVENTS_TYPE ? `Each event's data is one ${schema}, as JSON.` : "The answer.";
  return { description, content: { [contentType]: { schema: media } } };
}

function byStatus(codes: readonly ProblemCode[]) {
  const statuses = [...new Set(codes.map(problemStatus))].sort();
  return statuses.map((status) => {
    const description = codes.filter((code) => problemStatus(code) === status).join(", ");
    return [
      status,
      { description, content: { [JSON_TYPE]: { schema: { $ref: refTo("Problem") } } } },
    ] as const;
  });
}

function described({ name, description, expects, schema }: Parameter, place: "path" | "query" | "header") {
  return {
    name,
    in: place,
    required: place === "path",
    description: `${description} Give ${expects}.`,
    schema: withoutDialect(toJsonSchema(schema, DIALECT)),
  };
}

function withoutDialect({ $schema, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

function refTo(name: SchemaName): string {
  return `#/components/schemas/${name}`;
}

/** `:name` in Hono's form is `{name}` here. */
function templated(path: string): string {
  return path.replace(/:(\w+)/g, "{$1}");
}
