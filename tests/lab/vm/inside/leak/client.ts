// The client's side of flows that need a whole connection, in the phone: does what it is asked for over a socket of the
// file system, a line of JSON a request and an answer (request.ts).
//
//   node client.ts SOCKET

import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { connect, createServer, isIPv6, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Asked, Outcome, Transport } from "./request.ts";
import { sessionDescription } from "./session-description.ts";

type End = keyof Outcome;

/** A flow of ours, until it is let go. */
interface Flow {
  send(octets: Buffer): void;
  /** Resolves with what comes next: an answer, or the flow's end. */
  next(): Promise<End>;
  close(): void;
}

const kept = new Map<string, readonly Flow[]>();

/** What was told first after the last question, for whoever waits for it. */
class News {
  #waiting: ((end: End) => void) | undefined;
  #last: End | undefined;

  tell(end: End): void {
    this.#last ??= end;
    this.#waiting?.(end);
  }

  forget(): void {
    this.#last = undefined;
  }

  next(): Promise<End> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      if (this.#last) resolve(this.#last);
    });
  }
}

function openTcp(address: string, port: number): Promise<Flow | "refused"> {
  const socket = connect({ host: address, port, noDelay: true });
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(keptTcp(socket)));
    socket.on("error", () => resolve("refused"));
  });
}

function keptTcp(socket: Socket): Flow {
  const news = new News();
  socket.on("data", () => news.tell("answered"));
  socket.on("error", () => news.tell("refused")).on("close", () => news.tell("refused"));
  return {
    send: (octets) => {
      if (!socket.destroyed) news.forget();
      socket.write(octets);
    },
    next: () => news.next(),
    close: () => socket.destroy(),
  };
}

async function openUdp(address: string, port: number): Promise<Flow> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  const news = new News();
  socket.on("message", () => news.tell("answered")).on("error", () => news.tell("refused"));
  // Connected, so that it is told what is refused.
  socket.connect(port, address);
  await once(socket, "connect");
  return {
    send: (octets) => {
      news.forget();
      socket.send(octets, (error) => error && news.tell("refused"));
    },
    next: () => news.next(),
    close: () => socket.close(),
  };
}

function open(transport: Transport, address: string, port: number): Promise<Flow | "refused"> {
  return transport === "tcp" ? openTcp(address, port) : openUdp(address, port);
}

/** Has a flow say `pieces`, each in a packet of its own: they are not gathered (TCP_NODELAY). */
function converse(flow: Flow, pieces: readonly Buffer[]): Promise<End> {
  for (const piece of pieces) flow.send(piece);
  return flow.next();
}

/** Opens a data connection as an FTP server announces it. */
async function transfer(address: string, dataPort: number): Promise<End> {
  const control = connect({ host: address, port: FTP_PORT, noDelay: true });
  control.on("error", () => {});
  const lines = createInterface(control)[Symbol.asyncIterator]();
  try {
    // The kernel follows a connection from its first whole line on: the greeting.
    if ((await lines.next()).done) return "refused";
    control.write(`DATA ${dataPort} ${address}\r\n`);
    if ((await lines.next()).done) return "refused";
    const data = await openTcp(address, dataPort);
    if (data === "refused") return data;
    const end = await data.next();
    data.close();
    return end;
  } finally {
    control.destroy();
  }
}
const FTP_PORT = 21;

/** Calls by SIP (RFC 3261, with SDP of RFC 8866) from `port`, and sends RTP to where the answer says. */
async function call(server: string, port: number, media: string, mediaPort: number): Promise<End> {
  const [socket, sound] = [server, media].map((to) => createSocket(isIPv6(to) ? "udp6" : "udp4"));
  await once(socket.bind(port), "listening");
  socket.connect(SIP_PORT, server);
  await once(socket, "connect");
  const { address } = socket.address();
  const answer = once(socket, "message").catch(() => []);
  socket.send(invitation({ server, address, port, media, mediaPort }));
  const [octets] = (await answer) as [Buffer?];
  if (!octets) return "refused";
  const [, told] = /^c=IN IP[46] (\S+)\r$/m.exec(octets.toString())!;
  for (let packet = 0; packet < RTP_PACKETS; packet++)
    await new Promise((sent) => sound.send(Buffer.alloc(RTP_SIZE, 0x80), mediaPort, told, sent));
  for (const one of [socket, sound]) one.close();
  return "answered";
}
const SIP_PORT = 5060;
/**
 * Of the first call: media are had at an even port, and the port behind it (RFC 3550 section 11). The kernel drops what
 * announces a port that another announcement has it expect already, so that no two may have one by chance.
 */
const CALLS_PORT = 20_000;
const RTP_PACKETS = 2;
/** A header and 20 ms of G.711. */
const RTP_SIZE = 12 + 160;

