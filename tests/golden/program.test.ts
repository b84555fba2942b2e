// The golden frames once more, in one file through the built program: dissect prints what the documents say, and
// replay counts what dissect printed.

import assert from "node:assert/strict";
import test from "node:test";
import type { FrameReport } from "../../host/report/frames.ts";
import { joined } from "../host/helper/octets.ts";
import { PcapngBlocks } from "../host/helper/pcapng-file.ts";
import { runProgram } from "../host/helper/program.ts";
import { temporaryFile } from "../host/helper/reader.ts";
import { type GoldenCase, readGolden } from "./document.ts";

const cases = readGolden();
const COUNTRIES = /"(source|destination)(Other)?Country":("[A-Z]{2}"|null),?/g;

/** A section of each byte order, with an interface for each link type. */
function section(bigEndian: boolean): { content: Uint8Array; frames: GoldenCase[] } {
  const blocks = new PcapngBlocks(!bigEndian);
  const frames = cases.filter((golden) => golden.bigEndian === bigEndian);
  const linkTypes = [...new Set(frames.map(({ linkType }) => linkType))];
  const interfaces = linkTypes.map((linkType) => blocks.interface({ linkType }));
  const packets = frames.map(({ linkType, octets, length }) =>
    blocks.enhanced(octets, { interface: linkTypes.indexOf(linkType), length }),
  );
  return { content: joined(blocks.section(), ...interfaces, ...packets), frames };
}

const sections = [section(false), section(true)];
const path = temporaryFile(joined(...sections.map(({ content }) => content)));
const frames = sections.flatMap((one) => one.frames);

test("dissect prints what the documents say", async () => {
  const { status, stdout } = await runProgram(["dissect", path, "--json"]);
  assert.equal(status, 0);
  const lines = stdout.split("\n").slice(0, -1);
  assert.equal(lines.length, frames.length);
  for (const [k, line] of lines.entries()) {
    const { title, octets, length, expected } = frames[k];
    const { time, ...report } = JSON.parse(line.replace(COUNTRIES, "").replace(",}", "}"));
    assert.equal(time, "2014-05-13T16:53:20.000000000Z");
    assert.deepEqual(report, { frame: k + 1, length, captured: octets.length, ...expected }, title);
  }
});

test("replay counts what dissect printed", async () => {
  const dissected = (await runProgram(["dissect", path, "--json"])).stdout;
  const lines: FrameReport[] = dissected
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  const { capture, countries, devices, flows } = JSON.parse(
    (await runProgram(["replay", path, "--json"])).stdout,
  );
  const counted = lines.filter(({ source }) => source !== undefined);
  const bytes = counted.reduce((sum, { length }) => sum + length, 0);
  const bytesOf = (parts: { bytesUp: number; bytesDown: number }[]) =>
    parts.reduce((sum, { bytesUp, bytesDown }) => sum + bytesUp + bytesDown, 0);
  assert.equal(capture.frames, lines.length);
  assert.equal(bytesOf(countries), bytes, "over countries");
  assert.equal(bytesOf(flows), bytes, "over flows");
  const ofDevices = devices.flatMap((device: { countries: [] }) => device.countries);
  assert.equal(bytesOf(ofDevices), bytes, "over devices");
});
