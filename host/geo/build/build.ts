import { IMAGE_SIZE_MAX } from "../../../assembly/geo/image.ts";
import { OperatorError } from "../../errors.ts";
import { baseName, readWholeFile } from "../../platform/files.ts";
import { sha256 } from "../../platform/hash.ts";
import { CountryCodes } from "../codes.ts";
import { IPV4, IPV6 } from "../family.ts";
import type { Metadata, OpinionMetadata } from "../metadata.ts";
import { emptyOpinion } from "../source/opinion.ts";
import { readOverrides } from "../source/override.ts";
import { readSource } from "../source/source.ts";
import { compileImage } from "./compile.ts";
import { merge } from "./merge.ts";
import { Numbering } from "./numbering.ts";

/** Paths of what a table is made of. */
export interface TableInputs {
  /** CSV or MMDB; several files where a publisher splits its data. */
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly override?: string;
}

/**
 * Builds a table image. The same files give the same octets, wherever and whenever. Throws FILE_UNREADABLE,
 * GEO_SOURCE_INVALID, GEO_OVERRIDE_INVALID, GEO_TABLE_TOO_LARGE.
 */
export function buildImage({ first, second, override }: TableInputs): Uint8Array {
  const codes = new CountryCodes();
  const sources: OpinionMetadata[] = [];
  const firstOpinion = emptyOpinion();
  for (const path of first) sources.push(readSource(path, "first", codes, firstOpinion));
  const secondOpinion = emptyOpinion();
  for (const path of second) sources.push(readSource(path, "second", codes, secondOpinion));
  let overrides = emptyOpinion();
  if (override !== undefined) {
    const content = readWholeFile(override);
    overrides = readOverrides(content, override, codes);
    const ranges = overrides.ipv4.length + overrides.ipv6.length;
    const file = baseName(override);
    sources.push({ opinion: "override", name: file, sha256: sha256(content), file, ranges });
  }

  const [ipv4, ipv6] = (
    [
      [IPV4, "ipv4"],
      [IPV6, "ipv6"],
    ] as const
  ).map(([family, name]) =>
    merge(family, { overrides: overrides[name], first: firstOpinion[name], second: secondOpinion[name] }),
  );
  const inputs = [...first, ...second, ...(override === undefined ? [] : [override])].join(", ");
  const numbering = new Numbering([ipv4, ipv6], codes, inputs);
  const metadata: Metadata = {
    sources,
    counts: { ipv4Ranges: ipv4.length, ipv6Ranges: ipv6.length, countries: numbering.codes.length - 2 },
  };
  const image = compileImage(ipv4, ipv6, numbering, metadata);
  if (image.length > IMAGE_SIZE_MAX) {
    const why = `it would have ${image.length} octets, and ${IMAGE_SIZE_MAX} fit the classifier.`;
    throw new OperatorError("GEO_TABLE_TOO_LARGE", `a table of ${inputs}`, why);
  }
  return image;
}
