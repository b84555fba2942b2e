import type { Command } from "commander";
import { writeError, writeOut } from "../platform/terminal.ts";
import { printable } from "../text.ts";

/**
 * Gives a command and those below it the program's manners: mistakes are thrown, and said on standard error as
 * all others are, with where to read more.
 */
export function withManners(command: Command, path: string): Command {
  command
    .exitOverride()
    .configureOutput({
      writeOut,
      writeErr: writeError,
      outputError: (text, write) => write(`bordertap: ${usageError(text)}\n`),
    })
    .showHelpAfterError(`See ${path} --help.`);
  for (const below of command.commands) withManners(below, `${path} ${below.name()}`);
  return command;
}

const SUGGESTION = "\n(Did you mean ";

/** What commander says, which quotes the command line; a line feed is commander's only before a suggestion. */
function usageError(text: string): string {
  const mistake = text.replace(/^error: /, "").trimEnd();
  const at = mistake.lastIndexOf(SUGGESTION);
  if (at < 0) return printable(mistake);
  return `${printable(mistake.slice(0, at))}\n${printable(mistake.slice(at + 1))}`;
}
