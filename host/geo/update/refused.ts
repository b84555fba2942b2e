/** Why there is no new table: of the network or of what came from it. The old table stays. */
export class UpdateRefused extends Error {}
