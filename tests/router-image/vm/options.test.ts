import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import test from "node:test";
import { readOptions } from "../../../router-image/vm/options.ts";
import { freePort } from "../../../router-image/vm/port.ts";

test("without options: any port, and neither a shell nor a check", () =>
  assert.deepEqual(readOptions([]), { port: undefined, shell: false, check: false, help: false }));

test("a port, a shell", () =>
  assert.deepEqual(readOptions(["--shell", "--port", "65535"]), {
    port: 65_535,
    shell: true,
    check: false,
    help: false,
  }));

for (const text of ["0", "65536", "80x", "-1", "", "1e3"])
  test(`a port that is none: "${text}"`, () =>
    assert.throws(() => readOptions([`--port=${text}`]), {
      name: "TypeError",
      message: `--port ${text}: it is no number from 1 to 65535`,
    }));

test("a shell and a check are not had together; what nobody knows is refused", () => {
  assert.throws(() => readOptions(["--shell", "--check"]), /one of them/);
  assert.throws(() => readOptions(["--nonsense"]), { name: "TypeError", message: /--nonsense/ });
  assert.throws(() => readOptions(["--check", "more"]), { name: "TypeError", message: /more/ });
});

test("a port that was asked for and is taken is named; one that was not is another one", async () => {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  await assert.rejects(freePort(port), {
    message: `--port ${port}: 127.0.0.1:${port} cannot be had (EADDRINUSE): name another one, or none`,
  });
  const other = await freePort();
  assert.ok(other > 0 && other !== port);
  server.close();
  await once(server, "close");
  assert.equal(await freePort(port), port);
});
