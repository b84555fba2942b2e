// Which addresses need a token.

import assert from "node:assert/strict";
import test from "node:test";
import { isLoopback, isWildcard } from "../../../host/http/listen.ts";

test("only the machine itself is the loopback", () => {
  for (const listen of ["127.0.0.1", "127.255.0.9", "::1", "localhost"])
    assert.ok(isLoopback(listen), listen);
  for (const listen of ["0.0.0.0", "::", "128.0.0.1", "126.255.255.255", "::2", "1::1", "::ffff:127.0.0.1"])
    assert.ok(!isLoopback(listen), listen);
  for (const listen of ["", "127.0.0.1.", "localhost.evil.example", "router.lan"])
    assert.ok(!isLoopback(listen), listen);
});

test("wildcards", () => {
  for (const listen of ["0.0.0.0", "::", "0::0"]) assert.ok(isWildcard(listen), listen);
  for (const listen of ["0.0.0.1", "::1", "::ffff:0:0", "*"]) assert.ok(!isWildcard(listen), listen);
});
