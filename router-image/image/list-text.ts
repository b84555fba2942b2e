// `--list`: what images are built for, and what is refused, on 80 columns.

import type { Device } from "./device.ts";
import { DEVICES, REFUSED } from "./devices.ts";

const COLUMNS = 80;
const WIDTHS = { profile: 35, soc: 9, flash: 11, ram: 8 } as const;

const OFFLOAD = { counted: "yes, counted", none: "no" } as const;

export function listText(): string {
  const targets = [...new Set(DEVICES.map(({ target }) => target))];
  return [
    `  ${row("profile", "SoC", "flash", "RAM", "hw offload")}`,
    ...targets.flatMap((target) => {
      const devices = DEVICES.filter((device) => device.target === target);
      return ["", `${target} (${devices[0].architecture})`, ...devices.flatMap(deviceLines)];
    }),
    "",
    ...paragraph("flash is what OpenWrt has of it; - stands where nobody here could look it up.", ""),
    ...paragraph(
      "hw offload: what the hardware does with flows in OpenWrt's own images; router-image/offload.md says what is seen then.",
      "",
    ),
    "",
    "Refused",
    ...REFUSED.flatMap(({ targets, profiles, reason }) => {
      const which = targets.map((target) => target.replace(/\/$/, "")).join(", ");
      const such = which === "" ? profiles.join(", ") : `${which} (${profiles.join(", ")})`;
      return paragraph(`${such}: ${reason}.`, "  ");
    }),
    ...paragraph("Whatever has less than 256 MB of RAM, 128 MB of flash, 64 bits or an FPU.", "  "),
    "",
  ].join("\n");
}

function deviceLines({ profile, model, soc, flash, ram, offload }: Device): string[] {
  const hardware = offload === undefined ? "-" : OFFLOAD[offload];
  return [`  ${row(profile, soc ?? "-", flash, ram ?? "-", hardware)}`, `    ${model}`];
}

function row(profile: string, soc: string, flash: string, ram: string, offload: string): string {
  const { profile: first, soc: second, flash: third, ram: fourth } = WIDTHS;
  return (
    profile.padEnd(first) +
    soc.padEnd(second) +
    flash.padEnd(third) +
    ram.padEnd(fourth) +
    offload
  ).trimEnd();
}

/** Broken between words; lines after the first are indented by two more. */
function paragraph(text: string, indent: string): string[] {
  const lines = [indent];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    const isFirst = last.trim() === "";
    if (isFirst) lines[lines.length - 1] += word;
    else if (last.length + 1 + word.length <= COLUMNS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}  ${word}`);
  }
  return lines;
}
