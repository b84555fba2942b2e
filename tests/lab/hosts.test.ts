import test from "node:test";
import { assertKnown } from "../host/helper/known-hosts.ts";
import { ALL_HOSTS } from "./hosts.ts";

test("the built table knows every host of the lab by its country, and both opinions agree", () =>
  assertKnown(ALL_HOSTS));
