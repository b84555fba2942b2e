import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { isClockSynchronized } from "../../../host/ffi/clock.ts";

test("this kernel's, as another program reads it", (context) => {
  const program = "import ctypes; t = (ctypes.c_ubyte * 256)(); r = ctypes.CDLL(None).adjtimex(t); print(r)";
  let result: number;
  try {
    result = Number(execFileSync("python3", ["-c", program], { encoding: "utf8" }));
  } catch {
    return context.skip("needs python3");
  }
  const TIME_ERROR = 5;
  assert.equal(isClockSynchronized(), result < 0 ? undefined : result !== TIME_ERROR);
});
