// The kernel's modules that tests load.

/** TFTP's half for NAT does not come by itself. */
export const HELPERS = ["nf_conntrack_sip", "nf_conntrack_tftp", "nf_nat_tftp"];

/** What this machine's kernel may lack; most of it comes by itself where it is used. */
export const MODULES = [
  ...["nft_queue", "nft_flow_offload", "nft_masq", "nft_ct", "nf_conntrack_ftp", "nf_conntrack_netlink"],
  ...HELPERS,
  ...["8021q", "pppoe", "tun", "sch_netem", "wireguard"],
];
