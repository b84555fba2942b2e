import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Lab } from "../../../lab.ts";
import type { Asked, Destinations, Outcome } from "./request.ts";

const CLIENT = fileURLToPath(new URL("client.ts", import.meta.url));

/** Longer than anything that is answered takes, inside, where the machine outside is busy. */
const TIMEOUT_MS = 30_000;

/** Flows of the lab's phone that are whole connections. */
export class Phone {
  readonly #socket: Socket;
  readonly #answers: AsyncIterator<string>;
  #turn: Promise<unknown> = Promise.resolve();
  #named = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#answers = createInterface(socket)[Symbol.asyncIterator]();
  }

  /** In another namespace where one is told: what it says is then that one's own. */
  static async start(lab: Lab, label = "phone"): Promise<Phone> {
    const path = join(lab.folder, `${label}.socket`);
    await lab.start(label, [process.execPath, "--import", "tsx", CLIENT, path]).until("listening");
    const socket = connect(path);
    await once(socket, "connect");
    return new Phone(socket);
  }

  /** Flows that stay open; some may not. */
  async open(to: Destinations, timeoutMs = TIMEOUT_MS): Promise<KeptFlows> {
    const name = String(++this.#named);
    const opened = (await this.#ask({ what: "open", name, to, timeoutMs })) as number;
    return new KeptFlows((asked) => this.#ask(asked), name, opened);
  }

  /** What becomes of data connections that FTP servers announce. */
  async transfer(addresses: readonly string[], dataPort: number, timeoutMs = TIMEOUT_MS): Promise<Outcome> {
    return (await this.#ask({ what: "ftp", addresses, dataPort, timeoutMs })) as Outcome;
  }

  /** Calls a server of SIP, which names each of these addresses for the media, and sends there; how many were answered. */
  async call(
    server: string,
    media: readonly string[],
    mediaPort: number,
    timeoutMs = TIMEOUT_MS,
  ): Promise<number> {
    return (await this.#ask({ what: "sip", server, media, mediaPort, timeoutMs })) as number;
  }

  /** What becomes of files that a server of TFTP sends from this port. */
  async readFiles(server: string, dataPort: number, count: number, timeoutMs = TIMEOUT_MS): Promise<Outcome> {
    return (await this.#ask({ what: "tftp", server, dataPort, count, timeoutMs })) as Outcome;
  }

  /** What becomes of connections to a name that is asked for each time. */
  async resolve(
    question: {
      readonly resolver: string;
      readonly host: string;
      readonly ipv6: boolean;
      readonly port: number;
    },
    count: number,
    timeoutMs = TIMEOUT_MS,
  ): Promise<Outcome> {
    return (await this.#ask({ what: "resolve", ...question, count, timeoutMs })) as Outcome;
  }

  close(): void {
    this.#socket.destroy();
  }

  #ask(asked: Asked): Promise<unknown> {
    const answer = this.#turn.then(async () => {
      this.#socket.write(`${JSON.stringify(asked)}\n`);
      const { value, done } = await this.#answers.next();
      if (done) throw new Error("the phone's client ended");
      return JSON.parse(value) as unknown;
    });
    this.#turn = answer.catch(() => {});
    return answer;
  }
}

/** Flows of the phone. */
export class KeptFlows {
  readonly #ask: (asked: Asked) => Promise<unknown>;
  readonly #name: string;
  /** That opened. */
  readonly count: number;

  constructor(ask: (asked: Asked) => Promise<unknown>, name: string, count: number) {
    this.#ask = ask;
    this.#name = name;
    this.count = count;
  }

  /** Each says all pieces; what became of them after the last one. */
  async say(pieces: readonly Uint8Array[], timeoutMs = TIMEOUT_MS): Promise<Outcome> {
    const texts = pieces.map((piece) => Buffer.from(piece).toString("base64"));
    return (await this.#ask({ what: "say", name: this.#name, pieces: texts, timeoutMs })) as Outcome;
  }

  async close(): Promise<void> {
    await this.#ask({ what: "close", name: this.#name });
  }
}
