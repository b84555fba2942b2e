// A client that connects at once to what it is told: the first packet of a flow follows the answer of DNS as fast as this
// program can. Many questions, each of them asked once.
//
//   node dns-racer.ts PORT FIRST COUNT AT_ONCE RESOLVER...
//
// Question K is for name K in the domain, of IPv4 where K is even; it asks COUNT of them, beginning with FIRST. Prints a
// RaceResult.

import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { connect, isIPv6 } from "node:net";
import { argv } from "node:process";
import { name, queryOf, question } from "../host/helper/dns-message.ts";

export interface RaceResult {
  readonly connected: number;
  readonly refused: number;
  /** Microseconds from the answer until the first packet had been sent: half of them, and 99 of 100, took no longer. */
  readonly medianUs: number;
  readonly p99Us: number;
}

export const RACE_DOMAIN = "tracker.example";

const A = 1;
const AAAA = 28;
const HEADER_SIZE = 12;

if (argv[1]?.endsWith("dns-racer.ts")) await main();

async function main(): Promise<void> {
  const [[port, first, count, atOnce], resolvers] = [argv.slice(2, 6).map(Number), argv.slice(6)];
  const end = first + count;
  const outcomes = { connected: 0, refused: 0 };
  const gapsUs: number[] = [];
  let next = first;
  const racer = async (at: number): Promise<void> => {
    const resolver = resolvers[at % resolvers.length];
    const socket = createSocket(isIPv6(resolver) ? "udp6" : "udp4");
    socket.connect(53, resolver);
    await once(socket, "connect");
    while (next < end) outcomes[await race(socket, next++, port, gapsUs)]++;
    socket.close();
  };
  await Promise.all(Array.from({ length: atOnce }, (_, at) => racer(at)));
  gapsUs.sort((one, other) => one - other);
  const percentile = (share: number) => Math.round(gapsUs[Math.ceil(share * gapsUs.length) - 1]);
  const result: RaceResult = { ...outcomes, medianUs: percentile(0.5), p99Us: percentile(0.99) };
  console.log(JSON.stringify(result));
}

function race(socket: Socket, number: number, port: number, gapsUs: number[]) {
  const type = number % 2 === 0 ? A : AAAA;
  const asked = question(name(`${number}.${RACE_DOMAIN}`), type);
  return new Promise<"connected" | "refused">((resolve) => {
    socket.once("message", (answer) => {
      const start = process.hrtime.bigint();
      const flow = connect(port, addressIn(answer, HEADER_SIZE + asked.length, type));
      // The tick after this one is the one in which it says SYN.
      setImmediate(() => gapsUs.push(Number(process.hrtime.bigint() - start) / 1000));
      flow.once("connect", () => {
        flow.destroy();
        resolve("connected");
      });
      flow.once("error", () => resolve("refused"));
    });
    socket.send(queryOf(asked));
  });
}

/** Of the first answer, whose owner is a pointer to the question. */
function addressIn(answer: Buffer, at: number, type: number): string {
  const data = answer.subarray(at + 12);
  if (type === A) return data.subarray(0, 4).join(".");
  return Array.from({ length: 8 }, (_, k) => data.readUInt16BE(2 * k).toString(16)).join(":");
}
