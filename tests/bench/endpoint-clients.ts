// Asks the daemon for /metrics each second while so many clients listen to its events.
//
//   node --import tsx tests/bench/endpoint-clients.ts URL SECONDS LISTENERS
//
// prints {"latenciesMs": [...], "events": of all listeners, "listeners": that were told something until the end}

import { Agent, get, type IncomingMessage } from "node:http";

const SCRAPE_INTERVAL_MS = 1000;

const [url, seconds, listenerCount] = process.argv.slice(2);

class EventReader {
  events = 0;
  isOpen = true;
  readonly #answer: IncomingMessage;

  private constructor(answer: IncomingMessage) {
    this.#answer = answer;
    let last = "";
    answer.setEncoding("utf8").on("data", (text: string) => {
      const lines = (last + text).split("\n");
      last = lines.pop()!;
      this.events += lines.filter((line) => line.startsWith("event: ")).length;
    });
    answer.on("close", () => {
      this.isOpen = false;
    });
    answer.on("error", () => {});
  }

  static open(): Promise<EventReader> {
    return new Promise((resolve, reject) => {
      get(`${url}/api/v1/events`, { agent: false }, (answer) => {
        if (answer.statusCode === 200) resolve(new EventReader(answer));
        else reject(new Error(`events: ${answer.statusCode}`));
      }).on("error", reject);
    });
  }

  close(): void {
    this.#answer.destroy();
  }
}

const scraper = new Agent({ keepAlive: true });

/** Milliseconds until the whole answer is there; it is not decoded. */
function scrape(): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    get(`${url}/metrics`, { agent: scraper }, (answer) => {
      answer.resume().on("error", reject);
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(performance.now() - start);
        else reject(new Error(`/metrics: ${answer.statusCode}`));
      });
    }).on("error", reject);
  });
}

const readers = await Promise.all(Array.from({ length: Number(listenerCount) }, () => EventReader.open()));
const latenciesMs: number[] = [];
// What the client's own first request costs is not the daemon's.
await scrape();
const start = performance.now();
for (let second = 0; second < Number(seconds); second++) {
  const waitMs = start + second * SCRAPE_INTERVAL_MS - performance.now();
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, waitMs)));
  latenciesMs.push(await scrape());
}
const events = readers.reduce((sum, reader) => sum + reader.events, 0);
const listeners = readers.filter(({ isOpen, events }) => isOpen && events > 0).length;
for (const reader of readers) reader.close();
scraper.destroy();
console.log(JSON.stringify({ latenciesMs, events, listeners }));
