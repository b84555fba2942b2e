// Real answers of every route against the OpenAPI document: nothing missing, nothing that it does not tell.

import assert from "node:assert/strict";
import test from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import { apiRoutes } from "../../../host/http/api.ts";
import { problemCodes } from "../../../host/http/problem.ts";
import { readEvents } from "./helper/event-reader.ts";
import { alertReport, countryReport, flowReport, Scripted, TIME } from "./helper/scripted.ts";
import { served } from "./helper/served.ts";

type Json = Record<string, unknown>;

/** The document in which no object may hold what is not named: clients must bear it, tests must not. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, below]) => [key, strict(below)]);
  const copy = Object.fromEntries(entries);
  if ("properties" in copy && copy.type === "object") copy.additionalProperties ??= false;
  return copy;
}

async function documentOf(address: string): Promise<Json> {
  const response = await fetch(`${address}/api/v1/openapi.json`);
  assert.equal(response.status, 200);
  return strict(await response.json()) as Json;
}

// biome-ignore lint/suspicious/noExplicitAny: a document of any shape is what is looked into.
type Any = any;

function checker(document: Json) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(document, "document");
  return (path: string, status: number, body: unknown) => {
    const { content } = (document.paths as Any)[path].get.responses[status] ?? {};
    assert.ok(content?.["application/json"], `${path} does not document ${status}`);
    const validate = ajv.compile({ $ref: `document${content["application/json"].schema.$ref}` });
    assert.ok(validate(body), `${path} ${status}: ${ajv.errorsText(validate.errors)}`);
  };
}

const FILLED: Record<string, string> = {
  "/api/v1/devices/{id}": "/api/v1/devices/02:00:00:00:00:01",
  "/api/v1/lookup/{address}": "/api/v1/lookup/2606:4700::1111",
};

test("answers of every route are what the document says", async (t) => {
  const { address } = await served(t);
  const document = await documentOf(address);
  const check = checker(document);
  const paths = Object.keys(document.paths as Json);
  for (const { path } of apiRoutes) assert.ok(paths.includes(path.replace(/:(\w+)/g, "{$1}")), path);
  for (const path of paths) {
    const { responses } = (document.paths as Any)[path].get;
    const [contentType] = Object.keys(responses[200].content);
    if (contentType === "text/event-stream") continue;
    const response = await fetch(address + (FILLED[path] ?? path));
    assert.equal(response.status, 200, path);
    assert.equal(response.headers.get("content-type")?.toLowerCase(), contentType.toLowerCase(), path);
    if (path === "/api/v1/openapi.json" || contentType !== "application/json") await response.text();
    else check(path, 200, await response.json());
  }
});

test("so are error answers", async (t) => {
  const { address } = await served(t, new Scripted(), { token: "secret" });
  const authorization = "Bearer secret";
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(address + path, { ...init, headers: { authorization, ...init.headers } });
  const document = strict(await (await ask("/api/v1/openapi.json")).json()) as Json;
  const check = checker(document);
  const asked: [string, Promise<Response>, number, string][] = [
    ["/api/v1/flows", ask("/api/v1/flows?limit=-1&limit=2&nope=1"), 400, "INVALID_QUERY"],
    ["/api/v1/devices", ask("/api/v1/devices?offset=x"), 400, "INVALID_QUERY"],
    [
      "/api/v1/status",
      ask("/api/v1/status", { headers: { authorization: "Bearer no" } }),
      401,
      "UNAUTHORIZED",
    ],
    ["/api/v1/devices/{id}", ask("/api/v1/devices/nobody"), 404, "DEVICE_UNKNOWN"],
    ["/api/v1/lookup/{address}", ask("/api/v1/lookup/1.2.3"), 400, "INVALID_ADDRESS"],
    ["/api/v1/alerts", ask("/api/v1/alerts", { method: "DELETE" }), 405, "METHOD_NOT_ALLOWED"],
    ["/api/v1/flows", ask(`/api/v1/flows?host=${"a".repeat(3000)}`), 414, "URI_TOO_LONG"],
  ];
  for (const [path, answer, status, code] of asked) {
    const response = await answer;
    const body = (await response.json()) as Any;
    assert.deepEqual([response.status, body.error.code], [status, code]);
    check(path, status, body);
  }
  assert.equal((await ask("/nowhere")).status, 404);
  const codes = (document.components as Any).schemas.Problem.properties.error.properties.code.enum;
  assert.deepEqual(codes, problemCodes);
});

test("a failure within is one answer without its reason", async (t) => {
  const observed = new Scripted();
  observed.status = async () => {
    throw new Error("a secret of the inside");
  };
  const { address } = await served(t, observed);
  const response = await fetch(`${address}/api/v1/status`);
  const text = await response.text();
  assert.equal(response.status, 500);
  assert.ok(!text.includes("secret"));
  checker(await documentOf(address))("/api/v1/status", 500, JSON.parse(text));
});

test("so is the data of events", async (t) => {
  const observed = new Scripted();
  const { address } = await served(t, observed);
  const document = await documentOf(address);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(document, "document");
  const validate = ajv.compile({ $ref: "document#/components/schemas/Event" });
  const reader = await readEvents(address);
  observed.tell({ kind: "flow", flow: flowReport() });
  observed.tell({ kind: "device", device: "02:00:00:00:00:01", time: TIME });
  observed.tell({ kind: "alert", alert: alertReport(1) });
  const countries = [countryReport("CN", 1)];
  observed.tell({ kind: "counters", counters: { time: TIME, frames: 1, bytes: 2, countries } });
  for (const kind of ["flow", "device", "alert", "counters"]) {
    const { event, data } = await reader.next();
    assert.equal(event, kind);
    const value = JSON.parse(data);
    assert.equal(value.kind, kind);
    assert.ok(validate(value), ajv.errorsText(validate.errors));
  }
  await reader.close();
});
