// What the commands that ask a running endpoint are told of it.

import { InvalidArgumentError, Option } from "commander";
import { PORT_DEFAULT } from "../http/listen.ts";
import { isToken, TOKEN_FORM } from "./listen.ts";

export interface ClientOptions {
  readonly url: string;
  readonly tokenFile?: string;
  readonly json?: boolean;
}

const URL_DEFAULT = `http://127.0.0.1:${PORT_DEFAULT}`;

export function urlOption(): Option {
  return new Option("--url <url>", "where the endpoint is; its password is the token")
    .argParser((text: string) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (!url || !/^https?:$/.test(url.protocol))
        throw new InvalidArgumentError(`Give a URL such as ${URL_DEFAULT}.`);
      if (url.password !== "" && !isToken(passwordIn(url)))
        throw new InvalidArgumentError(`Its password is no token: ${TOKEN_FORM}.`);
      return text;
    })
    .default(URL_DEFAULT);
}

/** Empty where there is none, and where it cannot be read. */
export function passwordIn({ password }: URL): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return "";
  }
}
