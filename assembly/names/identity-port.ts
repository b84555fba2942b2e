// Where devices say who they are: well-known ports, of either end.

export const PORT_DHCP_SERVER: u32 = 67;
export const PORT_DHCP_CLIENT: u32 = 68;
export const PORT_NBNS: u32 = 137;
export const PORT_DHCPV6_CLIENT: u32 = 546;
export const PORT_DHCPV6_SERVER: u32 = 547;
export const PORT_SSDP: u32 = 1900;
export const PORT_MDNS: u16 = 5353;

/** Whether what goes there, or comes from there, may say who a device is. */
export function isIdentityPort(port: u32): bool {
  if (port == PORT_NBNS || port == PORT_SSDP) return true;
  return isDhcp(port);
}

/** Of either version: their claims are of one source. */
export function isDhcp(port: u32): bool {
  return isDhcpv4(port) || port == PORT_DHCPV6_SERVER || port == PORT_DHCPV6_CLIENT;
}

export function isDhcpv4(port: u32): bool {
  return port == PORT_DHCP_SERVER || port == PORT_DHCP_CLIENT;
}