function invitation(to: {
  readonly server: string;
  readonly address: string;
  readonly port: number;
  readonly media: string;
  readonly mediaPort: number;
}): string {
  const { server, address, port, media, mediaPort } = to;
  const host = isIPv6(server) ? `[${server}]` : server;
  const own = isIPv6(address) ? `[${address}]` : address;
  const session = sessionDescription(address, port);
  return [
    `INVITE sip:lab@${host} SIP/2.0`,
    `Via: SIP/2.0/UDP ${own}:${port};branch=z9hG4bK${port}`,
    `From: <sip:phone@${own}>;tag=${port}`,
    `To: <sip:lab@${host}>`,
    `Call-ID: ${port}@phone`,
    "CSeq: 1 INVITE",
    `Contact: <sip:phone@${own}:${port}>`,
    // By which the lab's server is told where it says that the media are had.
    `Subject: ${media} ${mediaPort}`,
    "Max-Forwards: 70",
    "Content-Type: application/sdp",
    `Content-Length: ${session.length}`,
    "",
    session,
  ].join("\r\n");
}

/** Reads a file of two blocks by TFTP (RFC 1350). */
async function readFile(server: string, dataPort: number): Promise<End> {
  const socket = createSocket(isIPv6(server) ? "udp6" : "udp4");
  let blocks = 0;
  return new Promise((resolve) => {
    socket.on("message", (octets, { port, address }) => {
      if (octets.readUInt16BE(0) !== TFTP_DATA) return;
      const block = octets.readUInt16BE(2);
      socket.send(Uint8Array.of(0, TFTP_ACK, block >> 8, block & 0xff), port, address);
      if (++blocks === 2) resolve("answered");
    });
    socket.send(Buffer.from(`\0\x01${dataPort}\0octet\0`, "latin1"), TFTP_PORT, server);
  });
}
const TFTP_PORT = 69;
const TFTP_DATA = 3;
const TFTP_ACK = 4;

async function lookUpAndConnect({
  resolver,
  host,
  ipv6,
  port,
}: Extract<Asked, { what: "resolve" }>): Promise<End> {
  const asking = new Resolver({ timeout: 5000, tries: 1 });
  asking.setServers([resolver]);
  const [address] = await (ipv6 ? asking.resolve6(host) : asking.resolve4(host));
  const flow = await openTcp(address, port);
  if (flow === "refused") return flow;
  flow.close();
  return "answered";
}

/** Counts the ends of what is under way, and what has not ended within the time. */
async function outcomeOf(ends: readonly Promise<End>[], timeoutMs: number): Promise<Outcome> {
  const outcome = { answered: 0, refused: 0, silent: 0 };
  const late = new Promise<"silent">((resolve) => setTimeout(() => resolve("silent"), timeoutMs));
  await Promise.all(ends.map(async (end) => outcome[await Promise.race([end, late])]++));
  return outcome;
}

async function answerTo(asked: Asked): Promise<unknown> {
  switch (asked.what) {
    case "open": {
      const { transport, addresses, port } = asked.to;
      const late = new Promise<"silent">((resolve) => setTimeout(() => resolve("silent"), asked.timeoutMs));
      const tries = addresses.map((address) => Promise.race([open(transport, address, port), late]));
      const flows = (await Promise.all(tries)).filter((flow) => typeof flow !== "string");
      kept.set(asked.name, flows);
      return flows.length;
    }
    case "say": {
      const pieces = asked.pieces.map((text) => Buffer.from(text, "base64"));
      const flows = kept.get(asked.name) ?? [];
      return outcomeOf(
        flows.map((flow) => converse(flow, pieces)),
        asked.timeoutMs,
      );
    }
    case "close":
      for (const flow of kept.get(asked.name) ?? []) flow.close();
      return kept.delete(asked.name);
    case "ftp":
      return outcomeOf(
        asked.addresses.map((address) => transfer(address, asked.dataPort)),
        asked.timeoutMs,
      );
    case "sip": {
      const calls = asked.media.map((media, k) =>
        call(asked.server, CALLS_PORT + 2 * k, media, asked.mediaPort),
      );
      return (await outcomeOf(calls, asked.timeoutMs)).answered;
    }
    case "tftp":
      return outcomeOf(
        Array.from({ length: asked.count }, () => readFile(asked.server, asked.dataPort)),
        asked.timeoutMs,
      );
    case "resolve":
      return outcomeOf(
        Array.from({ length: asked.count }, () => lookUpAndConnect(asked)),
        asked.timeoutMs,
      );
  }
}

createServer((socket) => {
  createInterface(socket).on("line", async (line) => {
    socket.write(`${JSON.stringify(await answerTo(JSON.parse(line)))}\n`);
  });
}).listen(process.argv[2], () => console.log("listening"));
