// What the commands that ask a running endpoint are told of it.

import { InvalidArgumentError, Option } from "commander";
import { OperatorError } from "../errors.ts";
import { PORT_DEFAULT } from "../http/listen.ts";
import { isToken, TOKEN_FORM } from "./listen.ts";

export interface ClientOptions {
  readonly url: EndpointUrl;
  readonly tokenFile?: string;
  readonly json?: boolean;
}

/** Where an endpoint is, as errors may name it, and the token that its URL had as a password. */
export interface EndpointUrl {
  readonly address: string;
  readonly token?: string;
}

const URL_DEFAULT = `http://127.0.0.1:${PORT_DEFAULT}`;

export function urlOption(): Option {
  return new Option("--url <url>", "where the endpoint is; its password is the token")
    .argParser(endpointUrl)
    .default({ address: URL_DEFAULT } satisfies EndpointUrl, JSON.stringify(URL_DEFAULT));
}

/** Throws HTTP_TOKEN_MISSING. */
function endpointUrl(text: string): EndpointUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError(`Give a URL such as ${URL_DEFAULT}.`);
  const { protocol, host, pathname, password } = url;
  const address = `${protocol}//${host}${pathname}`.replace(/\/+$/, "");
  if (password === "") return { address };
  const token = decoded(password);
  // An invalid argument would be repeated, and with it the password.
  if (!isToken(token))
    throw new OperatorError("HTTP_TOKEN_MISSING", address, `its password is no token: ${TOKEN_FORM}.`);
  return { address, token };
}

/** Empty where it cannot be read. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
