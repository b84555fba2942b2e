import assert from "node:assert/strict";
import test from "node:test";
import { ConfigError } from "../../../host/config/config-error.ts";
import { parseConfig } from "../../../host/config/load.ts";
import { ConfigurationState, REMARKS_MAX } from "../../../host/daemon/configuration-state.ts";
import { OperatorError } from "../../../host/errors.ts";
import { SteadyClock } from "../../../host/platform/clock.ts";
import { statusText } from "../../../host/report/status-text.ts";
import { FULL_STATUS } from "../http/helper/scripted.ts";

function errorIn(file: unknown): ConfigError {
  const { mistakes } = parseConfig(new TextEncoder().encode(JSON.stringify(file)));
  assert.ok(mistakes);
  return new ConfigError("/etc/config/bordertap", mistakes);
}

test("what was refused is told with all that is wrong, and no value of it", () => {
  const state = new ConfigurationState(SteadyClock.create());
  assert.deepEqual([state.report.state, state.report.mistakes], ["taken", []]);
  state.refused(errorIn({ geo: { url: "https://me:s3cret@example.org/" }, http: { port: "s3cret" } }));
  const { report } = state;
  assert.equal(report.state, "refused");
  assert.deepEqual(
    report.mistakes.map(({ option, reason }) => [option, reason]),
    [
      ["geo.url", "it holds a user or a password."],
      ["http.port", "it is no whole number."],
    ],
  );
  assert.ok(!JSON.stringify(report).includes("s3cret"));
  assert.match(report.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
  const said = statusText({ ...FULL_STATUS, configuration: report }, [], { columns: 200, color: false });
  assert.match(
    said,
    /UTC was refused: geo\.url: it holds a user or a password\. http\.port: it is no whole number/,
  );

  const warning = { option: "exception[0]", value: '"s3cret"', reason: "it is odd.", remedy: "Leave it." };
  state.taken([warning]);
  const { value, ...told } = warning;
  assert.deepEqual([state.report.state, state.report.mistakes, state.report.warnings], ["taken", [], [told]]);
  const taken = statusText({ ...FULL_STATUS, configuration: state.report }, [], {
    columns: 200,
    color: false,
  });
  assert.ok(!taken.includes("was refused:"));
});

test("of many, the first; what else kept it from being taken", () => {
  const state = new ConfigurationState(SteadyClock.create());
  state.refused(errorIn(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`x${at}`, {}]))));
  assert.deepEqual([state.report.mistakes.length, state.report.notListed], [REMARKS_MAX, 50 - REMARKS_MAX]);
  state.refused(new OperatorError("HTTP_LISTEN", "127.0.0.1:80", "it is taken"));
  assert.deepEqual([state.report.mistakes, state.report.notListed], [[], 0]);
  assert.match(state.report.reason!, /^cannot answer HTTP on 127\.0\.0\.1:80: it is taken\n/);
});
