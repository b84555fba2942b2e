/** Characters of one event: an endpoint that sends longer ones is none of ours. */
const EVENT_MAX = 1 << 24;

/** The data of server-sent events (HTML section 9.2.6), as far as they have any; comments are passed over. */
export async function* eventData(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const octets of stream as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(octets, { stream: true });
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end < 0) break;
      const data = dataOf(text.slice(0, end));
      text = text.slice(end + 2);
      if (data !== "") yield data;
    }
    if (text.length > EVENT_MAX) throw new Error(`an event is longer than ${EVENT_MAX} characters`);
  }
}

function dataOf(block: string): string {
  const lines = block.split("\n").filter((line) => line.startsWith("data:"));
  return lines.map((line) => line.slice("data:".length).trimStart()).join("\n");
}
