/** What an HTTP server answered. */
export class HttpAnswer {
  readonly status: number;
  /** By name, lower-case; of those that repeat, the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;

  /** Reads what `curl -i` prints: heads (interim answers have one each), then the body. */
  constructor(text: string) {
    let rest = text;
    let head: string;
    do {
      const end = rest.indexOf("\r\n\r\n");
      if (end < 0) throw new Error(`no HTTP answer: ${text.slice(0, 200)}`);
      head = rest.slice(0, end);
      rest = rest.slice(end + 4);
    } while (/^HTTP\/\S+ 1\d\d/.test(head));
    const [line, ...fields] = head.split("\r\n");
    this.status = Number(line.split(" ")[1]);
    this.headers = new Map(fields.map(fieldOf));
    this.body = rest;
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
  json(): any {
    return JSON.parse(this.body);
  }
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
