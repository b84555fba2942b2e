import { InvalidArgumentError, Option } from "commander";
import type { HttpConfig } from "../config/config.ts";
import { OperatorError } from "../errors.ts";
import { PORT_DEFAULT } from "../http/listen.ts";
import { readWholeFile } from "../platform/files.ts";

/** Where to answer HTTP. */
export type Place = Pick<HttpConfig, "listen" | "port">;

const LOOPBACK = "127.0.0.1";
const PORT_MAX = 65_535;
const TOKEN_SIZE_MAX = 4096;

export function listenOption(): Option {
  return new Option("--listen <address:port>", "where to answer HTTP; a token is needed beyond the loopback")
    .argParser(parsedPlace)
    .default({ listen: LOOPBACK, port: PORT_DEFAULT } satisfies Place, `${LOOPBACK}:${PORT_DEFAULT}`);
}

function parsedPlace(text: string): Place {
  const [, ipv6, address = ipv6, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  if (address === undefined || Number(port) > PORT_MAX)
    throw new InvalidArgumentError("Give an address and a port, such as 127.0.0.1:9417 or [::1]:9417.");
  return { listen: address, port: Number(port) };
}

export function tokenFileOption(): Option {
  return new Option("--token-file <file>", "file whose first line is the endpoint's token");
}

/** Throws FILE_UNREADABLE, HTTP_TOKEN_MISSING. */
export function readToken(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const content = readWholeFile(path);
  const [token] = new TextDecoder().decode(content.subarray(0, TOKEN_SIZE_MAX)).split("\n");
  if (!isToken(token.trim()))
    throw new OperatorError("HTTP_TOKEN_MISSING", path, `its first line is no token: ${TOKEN_FORM}.`);
  return token.trim();
}

/** Whether a text can be one: what a header carries as it is. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
export const TOKEN_FORM = "printable ASCII without spaces";
