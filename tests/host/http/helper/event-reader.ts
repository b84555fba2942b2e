export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** A client of server-sent events that reads as fast as it can. */
export interface EventReader {
  readonly next: () => Promise<SentEvent>;
  readonly close: () => Promise<void>;
}

/** Settles once the server listens to what it is to tell. */
export async function readEvents(
  address: string,
  headers: Record<string, string> = {},
): Promise<EventReader> {
  const response = await fetch(`${address}/api/v1/events`, { headers });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const block = async (): Promise<string> => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const found = text.slice(0, end);
        text = text.slice(end + 2);
        return found;
      }
      const { done, value } = await reader.read();
      if (done) throw new Error("the stream ended");
      text += value;
    }
  };
  const greeting = await block();
  if (!greeting.startsWith("retry:")) throw new Error(greeting);
  return {
    next: async () => {
      let lines: string[];
      do lines = (await block()).split("\n");
      while (lines[0].startsWith(":"));
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? "";
      return { id: field("id"), event: field("event"), data: field("data") };
    },
    close: () => reader.cancel(),
  };
}
