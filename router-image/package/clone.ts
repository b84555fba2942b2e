import { fileURLToPath } from "node:url";

/** The folder that holds the whole repository. */
export const CLONE = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
export const FEED = `${CLONE}/router-image/feed`;
