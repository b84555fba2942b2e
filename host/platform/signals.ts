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

/** From now on a SIGHUP that nobody takes is passed over: by default it ends a program, which may only be about to start. */
export function outliveReload(): void {
  process.on("SIGHUP", () => {});
}

/**
 * Runs `reload` on each SIGHUP, one after the other, until the returned function is called. One that has not begun yet is
 * for all that come meanwhile.
 */
export function onReload(reload: () => Promise<void>): () => void {
  let last = Promise.resolve();
  let isAsked = false;
  const take = () => {
    if (isAsked) return;
    isAsked = true;
    last = last.then(() => {
      isAsked = false;
      return reload();
    });
  };
  process.on("SIGHUP", take);
  return () => process.off("SIGHUP", take);
}
