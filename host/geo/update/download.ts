import { UpdateRefused } from "./refused.ts";

/** What a server may cost. */
export interface DownloadLimits {
  readonly octetsMax: number;
  /** From the first request to the last octet. */
  readonly durationMs: number;
  /** Without a single octet. */
  readonly stallMs: number;
}

export interface DownloadOptions {
  readonly limits: DownloadLimits;
  readonly fetch: typeof fetch;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

const REDIRECTS_MAX = 5;
const SECOND_MS = 1000;

/**
 * Hands a file from the web to `take`, piece by piece. Follows redirects, never from https to http. Throws
 * UpdateRefused, and what `take` throws.
 */
export async function download(
  url: string,
  take: (piece: Uint8Array) => void,
  { limits, fetch, signal }: DownloadOptions,
): Promise<void> {
  const { octetsMax, durationMs, stallMs } = limits;
  const controller = new AbortController();
  const end = (why: string) => controller.abort(new UpdateRefused(why));
  const deadline = setTimeout(end, durationMs, `it takes longer than ${durationMs / SECOND_MS} seconds.`);
  const stallText = `nothing came for ${stallMs / SECOND_MS} seconds.`;
  let stall = setTimeout(end, stallMs, stallText);
  const stop = () => end("it was stopped.");
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    const response = await follow(url, fetch, controller.signal);
    const stated = statedLength(response);
    if (stated !== undefined && stated > octetsMax)
      throw new UpdateRefused(`it has ${stated} octets, and ${octetsMax} are taken.`);
    const reader = bodyOf(response).getReader();
    let octets = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      clearTimeout(stall);
      stall = setTimeout(end, stallMs, stallText);
      octets += value.length;
      if (octets > octetsMax) throw new UpdateRefused(`it has more than ${octetsMax} octets.`);
      take(value);
    }
    if (stated !== undefined && octets !== stated)
      throw new UpdateRefused(`${octets} octets came, and the server announced ${stated}.`);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : networkError(error);
  } finally {
    clearTimeout(deadline);
    clearTimeout(stall);
    signal?.removeEventListener("abort", stop);
    // Whatever is still open ends here.
    if (!controller.signal.aborted) controller.abort();
  }
}

async function follow(
  start: string,
  fetch: DownloadOptions["fetch"],
  signal: AbortSignal,
): Promise<Response> {
  let url = new URL(start);
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
    const response = await fetch(url.href, {
      redirect: "manual",
      signal,
      // A hash is of the file as it lies on the server.
      headers: { "accept-encoding": "identity", "user-agent": "bordertap" },
    });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) {
      if (response.status === 200) return response;
      throw new UpdateRefused(`the server answers ${response.status}.`);
    }
    await response.body?.cancel();
    if (!URL.canParse(location, url)) throw new UpdateRefused("the server redirects to what is no URL.");
    const next = new URL(location, url);
    const isWeb = next.protocol === "https:" || (next.protocol === "http:" && url.protocol === "http:");
    if (!isWeb) throw new UpdateRefused(`the server redirects from ${url.protocol} to ${next.protocol}`);
    url = next;
  }
  throw new UpdateRefused(`the server redirects more than ${REDIRECTS_MAX} times.`);
}

/** Undefined where none is said, or where it is of an encoded form that fetch has undone. */
function statedLength({ headers }: Response): number | undefined {
  const length = headers.get("content-length");
  const isPlain = (headers.get("content-encoding") ?? "identity") === "identity";
  return length !== null && isPlain && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

function bodyOf({ body }: Response): ReadableStream<Uint8Array> {
  if (body === null) throw new UpdateRefused("the server sends nothing.");
  return body;
}

/** fetch says no more than that it failed; why is the cause. */
function networkError(error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  const { message, cause } = error;
  const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
  return new UpdateRefused(`${why}.`);
}
