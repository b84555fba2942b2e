// The commands that need more than a capture: the network, the configuration, the builder of tables.

export { alertsCommand } from "./alerts.ts";
export { checkCommand } from "./check.ts";
export { configCommand } from "./config.ts";
export { devicesCommand } from "./devices.ts";
export { explainCommand } from "./explain.ts";
export { flowsCommand } from "./flows.ts";
export { geoCommand } from "./geo.ts";
export { nftCommand } from "./nft.ts";
export { runCommand } from "./run.ts";
export { serveReplayed } from "./serve.ts";
export { statusCommand } from "./status.ts";
export { topCommand } from "./top.ts";
