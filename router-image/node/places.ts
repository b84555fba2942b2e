import { FEED } from "../package/clone.ts";

/** nodejs/unofficial-builds, as the Makefile has it. */
export const PUBLISHER = "https://unofficial-builds.nodejs.org/download/release";
export const PIN_FILE = `${FEED}/bordertap-node/pin.mk`;
