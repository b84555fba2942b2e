/** Octets that are no netlink message, or one whose lengths contradict each other. */
export class NetlinkFormatError extends Error {}
