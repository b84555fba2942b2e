export function answerOf(high: u64, low: u64, isIpv6: bool): u32 { return isIpv6 ? 1 : <u32>(low & 1); }
