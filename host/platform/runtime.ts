/** How the runtime was started. */
export interface RuntimeStart {
  readonly path: string;
  /** Of the runtime itself, before the script. */
  readonly options: readonly string[];
  /** The script and what follows. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export function runtimeStart(): RuntimeStart {
  const environment = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return {
    path: process.execPath,
    options: process.execArgv,
    command: process.argv.slice(1),
    environment: Object.fromEntries(environment),
  };
}

/** Its name and version, and the first number of that. */
export function runtimeVersion(): { readonly text: string; readonly major: number } {
  return { text: `Node.js ${process.versions.node}`, major: Number.parseInt(process.versions.node, 10) };
}
