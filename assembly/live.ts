// What only traffic that is being watched needs: merged segments, what conntrack would count, events of flows and
// devices. Builds that replay captures are without it, down to the instruction.

// @ts-expect-error: the live targets of asconfig.json define it, and so do the specs.
export const IS_LIVE: bool = isDefined(LIVE);
