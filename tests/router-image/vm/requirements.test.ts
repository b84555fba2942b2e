import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import test from "node:test";
import { missingForRouter } from "../../../router-image/vm/requirements.ts";
import { temporaryPath } from "../../host/helper/temporary-file.ts";

test("what is missing is named, with the packages that have it", () => {
  const folder = temporaryPath();
  mkdirSync(folder, { recursive: true });
  for (const name of ["nft", "sysctl", "logger", "awk", "openssl"]) writeFileSync(`${folder}/${name}`, "");
  assert.equal(
    missingForRouter([folder]),
    "dnsmasq, ip not installed (Debian: apt-get install dnsmasq-base iproute2)",
  );
});
