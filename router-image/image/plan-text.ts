// `--dry-run`: every step of a plan, with all its arguments, for a person to read or to do by hand.

import { filesBelow } from "./overlay.ts";
import type { Command, Download, Plan } from "./plan.ts";

/** `lacking` is what stands in the way, a line each. */
export function planText(plan: Plan, lacking: readonly string[]): string {
  const { device, release, node, download, builder, own, packageFolders, overlay, make, output } = plan;
  const steps: readonly (readonly [title: string, ...lines: readonly string[]])[] = [
    ["see that this machine has the programs and the room", plan.work],
    ...(download ? downloadSteps(download, builder) : []),
    ["see that the folder is of this target, release and kernel, and has the profile", builder],
    ...(plan.package ? [["build the packages", commandText(plan.package)] as const] : []),
    [
      `put packages into ${builder}/packages, and take earlier ones of ours away`,
      ...own.map(({ name, file }) => file ?? `${name}, once a Node.js is pinned`),
      `of ${packageFolders.join(" and ")}`,
    ],
    ["write what is laid over the packages' files", ...overlayLines(plan), `into ${overlay.folder}`],
    [
      "build the image: packages without scripts, those files, every postinst, enable all, image",
      commandText(make),
    ],
    ["see that an image came out with these packages, and write SHA-256 of all", `${output}/sha256sums`],
  ];
  return [
    `image for ${device.model}, OpenWrt ${release.name}`,
    `profile ${device.profile}, target ${device.target}, packages ${device.architecture} (.${release.format}), Node.js of ${node}`,
    ...steps.flatMap(([title, ...lines], at) => [
      "",
      `${at + 1}. ${title}`,
      ...lines.map((line) => `   ${line}`),
    ]),
    ...(lacking.length === 0
      ? []
      : ["", "lacking: as it is, none of this would be done", ...lacking.map((line) => `   ${line}`)]),
    "",
  ].join("\n");
}

function downloadSteps({ url, sha256, archive, unpack, unpacked }: Download, builder: string) {
  return [
    ["download, unless it is there", url, `SHA-256 ${sha256 ?? "none is pinned"}`, `to ${archive}`],
    ["unpack, unless that was done", commandText(unpack), `then ${unpacked} becomes ${builder}`],
  ] as const;
}

function overlayLines({ overlay: { made, files } }: Plan): string[] {
  const own = files === undefined ? [] : [`of ${files}:`, ...filesBelow(files)];
  const lines = [...made.map(({ path, content }) => `${path}: ${content.trim()}`), ...own];
  return lines.length === 0 ? ["none: configuration comes with the packages"] : lines;
}

export function commandText({ argv, pathEnd }: Command): string {
  const line = argv.map(quoted).join(" ");
  return pathEnd === undefined ? line : `PATH="$PATH":${quoted(pathEnd)} ${line}`;
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
