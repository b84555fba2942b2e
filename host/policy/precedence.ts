/** decide.ts in words, for whoever writes a policy. */
export const PRECEDENCE = `What decides, the first that fits:
  1 an exception by address: the longest prefix; one of IPv4 holds through NAT64 (64:ff9b::/96) too
  2 an address that stays at home: it passes
  3 an exception by host name: the name itself, then the longest *.suffix
  4 an exception by device alone
  5 the country: a section with device, then one with hours, then any; the device's own policy; unknown_country;
    default_action. opinions_differ says what to do where two opinions name two countries
  6 tunnels and new_devices, where they are stricter than 5
Of two exceptions for one target, the one with device decides. What this order does not tell apart is refused.`;
