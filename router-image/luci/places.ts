import { fileURLToPath } from "node:url";

export const PACKAGE = fileURLToPath(new URL("../feed/luci-app-bordertap", import.meta.url));
const RESOURCES = `${PACKAGE}/htdocs/luci-static/resources`;

/** What is made here and committed, because whoever builds the package in OpenWrt's SDK has no Node. */
export const MANUAL = `${RESOURCES}/bordertap/manual.js`;
export const HOST = `${RESOURCES}/bordertap/host.js`;
export const TEMPLATE = `${PACKAGE}/po/templates/bordertap.pot`;
