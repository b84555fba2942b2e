import { printable } from "../../text.ts";

/** Markup that may stand in a page as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Content = Markup | string | number | undefined | false | readonly Content[];

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Markup with contents in it. Whatever is no markup is text from outside: shown escaped, as one printable line. */
export function html(pieces: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(pieces.map((piece, at) => (at === 0 ? "" : markup(contents[at - 1])) + piece).join(""));
}

function markup(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "object") return content.map(markup).join("");
  return printable(String(content)).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
