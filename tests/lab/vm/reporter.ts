// What node's test runner tells inside, as a line of JSON each among those that tests write themselves, for
// tests-inside.ts to read outside.

interface RunnerError extends Error {
  readonly failureType?: string;
}

/** Of the runner's events, as far as they are read here. */
interface RunnerEvent {
  readonly type: string;
  readonly data: {
    readonly name: string;
    readonly skip?: string | boolean;
    readonly details?: { readonly type?: string; readonly error?: RunnerError };
  };
}

/** What a line begins with that is no test's own. */
export const MARK = "\u0001";

export interface Told {
  readonly name: string;
  readonly error?: string;
  readonly skip?: string | boolean;
}

export default async function* report(events: AsyncIterable<RunnerEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    const told = tell(type, data);
    if (told) yield `${MARK}${JSON.stringify(told)}\n`;
  }
}

function tell(type: string, { name, skip, details }: RunnerEvent["data"]): Told | undefined {
  switch (type) {
    case "test:fail":
      // A suite fails with its tests, which were told, or by itself.
      if (details?.error?.failureType === "subtestsFailed") return undefined;
      return { name, error: accountOf(details?.error) };
    case "test:pass":
      // A suite passes with its tests; where it is skipped there are none.
      return details?.type === "suite" && !skip ? undefined : { name, skip };
  }
}

/** The runner wraps what a test threw. */
function accountOf(error: RunnerError | undefined): string {
  const { stack, message } = (error?.cause as Partial<Error> | undefined) ?? error ?? {};
  return stack ?? message ?? String(error?.cause ?? error);
}
