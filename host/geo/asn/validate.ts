import { CHUNKS } from "../../../assembly/geo/image.ts";
import { againstSections, damageOf, type Format } from "../envelope.ts";
import { systemColumn } from "./column.ts";
import {
  ASN_MAGIC,
  ASN_SIZE_MAX,
  ASN_VERSION,
  CONTENT_START,
  ORGANIZATION_SIZE_MAX,
  SYSTEM_EMBEDDED,
  SYSTEM_EXACT,
  SYSTEM_NONE,
  SYSTEM_SIZE,
} from "./image.ts";
import { isAsnMetadata } from "./metadata.ts";
import { AsnView } from "./view.ts";

export const ASN_FORMAT: Format = {
  kind: "a table of autonomous systems",
  magic: ASN_MAGIC,
  version: ASN_VERSION,
  contentStart: CONTENT_START,
  sizeMax: ASN_SIZE_MAX,
  sections: [
    ["IPv4 root", 4],
    ["IPv4 keys", 2],
    ["IPv4 systems", SYSTEM_SIZE],
    ["IPv6 root", 4],
    ["IPv6 high keys", 4],
    ["IPv6 low keys", 2],
    ["IPv6 systems", SYSTEM_SIZE],
    ["exact first halves", 8],
    ["exact second halves", 8],
    ["exact indices", 4],
    ["exact systems", SYSTEM_SIZE],
    ["AS numbers", 4],
    ["organization offsets", 4],
    ["organizations", 1],
    ["metadata", 1],
  ],
};

/**
 * Why an image must not be loaded, or undefined. One that passes cannot make a lookup trap, loop or read what is
 * no organization, whoever wrote it.
 */
export function reasonAgainst(image: Uint8Array): string | undefined {
  return (
    damageOf(image, ASN_FORMAT) ?? againstSections(image, ASN_FORMAT) ?? againstContent(new AsnView(image))
  );
}

function againstContent(view: AsnView): string | undefined {
  return (
    againstMetadata(view) ??
    againstSystems(view) ??
    againstEdges(view) ??
    againstAnswers("IPv4", view.systems4, view, []) ??
    againstAnswers("IPv6", view.systems6, view, [SYSTEM_EXACT, SYSTEM_EMBEDDED]) ??
    againstAnswers("exact", view.exactSystems, view, [SYSTEM_EMBEDDED])
  );
}

function againstMetadata(view: AsnView): string | undefined {
  try {
    if (isAsnMetadata(JSON.parse(view.metadataText))) return undefined;
  } catch {
    // Neither UTF-8 nor JSON: said below.
  }
  return "its metadata cannot be read.";
}

/** Each system has a number, and a text that starts where one does. */
function againstSystems({ numbers, texts, organizations }: AsnView): string | undefined {
  if (numbers.length !== texts.length || numbers[SYSTEM_NONE] !== 0 || texts[SYSTEM_NONE] !== 0)
    return "its systems do not start with none.";
  if (organizations[0] !== 0 || organizations[organizations.length - 1] !== 0)
    return "its organizations do not start and end with a NUL.";
  for (let at = 1; at < organizations.length; at = organizations.indexOf(0, at) + 1)
    if (organizations.indexOf(0, at) - at > ORGANIZATION_SIZE_MAX)
      return `one of its organizations is longer than ${ORGANIZATION_SIZE_MAX} octets.`;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(organizations);
  } catch {
    return "its organizations are not UTF-8.";
  }
  for (let system = 1; system < numbers.length; system++) {
    const text = texts[system];
    if (numbers[system] === 0) return `its system ${system} has no AS number.`;
    if (text >= organizations.length || (text > 0 && organizations[text - 1] !== 0))
      return `its system ${system} has no organization.`;
  }
  return undefined;
}

function againstEdges(view: AsnView): string | undefined {
  const { roots4, roots6, keyHighs6, keyLows6, exactSystems } = view;
  const { edges4, edges6, exactEdges } = view.columns;
  if (roots4.length !== CHUNKS + 1 || !edges4.isSound()) return "its IPv4 edges do not ascend.";
  if (roots6.length !== CHUNKS + 1 || keyHighs6.length !== keyLows6.length || !edges6.isSound())
    return "its IPv6 edges do not ascend.";
  if (!exactEdges.isSound(exactSystems.length / SYSTEM_SIZE))
    return "its exact prefixes contradict each other.";
  return undefined;
}

function againstAnswers(
  name: string,
  column: Uint8Array,
  { numbers }: AsnView,
  elsewhere: readonly number[],
): string | undefined {
  const systems = systemColumn(column);
  for (let index = 0; index < systems.length; index++) {
    const system = systems.at(index);
    if (system >= numbers.length && !elsewhere.includes(system))
      return `its ${name} edge ${index} names a system that has no number.`;
  }
  return undefined;
}
