import type { HttpConfig } from "../../config/config.ts";
import { problem } from "../problem.ts";
import { HostNames } from "./host-names.ts";
import { CHALLENGE, carriesToken } from "./token.ts";

/** Octets of path and query. */
const TARGET_MAX = 2048;
const ALLOWED_METHODS = ["GET", "HEAD"];

/** Decides whether a request is answered at all. */
export class Admission {
  readonly #names: HostNames;
  readonly #token: string | undefined;

  constructor(config: HttpConfig) {
    this.#names = new HostNames(config);
    this.#token = config.token;
  }

  /** The answer to a request that is refused. */
  refusal({ method, headers, url }: Request): Response | undefined {
    // Names that end in a number or in broken Punycode pass for a Host, and for no URL's.
    if (!URL.canParse(url)) return problem("MALFORMED_REQUEST");
    const { host, pathname, search } = new URL(url);
    // A target in absolute form (RFC 9112 section 3.2.2) goes before the header.
    if (!this.#names.allows(headers.get("host") ?? "") || !this.#names.allows(host))
      return problem("MISDIRECTED_REQUEST");
    if (this.#token !== undefined && !carriesToken(headers.get("authorization"), this.#token))
      return withHeader(problem("UNAUTHORIZED"), "www-authenticate", CHALLENGE);
    if (!ALLOWED_METHODS.includes(method))
      return withHeader(closing(problem("METHOD_NOT_ALLOWED")), "allow", ALLOWED_METHODS.join(", "));
    if (headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) !== 0)
      return closing(problem("BODY_NOT_ALLOWED"));
    if (pathname.length + search.length > TARGET_MAX) return problem("URI_TOO_LONG");
    return undefined;
  }
}

/** Whatever follows on the connection may be a body. */
function closing(response: Response): Response {
  return withHeader(response, "connection", "close");
}

function withHeader(response: Response, name: string, value: string): Response {
  response.headers.set(name, value);
  return response;
}
