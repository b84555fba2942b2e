// What node's test runner tells inside, as a line of JSON each, for tests-inside.ts to read outside.

/** Of the runner's events, as far as they are read here. */
interface RunnerEvent {
  readonly type: string;
  readonly data: {
    readonly name: string;
    readonly message: string;
    readonly skip?: string | boolean;
    readonly details?: { readonly type?: string; readonly error?: Error };
  };
}

export type Told =
  | { readonly said: string }
  | { readonly name: string; readonly error?: string; readonly skip?: string | boolean };

export default async function* report(events: AsyncIterable<RunnerEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    const told = tell(type, data);
    if (told) yield `${JSON.stringify(told)}\n`;
  }
}

function tell(type: string, { name, message, skip, details }: RunnerEvent["data"]): Told | undefined {
  switch (type) {
    case "test:stdout":
    case "test:stderr":
      return { said: message };
    case "test:fail":
      return { name, error: accountOf(details?.error) };
    case "test:pass":
      // A suite passes with its tests.
      return details?.type === "suite" ? undefined : { name, skip };
  }
}

/** The runner wraps what a test threw. */
function accountOf(error: Error | undefined): string {
  const { stack, message } = (error?.cause as Partial<Error> | undefined) ?? error ?? {};
  return stack ?? message ?? String(error?.cause ?? error);
}
