import * as v from "valibot";
import { devicesSchema } from "../http/schema/device.ts";
import { eventSchema } from "../http/schema/event.ts";
import { Screen } from "../platform/screen.ts";
import { askedToEnd } from "../platform/signals.ts";
import { writeOut } from "../platform/terminal.ts";
import { Top, type TopSample } from "../report/top.ts";
import { topText } from "../report/top-text.ts";
import { Client, escaped, parsed } from "./client.ts";
import type { ClientOptions } from "./client-options.ts";
import { outputPaper } from "./paper.ts";

/** The busiest; the others move less. */
const DEVICES_MAX = 200;
/** Counters come once a second. */
const SILENCE_MAX_MS = 10_000;
/** On paper there is no end of a screen. */
const PAPER_LINES = 60;

/** Prints what a second brought, and ends. Throws ENDPOINT_*. */
export async function showOnce(options: ClientOptions): Promise<void> {
  const ended = new AbortController();
  for await (const sample of samples(new Client(options), ended)) {
    writeOut(options.json ? `${JSON.stringify(sample)}\n` : topText(sample, outputPaper(), PAPER_LINES));
    break;
  }
}

/** Redraws until it is asked to end, by a key or a signal. Throws ENDPOINT_*. */
export async function showLive(options: ClientOptions): Promise<void> {
  const client = new Client(options);
  const ended = new AbortController();
  const quit = () => ended.abort();
  askedToEnd().then(quit);
  const screen = new Screen(quit);
  try {
    for await (const sample of samples(client, ended))
      screen.draw(topText(sample, outputPaper(), screen.rows - 1));
  } finally {
    screen.close();
  }
}

/** A sample each time that counters come, until `ended` is aborted or nobody asks for more. */
async function* samples(client: Client, ended: AbortController): AsyncGenerator<TopSample> {
  const top = new Top();
  let isSilent = false;
  const silence = () => {
    isSilent = true;
    ended.abort();
  };
  let timer = setTimeout(silence, SILENCE_MAX_MS);
  try {
    for await (const data of client.events("/api/v1/events", ended.signal)) {
      const { success, output } = v.safeParse(eventSchema, parsed(data));
      if (!success || output.kind !== "counters") continue;
      clearTimeout(timer);
      timer = setTimeout(silence, SILENCE_MAX_MS);
      const { report } = await client.ask(`/api/v1/devices?limit=${DEVICES_MAX}`, devicesSchema);
      const sample = top.sample(escaped(output.counters), report.devices);
      if (sample) yield sample;
    }
    throw client.lost(new Error("it ended the stream"));
  } catch (error) {
    if (isSilent) throw client.lost(new Error(`no counters came for ${SILENCE_MAX_MS / 1000} s`));
    if (!ended.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}
