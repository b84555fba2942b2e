// Servers of the internet that zero-leaks.test.ts needs beside those of every lab: echoes on every address, and one of FTP.
//
//   node servers.ts UDP_PORT ADDRESS...
//
// TCP port 7 and UDP_PORT of each ADDRESS echo. FTP (port 21) announces the data port that it is asked for: `PORT n`
// is answered in the words of PASV or EPSV; what connects there is told "data".

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, isIPv6, type Socket } from "node:net";

const ECHO_PORT = 7;
const FTP_PORT = 21;
const BACKLOG = 4096;

async function listen(port: number, serve: (socket: Socket) => void): Promise<void> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    serve(socket);
  });
  await once(server.listen({ port, host: "::", backlog: BACKLOG }), "listening");
}

async function echoDatagrams(port: number, address: string): Promise<void> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  socket.on("message", (octets, { port, address }) => socket.send(octets, port, address));
  await once(socket.bind(port, address), "listening");
}

function serveFtp(socket: Socket): void {
  socket.write("220 ready\r\n");
  socket.on("data", (octets) => {
    const asked = /^DATA (\d+) (\S+)/.exec(octets.toString());
    if (!asked) return;
    const [port, address] = [Number(asked[1]), asked[2]];
    const passive = isIPv6(address)
      ? `229 Entering Extended Passive Mode (|||${port}|)`
      : `227 Entering Passive Mode (${address.replaceAll(".", ",")},${port >> 8},${port & 255}).`;
    socket.write(`${passive}\r\n`);
  });
}

const [udpPort, dataPorts, ...addresses] = process.argv.slice(2);
await listen(ECHO_PORT, (socket) => socket.pipe(socket));
await listen(FTP_PORT, serveFtp);
for (const port of dataPorts.split(",")) await listen(Number(port), (socket) => socket.end("data"));
for (const address of addresses) await echoDatagrams(Number(udpPort), address);
console.log("listening");
