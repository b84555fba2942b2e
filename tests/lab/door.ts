import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Lab } from "./lab.ts";
import type { Program } from "./program.ts";

const INNER = fileURLToPath(new URL("door-inside.ts", import.meta.url));
const CONNECTIONS_MAX = 64;

/**
 * A TCP port of the machine's loopback that leads to one of the router's loopback. A socket of the file system joins
 * them, and only from here to there: namespaces stay without any link to the machine.
 */
export class Door {
  readonly port: number;
  readonly #server: Server;
  readonly #inside: Program;

  private constructor(server: Server, inside: Program) {
    this.#server = server;
    this.#inside = inside;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Opens `port` of the machine, or any that is free, to `inner` of the router. */
  static async open(lab: Lab, inner: number, port = 0): Promise<Door> {
    const path = join(lab.folder, `door-${inner}.socket`);
    const inside = lab.start("router", [process.execPath, "--import", "tsx", INNER, path, String(inner)]);
    await inside.until("listening");
    const server = createServer((outer) => {
      const way = connect(path);
      pipeline(outer, way, outer, () => {});
    });
    server.maxConnections = CONNECTIONS_MAX;
    await listen(server, port).catch(() => listen(server, 0));
    return new Door(server, inside);
  }

  async close(): Promise<void> {
    this.#server.close();
    await this.#inside.stop();
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await once(server.listen(port, "127.0.0.1"), "listening");
}
