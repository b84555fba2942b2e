import { similarTo } from "../../host/config/similar.ts";
import type { Device, RefusedKind } from "./device.ts";
import { DEVICES, REFUSED } from "./devices.ts";
import { usage } from "./refusal.ts";

const SIMILAR_MAX = 5;

/** Throws where the profile is refused, with why, or unknown, with those that it may have been meant to be. */
export function findDevice(profile: string): Device {
  const device = DEVICES.find((device) => device.profile === profile);
  if (device) return device;
  const refused = REFUSED.find(({ profiles }) => profiles.includes(profile));
  if (refused) throw usage(`profile ${profile} is refused: ${refused.reason}`);
  const similar = similarProfiles(profile);
  const meant = similar.length === 0 ? "" : `; similar: ${similar.join(", ")}`;
  throw usage(
    `profile ${profile} is not known${meant}; 'npm run image -- --list' shows all, and what is refused`,
  );
}

/** Why routers of a target cannot have it; undefined where nothing is known against it. */
export function refusalOf(target: string): RefusedKind | undefined {
  return REFUSED.find(({ targets }) => targets.some((start) => target.startsWith(start)));
}

/** A slip of the pen first, then those that share a word of the name. */
function similarProfiles(profile: string): string[] {
  const all = [...DEVICES.map(({ profile }) => profile), ...REFUSED.flatMap(({ profiles }) => profiles)];
  const slip = similarTo(profile, all);
  const words = wordsOf(profile);
  const shared = DEVICES.map(({ profile, model }) => {
    const own = [...wordsOf(profile), ...wordsOf(model)];
    return { profile, count: words.filter((word) => own.includes(word)).length };
  })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ profile }) => profile);
  return [...new Set([...(slip === undefined ? [] : [slip]), ...shared])].slice(0, SIMILAR_MAX);
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2);
}
