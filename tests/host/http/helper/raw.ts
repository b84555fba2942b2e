import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A connection that sends what no honest client would. */
export async function connected(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** Everything that comes until the server closes. */
export async function received(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("latin1").on("data", (piece) => {
    text += piece;
  });
  await closed(socket);
  return text;
}

/** However it ends: a reset is an end as well. */
export async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((done) => socket.once("close", done));
}

/** What the server answers to these octets, until it closes. */
export async function exchange(address: string, request: string): Promise<string> {
  const socket = await connected(address);
  socket.write(request, "latin1");
  return received(socket);
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
}
