import { type Mistake, type Place, placeText } from "./mistake.ts";
import { LATER_SECTIONS, SECTIONS } from "./schema.ts";
import { similarTo } from "./similar.ts";

/** Sections and options that nobody knows; valibot would name the first one alone. */
export function unknownNames(file: unknown): Mistake[] {
  return namesOf(file).flatMap((name) => {
    if (!Object.hasOwn(SECTIONS, name)) return [unknownSection(name)];
    const content = (file as Record<string, unknown>)[name];
    if (!Array.isArray(content)) return unknownOptions(name, content, [name]);
    return content.flatMap((entry, at) => unknownOptions(name, entry, [name, at]));
  });
}

/** Of an object; of anything else none. */
function namesOf(value: unknown): string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function unknownSection(name: string): Mistake {
  const sections = Object.keys(SECTIONS);
  const holder = sections.find((section) => Object.hasOwn(SECTIONS[section].options, name));
  const otherwise = holder ? `It belongs into ${holder}.` : `There are ${sections.join(", ")}.`;
  return unknown([name], "section", LATER_SECTIONS, sections, otherwise);
}

function unknownOptions(section: string, content: unknown, place: Place): Mistake[] {
  const { options, later } = SECTIONS[section];
  const names = Object.keys(options);
  return namesOf(content)
    .filter((name) => !Object.hasOwn(options, name))
    .map((name) => {
      const holder = Object.keys(SECTIONS).find((other) => Object.hasOwn(SECTIONS[other].options, name));
      const otherwise = holder ? `It belongs into ${holder}.` : `There are ${names.join(", ")}.`;
      return unknown([...place, name], "option", later, names, otherwise);
    });
}

function unknown(
  place: Place,
  kind: "section" | "option",
  later: Readonly<Record<string, string>>,
  names: readonly string[],
  otherwise: string,
): Mistake {
  const name = String(place[place.length - 1]);
  const option = placeText(place);
  if (Object.hasOwn(later, name)) {
    const reason = `this ${kind} is not available in this version: it comes with ${later[name]}.`;
    return { option, reason, remedy: "Leave it out." };
  }
  const meant = similarTo(name, names);
  const remedy = meant === undefined ? otherwise : `Did you mean ${meant}?`;
  return { option, reason: `there is no such ${kind}.`, remedy };
}
