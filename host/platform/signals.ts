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
