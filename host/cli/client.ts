import * as v from "valibot";
import { OperatorError } from "../errors.ts";
import { problemSchema } from "../http/schema/problem.ts";
import { printable } from "../text.ts";
import type { ClientOptions } from "./client-options.ts";
import { eventData } from "./event-stream.ts";
import { readToken } from "./listen.ts";

const ANSWER_TIMEOUT_MS = 10_000;
/** Octets of a document: a page of flows with the longest names is shorter. */
const ANSWER_MAX = 1 << 26;

/** Asks one endpoint. Whatever it answers is hostile: bounded, checked, and escaped before it is shown. */
export class Client {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  /** A password in the URL is the token where no file has one. Throws FILE_UNREADABLE, HTTP_TOKEN_MISSING. */
  constructor({ url, tokenFile }: ClientOptions) {
    const token = readToken(tokenFile) ?? url.token;
    this.#url = url.address;
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /**
   * The document at a path, as it came, and for people: as the schema reads it, each text escaped. Throws ENDPOINT_UNREACHABLE, ENDPOINT_REFUSED,
   * ENDPOINT_ANSWER.
   */
  async ask<Schema extends v.GenericSchema>(
    path: string,
    schema: Schema,
  ): Promise<{ readonly document: unknown; readonly report: v.InferOutput<Schema> }> {
    const response = await this.#fetch(path, AbortSignal.timeout(ANSWER_TIMEOUT_MS));
    const document = parsed(await this.#text(response));
    const { success, output } = v.safeParse(schema, document);
    if (!success) throw new OperatorError("ENDPOINT_ANSWER", this.#url, `${path} answers something else.`);
    return { document, report: escaped(output) };
  }

  /** The data of each event of a stream, until `signal` ends it. Throws as `ask` does. */
  async *events(path: string, signal: AbortSignal): AsyncGenerator<string> {
    const { body } = await this.#fetch(path, signal);
    if (!body) throw new OperatorError("ENDPOINT_ANSWER", this.#url, `${path} answers nothing.`);
    try {
      yield* eventData(body);
    } catch (error) {
      throw this.lost(error);
    }
  }

  /** What a failure of the network is for the operator. */
  lost(error: unknown): OperatorError {
    return error instanceof OperatorError
      ? error
      : new OperatorError("ENDPOINT_UNREACHABLE", this.#url, reasonOf(error));
  }

  async #fetch(path: string, signal: AbortSignal): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.#url + path, { headers: this.#headers, redirect: "error", signal });
    } catch (error) {
      throw this.lost(error);
    }
    if (response.ok) return response;
    const { success, output } = v.safeParse(problemSchema, parsed(await this.#text(response)));
    if (!success)
      throw new OperatorError("ENDPOINT_ANSWER", this.#url, `${path} answers ${response.status}.`);
    const { code, message, parameters = [] } = output.error;
    const mistakes = parameters.map(({ parameter, value, reason }) => `${parameter} "${value}": ${reason}`);
    throw new OperatorError(
      "ENDPOINT_REFUSED",
      this.#url,
      mistakes.length > 0 ? mistakes : `${code}. ${message}`,
    );
  }

  async #text({ body }: Response): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    let size = 0;
    try {
      for await (const octets of (body ?? []) as AsyncIterable<Uint8Array>) {
        size += octets.length;
        if (size > ANSWER_MAX)
          throw new OperatorError("ENDPOINT_ANSWER", this.#url, `it is longer than ${ANSWER_MAX} octets.`);
        text += decoder.decode(octets, { stream: true });
      }
    } catch (error) {
      throw this.lost(error);
    }
    return text;
  }
}

/** The same with every text, the names of fields included, as one printable line. */
export function escaped<Value>(value: Value): Value {
  if (typeof value === "string") return printable(value) as Value;
  if (Array.isArray(value)) return value.map(escaped) as Value;
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [printable(name), escaped(field)]);
  return Object.fromEntries(fields) as Value;
}

/** Undefined where it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch says "fetch failed", and its cause why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `nothing came for ${ANSWER_TIMEOUT_MS / 1000} s.`;
  const { cause } = error;
  if (!(cause instanceof Error)) return `${error.message}.`;
  return `${cause.message || (cause as { code?: string }).code || error.message}.`;
}
