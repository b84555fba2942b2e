// IANA Assigned Internet Protocol Numbers, those that are looked into or passed over.

export const PROTOCOL_HOP_BY_HOP: u32 = 0;
export const PROTOCOL_ICMP: u32 = 1;
export const PROTOCOL_TCP: u32 = 6;
export const PROTOCOL_UDP: u32 = 17;
export const PROTOCOL_DCCP: u32 = 33;
export const PROTOCOL_ROUTING: u32 = 43;
export const PROTOCOL_FRAGMENT: u32 = 44;
export const PROTOCOL_AH: u32 = 51;
export const PROTOCOL_ICMPV6: u32 = 58;
export const PROTOCOL_DESTINATION_OPTIONS: u32 = 60;
export const PROTOCOL_SCTP: u32 = 132;
export const PROTOCOL_MOBILITY: u32 = 135;
export const PROTOCOL_UDP_LITE: u32 = 136;
export const PROTOCOL_HIP: u32 = 139;
export const PROTOCOL_SHIM6: u32 = 140;
