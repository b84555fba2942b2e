import { network } from "./network.ts";

/** A switch's ports stand on the processor's; the WAN is one of them. */
export const DSA = network(`
  link eth0
  link lan1 dsa on eth0 in br-lan
  link lan2 dsa on eth0 in br-lan
  link wan dsa on eth0
  link br-lan bridge
  link phy0-ap0 in br-lan
  link br-guest bridge
  link phy0-ap1 in br-guest
  address 192.168.1.1/24 br-lan
  address fd00:2014::1/60 br-lan
  address fe80::1/64 br-lan
  address 192.168.3.1/24 br-guest
  address fe80::2/64 br-guest
  address fe80::3/64 wan
  address 203.0.113.2/24 wan
  route 0.0.0.0/0 via wan
  route ::/0 via wan
  route 203.0.113.0/24 wan
  route 192.168.1.0/24 br-lan
  route 192.168.3.0/24 br-guest
  route fe80::/64 br-lan
  route fe80::/64 br-guest
`);

/** The WAN is a bridge as well, and PPPoE runs over it: then it has no address but its link-local one. */
export const WAN_BRIDGE = network(`
  link eth0 in br-lan
  link eth1 in br-wan
  link br-lan bridge
  link br-wan bridge
  link pppoe-wan ppp
  address 192.168.1.1/24 br-lan
  address fe80::1/64 br-wan
  address 198.51.100.7/32 pppoe-wan
  route 0.0.0.0/0 pppoe-wan
`);

/** One bridge that filters VLANs, the WAN among them. */
export const ONE_BRIDGE = network(`
  link eth0 in switch
  link switch bridge
  link switch.1 vlan on switch
  link switch.2 vlan on switch
  link switch.10 vlan on switch
  address 192.168.1.1/24 switch.1
  address 203.0.113.2/24 switch.2
  address 192.168.10.1/24 switch.10
  route 0.0.0.0/0 via switch.2
`);

/** A bridge with an address, and VLANs on it: one a network of its own, one a port of a second bridge. */
export const STACKED = network(`
  link eth0 in br-lan
  link wan
  link br-lan bridge
  link br-lan.10 vlan on br-lan
  link br-lan.20 vlan on br-lan in br-iot
  link br-iot bridge
  address 192.168.1.1/24 br-lan
  address 192.168.10.1/24 br-lan.10
  address 192.168.20.1/24 br-iot
  address 203.0.113.2/24 wan
  route 0.0.0.0/0 via wan
`);

/** A switch without a driver: its VLANs stand on the processor's port. */
export const SWCONFIG = network(`
  link eth0
  link eth0.1 vlan on eth0 in br-lan
  link eth0.2 vlan on eth0
  link br-lan bridge
  address 192.168.1.1/24 br-lan
  address 203.0.113.2/24 eth0.2
  route 0.0.0.0/0 via eth0.2
`);

/** A bridge that only passes on, and whose way out is itself. */
export const ACCESS_POINT = network(`
  link eth0 in br-lan
  link phy0-ap0 in br-lan
  link br-lan bridge
  address 192.168.1.2/24 br-lan
  route 0.0.0.0/0 via br-lan
  route 192.168.1.0/24 br-lan
`);

export const DESKTOP = network(`
  link enp3s0
  link docker0 bridge
  link veth1 veth in docker0
  link br-empty bridge
  address 192.168.1.7/24 enp3s0
  address 172.17.0.1/16 docker0
  address fe80::7/64 br-empty
  address 169.254.3.4/16 br-empty
  route 0.0.0.0/0 via enp3s0
  route 192.168.1.0/24 enp3s0
  route 172.17.0.0/16 docker0
`);
