const ENDING = ["SIGINT", "SIGTERM"] as const;

/** Settles once somebody asks the program to end; the next such signal ends it as the system does. */
export function askedToEnd(): Promise<void> {
  return new Promise((asked) => {
    const end = () => {
      for (const signal of ENDING) process.off(signal, end);
      asked();
    };
    for (const signal of ENDING) process.on(signal, end);
  });
}

/** Runs `reload` on each SIGHUP, one after the other, until the returned function is called. */
export function onReload(reload: () => Promise<void>): () => void {
  let last = Promise.resolve();
  const take = () => {
    last = last.then(reload);
  };
  process.on("SIGHUP", take);
  return () => process.off("SIGHUP", take);
}
