import { setTimeout as pause } from "node:timers/promises";
import { HOSTS } from "./hosts.ts";
import { certificateIn } from "./internet.ts";
import type { Lab } from "./lab.ts";

const PAUSE_MS = 1000;
const PHOTO_SIZE = 40_000;

interface Errand {
  readonly url: string;
  /** Octets to upload; otherwise it downloads. */
  readonly upload?: number;
}

const BROWSING: readonly Errand[] = [
  { url: `http://${HOSTS.news.name}/octets/20000` },
  { url: `https://${HOSTS.shop.name}/octets/30000` },
  { url: `https://${HOSTS.video.name}/octets/150000` },
];
const PHOTO: Errand = { url: `https://${HOSTS.photos.name}/upload`, upload: PHOTO_SIZE };

/**
 * Ordinary traffic of a lab's clients, until it is stopped: each has one request under way at most, a second after the
 * one before. All browse; the first uploads photos as well.
 */
export class Household {
  readonly #lab: Lab;
  readonly #end = new AbortController();
  readonly #members: Promise<void>[];
  #done = 0;
  #failed = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#members = lab.clients.map((client, number) =>
      this.#live(client, number === 0 ? [PHOTO, ...BROWSING] : BROWSING, number),
    );
  }

  /** Requests that were answered. */
  get done(): number {
    return this.#done;
  }

  get failed(): number {
    return this.#failed;
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await Promise.all(this.#members);
  }

  async #live(client: string, errands: readonly Errand[], first: number): Promise<void> {
    for (let k = first; !this.#end.signal.aborted; k++) {
      if (await this.#run(client, errands[k % errands.length])) this.#done++;
      else this.#failed++;
      await pause(PAUSE_MS, undefined, { signal: this.#end.signal }).catch(() => {});
    }
  }

  async #run(client: string, { url, upload }: Errand): Promise<boolean> {
    const sent = upload === undefined ? [] : ["-T", "-"];
    const limit = ["--max-time", "10"];
    return fetchQuietly(this.#lab, client, url, [...limit, ...sent], "x".repeat(upload ?? 0)).then(
      () => true,
      () => false,
    );
  }
}

/** `client` fetches `url` with curl, or sends it `input`; throws where that fails. */
export async function fetchQuietly(
  lab: Lab,
  client: string,
  url: string,
  options: readonly string[] = [],
  input = "",
): Promise<void> {
  const quiet = ["-qsSf", "--cacert", certificateIn(lab.folder), "-o", "/dev/null"];
  const { status, stderr } = await lab.run(client, ["curl", ...quiet, ...options, url], { input });
  if (status !== 0) throw new Error(`curl ${url} of ${client}: ${stderr.trim()}`);
}
