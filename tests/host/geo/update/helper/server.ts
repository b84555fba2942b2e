import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";

/** A server on the loopback interface that ends with the tests; its URL, with a slash at the end. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  after(() => close(server));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((closed) => server.close(() => closed()));
}

/** A fetch to which https://NAME/ is the server at `url`, as if it had that certificate. */
export function secureFetch(name: string, url: string): typeof fetch {
  return (input, init) => fetch(String(input).replace(`https://${name}/`, url), init);
}
