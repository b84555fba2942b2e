/** The command line, without the runtime and the script. */
export function commandLine(): string[] {
  return process.argv.slice(2);
}

/** Sets the status with which the program will end once its output is written. */
export function setExitStatus(status: 0 | 1 | 2): void {
  process.exitCode = status;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}
