import type { Answer, Plugin } from "./plugin.ts";
import { type Script, scriptOf } from "./script.ts";

/** What a page asked the plugin, in order. */
export interface Question {
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly answer: Answer;
}

export interface LoadedPage {
  readonly view: Script;
  /** What its load() settles with. */
  readonly data: Script;
  readonly questions: readonly Question[];
}

interface Declared {
  readonly method: string;
  readonly params?: readonly string[];
}

/** Lets a view load what it shows, with the limits that it has, and renders nothing. */
export async function loadPage(name: string, plugin: Plugin): Promise<LoadedPage> {
  const questions: Question[] = [];
  const rpc = {
    declare:
      ({ method, params = [] }: Declared) =>
      async (...values: unknown[]) => {
        const parameters = Object.fromEntries(params.map((param, at) => [param, values[at]]));
        const answer = await plugin.call(method, parameters);
        questions.push({ method, parameters, answer });
        return answer;
      },
  };
  // The configuration is no document of the daemon's.
  const nothing = { load: async () => {} };
  const given = { rpc, "bordertap.options": nothing, "bordertap.verdict": {} };
  const view = scriptOf(`view.bordertap.${name}`, given);
  return { view, data: await view.load?.(), questions };
}
