// From JSON into UCI and back. UCI_PROGRAM names a real uci to try the same with.

import assert from "node:assert/strict";
import test from "node:test";
import { documentOf } from "../../../host/config/document.ts";
import { parseConfig, readUciConfig } from "../../../host/config/load.ts";
import { SECTIONS } from "../../../host/config/schema.ts";
import { type RunUci, readUci } from "../../../host/config/uci.ts";
import { importIntoUci } from "../../../host/config/uci-import.ts";
import { uciText } from "../../../host/config/uci-text.ts";
import { OperatorError } from "../../../host/errors.ts";
import { Random } from "../helper/random.ts";
import { RandomConfig } from "./helper/random-config.ts";
import { uciProgram } from "./helper/uci-program.ts";

const AROUND = { looksAround: false };
const CONFIGS = process.env.UCI_PROGRAM === undefined ? 400 : 100;
const CHINA = { country: [{ codes: ["CN"], action: "block" }] };

function parse(file: unknown) {
  return parseConfig(new TextEncoder().encode(JSON.stringify(file)), AROUND);
}

function errorOf(run: () => void): OperatorError {
  try {
    run();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** Two runs of uci, of which the one that imports does what `importing` says. */
function importing(run: RunUci, importing: RunUci): RunUci {
  return (args, octetsMax, input) => (args.includes("import") ? importing : run)(args, octetsMax, input);
}

test("any configuration is the same after uci has had it", () => {
  const configs = new RandomConfig(new Random(20260611));
  const set = new Set<string>();
  let tried = 0;
  for (let valid = 0; valid < CONFIGS; tried++) {
    const file = configs.next();
    const written = parse(file);
    if (!written.config) continue;
    valid++;
    const uci = uciProgram();
    const document = documentOf(file);
    importIntoUci(document, uci.run);
    assert.deepEqual(readUciConfig(AROUND, uci.run), written, uci.text);

    const back = documentOf(readUci(2 ** 20, uci.run)!.file);
    const singles = Object.keys(SECTIONS).filter((name) => !SECTIONS[name].several);
    const expected = { ...Object.fromEntries(singles.map((name) => [name, {}])), ...document };
    for (const [name, section] of Object.entries(expected))
      if (Array.isArray(section) && section.length === 0) delete expected[name];
    assert.deepEqual(withoutEmptyLists(back), withoutEmptyLists(expected));
    assert.deepEqual(parse(back), written);
    for (const [name, content] of Object.entries(document))
      for (const section of [content].flat())
        for (const option of Object.keys(section)) set.add(`${name}.${option}`);
  }
  assert.ok(tried < CONFIGS * 20, `${CONFIGS} of ${tried} were valid`);
  const options = Object.entries(SECTIONS).flatMap(([name, { options }]) =>
    Object.keys(options).map((option) => `${name}.${option}`),
  );
  assert.deepEqual([...set].sort(), options.sort());
});

/** UCI has no list without entries. */
function withoutEmptyLists(document: unknown): unknown {
  return JSON.parse(
    JSON.stringify(document, (_, value) => (Array.isArray(value) && value.length === 0 ? undefined : value)),
  );
}

test("what it is told is what it prints", () => {
  const uci = uciProgram();
  const name = 'Mom\'s "TV" \\ ; # $(id)';
  const document = documentOf({
    bordertap: { workers: "2", promiscuous: "on", mark_mask: 0xff0000, interfaces: "br-lan" },
    device: [{ name, macs: ["02:00:00:00:00:02"] }],
  });
  importIntoUci(document, uci.run);
  assert.equal(uci.run(["export", "bordertap"], 4096).output, uciText(document));
  assert.equal(
    uciText(document),
    `package bordertap

config bordertap 'bordertap'
\tlist interfaces 'br-lan'
\toption workers '2'
\toption promiscuous '1'
\toption mark_mask '0x00ff0000'

config device
\tlist macs '02:00:00:00:00:02'
\toption name 'Mom'\\''s "TV" \\ ; # $(id)'

config geo 'geo'

config http 'http'

`,
  );
});

test("a value of several lines stays one value", () => {
  const uci = uciProgram();
  importIntoUci({ device: [{ name: "a'\n\nconfig http\n\toption port '1'\n" }] }, uci.run);
  const { file } = readUci(4096, uci.run)!;
  assert.deepEqual(file.device, [{ name: "a'\n\nconfig http\n\toption port '1'\n" }]);
  assert.deepEqual(file.http, {});
});

test("what was there is gone whole, comments, names and mistakes with it", () => {
  for (const before of ["# mine\nconfig country 'mine'\n\tlist codes 'RU'\n", "nonsense\n", undefined]) {
    const uci = uciProgram();
    if (before !== undefined) uci.text = before;
    importIntoUci(documentOf(CHINA), uci.run);
    assert.deepEqual(readUciConfig(AROUND, uci.run), parse(CHINA));
    assert.doesNotMatch(uci.text!, /mine|nonsense/);
  }
});

test("changes that nobody committed are laid over nothing", () => {
  const uci = uciProgram();
  uci.text = "config http 'http'\n";
  uci.stage();
  const { code, message } = errorOf(() => importIntoUci(documentOf(CHINA), uci.run));
  assert.equal(code, "UCI_CHANGES_STAGED");
  assert.match(message, /: 1 change is not committed.*\n.*uci commit bordertap/);
  assert.equal(uci.text, "config http 'http'\n");
});

test("where uci fails, what was there stays", () => {
  const uci = uciProgram();
  uci.text = "config http 'http'\n";
  const end = { status: 1, output: "", outputNotKept: 0, message: "uci: I/O error", isMissing: false };
  const failing = importing(uci.run, () => end);
  const { code, message } = errorOf(() => importIntoUci(documentOf(CHINA), failing));
  assert.equal(code, "UCI_UNWRITABLE");
  assert.match(message, /: uci: I\/O error; what was there stays\n/);

  const killed = importing(uci.run, () => ({
    ...end,
    status: undefined,
    message: "it was ended by SIGKILL",
  }));
  assert.match(
    errorOf(() => importIntoUci(documentOf(CHINA), killed)).message,
    /SIGKILL; what was there stays/,
  );
});

test("a file that came out short is put back", () => {
  const uci = uciProgram();
  const before = "config http 'http'\n\toption port '1'\n";
  uci.text = before;
  let imports = 0;
  // A full file system, of which uci sees nothing.
  const short = importing(uci.run, (args, octetsMax, input) => {
    if (++imports > 1) return uci.run(args, octetsMax, input);
    uci.text = "config bordertap 'bordertap'\n";
    return { status: 0, output: "", outputNotKept: 0, message: "", isMissing: false };
  });
  const { message } = errorOf(() => importIntoUci(documentOf(CHINA), short));
  assert.match(message, /: what it has afterwards is something else; what was there was put back\n/);
  assert.deepEqual(readUci(4096, uci.run)!.file, { http: { port: "1" } });

  const always = importing(uci.run, () => {
    uci.text = "config bordertap 'bordertap'\n";
    return { status: 0, output: "", outputNotKept: 0, message: "", isMissing: false };
  });
  uci.text = before;
  assert.match(errorOf(() => importIntoUci(documentOf(CHINA), always)).message, /could not be put back\n/);
});

test("what would be too long to be read again is not written", () => {
  const uci = uciProgram();
  const device = Array.from({ length: 2048 }, (_, at) => ({ name: `${at}`.padEnd(253, "'"), macs: [] }));
  const { code, message } = errorOf(() => importIntoUci({ device }, uci.run));
  assert.deepEqual([code, uci.text], ["CONFIG_INVALID", undefined]);
  assert.match(message, /it would have \d{7} octets there/);
});

test("without uci nothing is written", () => {
  const none: RunUci = () => ({ output: "", outputNotKept: 0, message: "ENOENT", isMissing: true });
  const { code, message } = errorOf(() => importIntoUci({}, none));
  assert.deepEqual([code, /there is no program uci/.test(message)], ["UCI_UNWRITABLE", true]);
});
