import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** The endpoint's own, also inside. */
export const ENDPOINT_PORT = 9417;

/** One of this machine's loopback that is free now: `wanted`, else 9417, else any. Throws where `wanted` is taken. */
export async function freePort(wanted?: number): Promise<number> {
  if (wanted !== undefined)
    return claimed(wanted).catch(({ code }: NodeJS.ErrnoException) => {
      throw new Error(
        `--port ${wanted}: 127.0.0.1:${wanted} cannot be had (${code}): name another one, or none`,
      );
    });
  return claimed(ENDPOINT_PORT).catch(() => claimed(0));
}

async function claimed(port: number): Promise<number> {
  const server = createServer();
  await once(server.listen(port, "127.0.0.1"), "listening");
  const address = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return address.port;
}
