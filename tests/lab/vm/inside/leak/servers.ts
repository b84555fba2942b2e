// Servers of the internet that zero-leaks.test.ts needs beside those of every lab: echoes on every address, and what
// announces other flows: FTP, SIP, TFTP.
//
//   node servers.ts UDP_PORT DATA_PORT,... ADDRESS...
//
// TCP port 7 and UDP_PORT of each ADDRESS echo. FTP (port 21) announces the data port that it is asked for: `DATA n`
// is answered in the words of PASV or EPSV; what connects there is told "data". SIP (UDP port 5060 of each ADDRESS)
// announces the address and port that a call's subject names; TFTP (UDP port 69) sends a file from the DATA_PORT that is
// its name.

import { createSocket, type Socket as Datagrams, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { createServer, isIPv6, type Socket } from "node:net";
import { sessionDescription } from "./session-description.ts";

const ECHO_PORT = 7;
const FTP_PORT = 21;
const SIP_PORT = 5060;
const TFTP_PORT = 69;
const TFTP_DATA = 3;
const TFTP_ACK = 4;
const TFTP_BLOCK_SIZE = 512;
const BACKLOG = 4096;

async function listen(port: number, serve: (socket: Socket) => void): Promise<void> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    serve(socket);
  });
  await once(server.listen({ port, host: "::", backlog: BACKLOG }), "listening");
}

/** Of datagrams, at one address; `answer` says what is sent back. */
async function answerDatagrams(
  address: string,
  port: number,
  answer: (octets: Buffer, from: RemoteInfo) => Uint8Array | string | undefined,
): Promise<Datagrams> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  socket.on("message", (octets, from) => {
    const answered = answer(octets, from);
    if (answered !== undefined) socket.send(answered, from.port, from.address);
  });
  await once(socket.bind(port, address), "listening");
  return socket;
}

/** A call is answered at once, with the media where its subject says. */
function answerCall(octets: Buffer): string | undefined {
  const request = octets.toString();
  const [, address, port] = /^Subject: (\S+) (\d+)\r$/m.exec(request) ?? [];
  if (!request.startsWith("INVITE ") || address === undefined) return undefined;
  const echoed = request.split("\r\n").filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
  const session = sessionDescription(address, Number(port));
  const kind = ["Content-Type: application/sdp", `Content-Length: ${session.length}`];
  return ["SIP/2.0 200 OK", ...echoed, ...kind, "", session].join("\r\n");
}

/** A file is two blocks, the second one empty. */
async function serveFiles(address: string, dataPorts: readonly number[]): Promise<void> {
  const data = new Map<number, Datagrams>();
  for (const port of dataPorts) {
    const answer = (octets: Buffer) =>
      octets.readUInt16BE(0) === TFTP_ACK && octets.readUInt16BE(2) === 1
        ? Uint8Array.of(0, TFTP_DATA, 0, 2)
        : undefined;
    data.set(port, await answerDatagrams(address, port, answer));
  }
  const first = Buffer.concat([Uint8Array.of(0, TFTP_DATA, 0, 1), Buffer.alloc(TFTP_BLOCK_SIZE)]);
  await answerDatagrams(address, TFTP_PORT, (octets, from) => {
    const port = Number.parseInt(octets.toString("latin1", 2), 10);
    data.get(port)?.send(first, from.port, from.address);
    return undefined;
  });
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
const ports = dataPorts.split(",").map(Number);
await listen(ECHO_PORT, (socket) => socket.pipe(socket));
await listen(FTP_PORT, serveFtp);
for (const port of ports) await listen(port, (socket) => socket.end("data"));
for (const address of addresses) {
  await answerDatagrams(address, Number(udpPort), (octets) => octets);
  await answerDatagrams(address, SIP_PORT, answerCall);
  await serveFiles(address, ports);
}
console.log("listening");
