// Functions of the system's libraries: those that older ones have elsewhere, and those that there are not.

import assert from "node:assert/strict";
import test from "node:test";
import { OperatorError } from "../../../host/errors.ts";
import { functionIn, koffi, libc } from "../../../host/ffi/koffi.ts";

const isGlibc = "glibcVersionRuntime" in (process.report.getReport() as { header: object }).header;
const skip = isGlibc ? false : "another C library has all in one";

test("what the first library lacks is looked for in the others", { skip }, () => {
  const library = koffi().load("libc.so.6");
  assert.throws(() => library.func("double cos(double x)"));
  const cos = functionIn<(x: number) => number>("double cos(double x)", library, [
    "libnone.so.0",
    "libm.so.6",
  ]);
  assert.equal(cos(0), 1);
});

test("what there is not is named, with what to do", { skip }, () => {
  const { code, message } = errorOf(() => libc("int no_such_function(int x)"));
  assert.equal(code, "ADDON_UNAVAILABLE");
  assert.match(message, /^cannot load int no_such_function\(int x\): .*; nor has librt\.so\.1\n/);
});

function errorOf(run: () => void): OperatorError {
  try {
    run();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
