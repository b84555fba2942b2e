// THE contract between the data plane (assembly/) and the control plane (host/): record layouts, codes, limits.
// Both sides compile this file; it imports nothing. A change of any layout or code raises ABI_VERSION.
//
// All integers are little-endian, as WebAssembly stores them. Addresses are two u64 in host order, high half
// first; an IPv4 address is held v4-mapped: high 0, low 0x0000ffff_aabbccdd. MACs are u64 with the first octet
// in bits 47-40.

export const ABI_VERSION: u32 = 8;

// -- Codes --------------------------------------------------------------------------------------------------

/** What became of a frame; a closed list, in the order of OUTCOME_NAMES. */
export const OUTCOME_OK: u32 = 0;
/** Read, and it carries no IP: ARP, LLC, PPPoE discovery, ... */
export const OUTCOME_NOT_IP: u32 = 1;
/** A header ends beyond the captured bytes. */
export const OUTCOME_TRUNCATED: u32 = 2;
/** A header contradicts itself or the record that carries it. */
export const OUTCOME_MALFORMED: u32 = 3;
/** More tags or extension headers than TAGS_MAX or EXTENSIONS_MAX. */
export const OUTCOME_TOO_DEEP: u32 = 4;
/** The interface's link type is not one that wire/link.ts reads. */
export const OUTCOME_UNSUPPORTED_LINK_TYPE: u32 = 5;
export const OUTCOMES: u32 = 6;

/** Country numbers 0 and 1; the table image names the others (2-255). */
export const COUNTRY_NULL: u32 = 0;
export const COUNTRY_UNKNOWN: u32 = 1;
export const COUNTRIES_MAX: u32 = 256;

/** netfilter's words, in the two lowest bits of a verdict. Without a policy every flow is accepted. */
export const VERDICT_ACCEPT: u32 = 0;
export const VERDICT_DROP: u32 = 1;
export const VERDICT_REJECT: u32 = 2;
export const VERDICT_MASK: u32 = 3;
/** Beside them: the host wants to hear of the flow. */
export const VERDICT_ALERT: u32 = 4;
/** Of two verdicts, the greater one under this mask is the stricter one. */
export const VERDICT_STRICTNESS: u32 = 7;
/** A name may change it: in a policy, some name's verdict is another; in a flow, none is known yet. */
export const VERDICT_NAME: u32 = 8;
/** In a flow: the policy of its time is not there yet (`policyDue`). */
export const VERDICT_DEFERRED: u32 = 16;
/** In a flow: it is a tunnel (policy/tunnel.ts). */
export const VERDICT_TUNNEL: u32 = 32;
/** In a flow: it has sent what is held until its name is known. */
export const VERDICT_HELD: u32 = 64;
/** Of an open flow that is asked about: rules for its device may change it, and nobody knows whose it is. */
export const VERDICT_DEVICE: u32 = 128;
/** In a policy: it says nothing. */
export const VERDICT_NONE: u32 = 255;

// -- Link types (LINKTYPE_* of the pcap registry) -----------------------------------------------------------

export const LINKTYPE_NULL: u32 = 0;
export const LINKTYPE_ETHERNET: u32 = 1;
export const LINKTYPE_PPP: u32 = 9;
export const LINKTYPE_DLT_RAW: u32 = 12; // DLT_RAW of most systems, found in files as written
export const LINKTYPE_DLT_RAW_OPENBSD: u32 = 14;
export const LINKTYPE_PPP_HDLC: u32 = 50;
export const LINKTYPE_RAW: u32 = 101;
export const LINKTYPE_C_HDLC: u32 = 104;
export const LINKTYPE_LOOP: u32 = 108;
export const LINKTYPE_LINUX_SLL: u32 = 113;
export const LINKTYPE_IPV4: u32 = 228;
export const LINKTYPE_IPV6: u32 = 229;
export const LINKTYPE_NFLOG: u32 = 239;
export const LINKTYPE_LINUX_SLL2: u32 = 276;

// -- Limits -------------------------------------------------------------------------------------------------

/** 802.1Q and 802.1ad tags, and MPLS labels, that are walked. Real stacks have 1-3; more is an attack or a loop. */
export const TAGS_MAX: u32 = 16;
/** IPv6 extension headers that are walked. RFC 8200 section 4.1 foresees at most 8 in a sensible packet. */
export const EXTENSIONS_MAX: u32 = 32;
/** Longest captured record, libpcap's MAXIMUM_SNAPLEN. */
export const CAPTURED_MAX: u32 = 262144;
/** Octets of the batch area; a whole multiple of CAPTURED_MAX, so that the longest record always fits. */
export const BATCH_SIZE: u32 = 1048576;
/** Prefixes that --local and, later, the interfaces may name. */
export const LOCAL_PREFIXES_MAX: u32 = 64;
/** Frames that one dissecting call describes. */
export const FRAMES_MAX: u32 = 1024;
/** Frames that are counted side by side; measured best of 16, 32 and 64. */
export const VECTOR_SIZE: u32 = 32;
/** Octets of events between two drains; a batch stops early when the ring is nearly full. */
export const EVENTS_SIZE: u32 = 1048576;
/** Longest datagram that leaves the classifier whole: no link that a home has carries more at once. */
export const DATAGRAM_MAX: u32 = 2048;
/** Groups of devices that a policy tells apart; group 0 are those that it does not name. */
export const POLICY_GROUPS_MAX: u32 = 16;
/** Addresses and host names of all exceptions. */
export const POLICY_EXCEPTIONS_MAX: u32 = 1000;
/** Devices that a policy names. */
export const POLICY_DEVICES_MAX: u32 = 4096;
/** Longest text of a host name (RFC 1035 section 2.3.4, without the root's dot). */
export const HOST_NAME_MAX: u32 = 253;

// -- Batch record: what the host writes where a source is not a plain pcap file -----------------------------
//
//  0                   8            12          16        18      20        24
//  | time, ns  (u64)   | length u32 | captured  | linktype| flags | reserved| captured octets, padded to 8 ...

export const RECORD_TIME: u32 = 0;
export const RECORD_LENGTH: u32 = 8;
export const RECORD_CAPTURED: u32 = 12;
export const RECORD_LINK_TYPE: u32 = 16;
export const RECORD_FLAGS: u32 = 18;
export const RECORD_HEADER_SIZE: u32 = 24;

/** The record has no time. */
export const RECORD_TIMELESS: u32 = 1;
/** Fields that a link layer keeps in the capturing host's byte order are big-endian. */
export const RECORD_BIG_ENDIAN: u32 = 2;

// -- pcap record header (draft-ietf-opsawg-pcap section 5): four u32 in the byte order of the file ----------

export const PCAP_SECONDS: u32 = 0;
export const PCAP_FRACTION: u32 = 4;
export const PCAP_CAPTURED: u32 = 8;
export const PCAP_LENGTH: u32 = 12;
export const PCAP_HEADER_SIZE: u32 = 16;

/** Why a walker stopped. */
export const WALK_NEEDS_MORE: u32 = 0; // the rest is no whole record
export const WALK_FULL: u32 = 1; // the event ring, the frame area, or a policy is due: see to it and call again
export const WALK_RECORD_TOO_LONG: u32 = 2; // captured > CAPTURED_MAX: no record, but damage
export const WALK_OUT_OF_BLOCK: u32 = 3; // a packet of a ring leads out of its block: a bug, for a kernel wrote it

/** Flags of a pcap batch. BIG_ENDIAN: of the file's fields. */
export const PCAP_BIG_ENDIAN: u32 = 1;
export const PCAP_NANOSECONDS: u32 = 2;

// -- TPACKET_V3 block (linux/if_packet.h): what the ring of an AF_PACKET socket holds ---------------------------
//
//  block    0 version u32   4 offset_to_priv u32   8 block_status u32  12 num_pkts u32  16 offset_to_first_pkt u32
//          20 blk_len u32  24 seq_num u64  32 ts_first u32 x 2  40 ts_last u32 x 2
//  packet   0 next_offset u32 (0: last)   4 sec u32  8 nsec u32  12 snaplen u32  16 len u32  20 status u32
//          24 mac u16 (where the frame starts)  26 net u16  28 rxhash u32  32 vlan_tci u32  36 vlan_tpid u16
//          With PACKET_VNET_HDR a virtio_net_hdr of 10 octets ends where the frame starts:
//           0 flags u8  1 gso_type u8  2 hdr_len u16  4 gso_size u16  6 csum_start u16  8 csum_offset u16

export const BLOCK_STATUS: u32 = 8;
export const BLOCK_NUM_PKTS: u32 = 12;
export const BLOCK_OFFSET_TO_FIRST_PKT: u32 = 16;
export const BLOCK_LEN: u32 = 20;

/** Flags of a block walk: a virtio_net_hdr stands before each frame. */
export const TPACKET_VNET_HDR: u32 = 1;

// -- Queue: packets that the kernel keeps until they are answered (linux/netfilter/nfnetlink_queue.h) --------------
//
// The batch area from 0 on is slots of QUEUE_SLOT_SIZE octets, a netlink message in each; behind them, from
// QUEUE_AREA_SIZE on, batch records of what DNS said meanwhile.
//
//  message  0 length u32   4 type u16   6 flags u16   8 sequence u32  12 port u32
//          16 family u8   17 version u8   18 queue u16 (network byte order)   20 attributes, each padded to 4
//  attribute 0 length u16 (with these four octets)   2 type u16   4 payload (network byte order)
//
// The answer to a packet, at `queueAnswers` one after the other:
//
//           0 length u32   4 type u16 (verdict)   6 flags u16   8 sequence u32  12 port u32
//          16 family u8   17 version u8   18 queue u16  20 NFQA_VERDICT_HDR: verdict u32, packet u32
//          32 NFQA_MARK: mark u32                                                                          40 end

export const QUEUE_SLOT_SIZE: u32 = 16384;
export const QUEUE_SLOTS: u32 = 48;
export const QUEUE_AREA_SIZE: u32 = 786432;
export const QUEUE_ANSWER_SIZE: u32 = 40;
/** Packets that are not answered yet, because the rest of a name is still to come. */
export const QUEUE_HELD_MAX: u32 = 256;

/** How long the rest of a name is waited for: a segment that is lost comes again after 200 ms (RFC 6298 asks for 1 s). */
export const QUEUE_HELD_MS: u32 = 500;

/** What is decided of a packet; the counters at `judged`, u64 each, are in this order. */
export const DECISION_NONE: u32 = 0; // nothing: the rules do what they do while nobody judges
export const DECISION_ACCEPT: u32 = 1; // its flow too
export const DECISION_WAIT: u32 = 2; // it passes; its flow may still say a name
export const DECISION_BLOCK: u32 = 3; // its flow too
export const DECISION_BLOCK_ADDRESS: u32 = 4; // whatever goes between its two addresses
export const DECISION_HOLD: u32 = 5; // answered when the rest of a name has come, or does not come
/** Behind the decisions: flows that were to say a name and said none, ... */
export const JUDGED_NAMELESS: u32 = 48;
/** ... packets for which there was no room to hold them, ... */
export const JUDGED_NOT_HELD: u32 = 56;
/** ... messages that cannot be read, and what the kernel says of answers: that the packet is gone. */
export const JUDGED_UNREADABLE: u32 = 64;
export const JUDGED_ERRORS: u32 = 72;
export const JUDGED_SIZE: u32 = 80;

// -- Frame: what one frame says, written by the parser ------------------------------------------------------
//
//   0 time, ns               u64     8 length u32       12 captured u32
//  16 source high            u64    24 source low                    u64
//  32 destination high       u64    40 destination low               u64
//  48 ether u64 (MAC beside an unspecified address, else 0)
//  56 octets u32 (where the captured octets begin)           60 transport u32 (where its header begins; 0: not read)
//  64 present u32            68 hash u32
//  72 outcome u8   73 protocol u8   74 tcpFlags u8   75 vlanCount u8   76 isUp u8   77 hasMore u8   78 fragmentOffset u16
//  80 sourcePort u16         82 destinationPort u16          84 end u32 (of what transport may read)
//  88 sourceAnswer u16       90 destinationAnswer u16      (country | other country << 8)
//  92 packets u16 (on the wire)      94 ip u16 (where its header begins, from octets)       both of live builds alone
//  96 vlan u16 x TAGS_MAX                                                                                  128 end

export const FRAME_TIME: u32 = 0;
export const FRAME_LENGTH: u32 = 8;
export const FRAME_CAPTURED: u32 = 12;
export const FRAME_SOURCE: u32 = 16;
export const FRAME_DESTINATION: u32 = 32;
export const FRAME_ETHER: u32 = 48;
export const FRAME_OCTETS: u32 = 56;
export const FRAME_TRANSPORT: u32 = 60;
export const FRAME_PRESENT: u32 = 64;
export const FRAME_OUTCOME: u32 = 72;
export const FRAME_PROTOCOL: u32 = 73;
export const FRAME_VLAN_COUNT: u32 = 75;
export const FRAME_FRAGMENT_OFFSET: u32 = 78;
export const FRAME_SOURCE_PORT: u32 = 80;
export const FRAME_DESTINATION_PORT: u32 = 82;
export const FRAME_END: u32 = 84;
export const FRAME_SOURCE_ANSWER: u32 = 88;
export const FRAME_DESTINATION_ANSWER: u32 = 90;
export const FRAME_PACKETS: u32 = 92;
export const FRAME_IP: u32 = 94;
export const FRAME_VLAN: u32 = 96;
export const FRAME_SIZE: u32 = 128;

/** Bits of `present`: which fields of a frame hold something. */
export const HAS_TIME: u32 = 1;
export const HAS_ETHER_SOURCE: u32 = 2;
export const HAS_ETHER_DESTINATION: u32 = 4;
export const HAS_SOURCE: u32 = 8;
export const HAS_DESTINATION: u32 = 16;
export const HAS_PROTOCOL: u32 = 32;
export const HAS_PORTS: u32 = 64;
export const HAS_FRAGMENT: u32 = 128;
/** Set with HAS_SOURCE when the addresses are IPv6. */
export const IS_IPV6: u32 = 256;
/** What frames of one flow have in common: HAS_DESTINATION, HAS_PROTOCOL, HAS_PORTS, IS_IPV6. */
export const IDENTITY_MASK: u32 = 368;

// -- Flow: 128 octets, two cache lines: identity, then counters ----------------------------------------------
//
//   0 local high u64          8 local low u64         16 remote high u64       24 remote low u64
//  32 localPort u16  34 remotePort u16  36 protocol u16  38 identity u16 (IDENTITY_MASK of its frames' present)
//  40 ether u64 (MAC beside an unspecified address, else 0)
//  48 device u32     52 cell u32     56 hash u32     60 answer u16 (country | other country << 8)  62 verdict u16
//  64 packetsUp u64  72 packetsDown u64  80 bytesUp u64  88 bytesDown u64
//  96 first, ns u64  104 last, ns u64 (first > last: no frame had a time)
// 112 name u32 (what the flow itself said; 0: nothing)     116 dnsName u32 (what its device had asked for; 0: nothing)
// 120 sequence u32 (TCP: next octet of the client)   124 naming u8 (names/naming.ts)   125 nameSource u8 (NAME_*)
// 126 stream u16 (names/stream.ts; 0: none)                                                              128 end

export const FLOW_LOCAL: u32 = 0;
export const FLOW_REMOTE: u32 = 16;
export const FLOW_LOCAL_PORT: u32 = 32;
export const FLOW_REMOTE_PORT: u32 = 34;
export const FLOW_PROTOCOL: u32 = 36;
export const FLOW_IDENTITY: u32 = 38;
export const FLOW_ETHER: u32 = 40;
export const FLOW_DEVICE: u32 = 48;
export const FLOW_CELL: u32 = 52;
export const FLOW_HASH: u32 = 56;
export const FLOW_ANSWER: u32 = 60;
export const FLOW_VERDICT: u32 = 62;
export const FLOW_PACKETS_UP: u32 = 64;
export const FLOW_PACKETS_DOWN: u32 = 72;
export const FLOW_BYTES_UP: u32 = 80;
export const FLOW_BYTES_DOWN: u32 = 88;
export const FLOW_FIRST: u32 = 96;
export const FLOW_LAST: u32 = 104;
export const FLOW_NAME: u32 = 112;
export const FLOW_DNS_NAME: u32 = 116;
export const FLOW_SEQUENCE: u32 = 120;
export const FLOW_NAMING: u32 = 124;
export const FLOW_NAME_SOURCE: u32 = 125;
export const FLOW_STREAM: u32 = 126;
export const FLOW_SIZE: u32 = 128;

/** Who said a flow's name. */
export const NAME_SOURCE_SNI: u32 = 1;
export const NAME_SOURCE_QUIC: u32 = 2;
export const NAME_SOURCE_HTTP: u32 = 3;
/** Beside the source: an encrypted ClientHello. The name is the outer one, of whoever holds the key. */
export const NAME_IS_ECH: u32 = 0x80;
/** In an event: the flow has another name already, or found no room for this one. */
export const NAME_IS_FURTHER: u32 = 0x40;
export const NAME_SOURCE_MASK: u32 = 0x3f;

// -- Totals: every frame that a walker met ---------------------------------------------------------------------
//
//   0 frames u64      8 bytes u64 (lengths on the wire)   16 first, ns u64   24 last, ns u64 (first > last: none)
//  32 outcomes u64 x OUTCOMES

export const TOTALS_FRAMES: u32 = 0;
export const TOTALS_BYTES: u32 = 8;
export const TOTALS_FIRST: u32 = 16;
export const TOTALS_LAST: u32 = 24;
export const TOTALS_OUTCOMES: u32 = 32;
export const TOTALS_SIZE: u32 = 80;

// -- Coverage: IP octets (headers included, merged segments as the one packet that conntrack counts) of flows whose
// remote end has a country; only builds that watch live traffic count them ------------------------------------
//
//   0 ipBytesUp u64      8 ipBytesDown u64

export const COVERAGE_IP_BYTES_UP: u32 = 0;
export const COVERAGE_IP_BYTES_DOWN: u32 = 8;
export const COVERAGE_SIZE: u32 = 16;

// -- Local prefix --------------------------------------------------------------------------------------------
//
//   0 high u64    8 low u64    16 mask high u64    24 mask low u64    32 isIpv6 u32          (IPv4 is v4-mapped)

export const LOCAL_PREFIX_HIGH: u32 = 0;
export const LOCAL_PREFIX_LOW: u32 = 8;
export const LOCAL_PREFIX_MASK_HIGH: u32 = 16;
export const LOCAL_PREFIX_MASK_LOW: u32 = 24;
export const LOCAL_PREFIX_IS_IPV6: u32 = 32;
export const LOCAL_PREFIX_SIZE: u32 = 40;

// -- Device: known by MAC, or by address where the link layer has none ---------------------------------------
//
//   0 identifier high u64     8 identifier low u64     16 kind u32     20 flows u32 (opened so far)

export const DEVICE_IDENTIFIER: u32 = 0;
export const DEVICE_KIND: u32 = 16;
export const DEVICE_FLOWS: u32 = 20;
export const DEVICE_SIZE: u32 = 24;

/** Device 0 takes what the table has no room for. */
export const DEVICE_OTHER: u32 = 0;
export const DEVICE_KIND_OTHER: u32 = 0;
export const DEVICE_KIND_ETHER: u32 = 1;
export const DEVICE_KIND_IPV4: u32 = 2;
export const DEVICE_KIND_IPV6: u32 = 3;

// -- Cell: the counters of one device towards one country ----------------------------------------------------
//
//   0 device u32  4 country u8  5 reserved  8 flows u64  16 packetsUp  24 packetsDown  32 bytesUp  40 bytesDown

export const CELL_DEVICE: u32 = 0;
export const CELL_COUNTRY: u32 = 4;
export const CELL_FLOWS: u32 = 8;
export const CELL_PACKETS_UP: u32 = 16;
export const CELL_PACKETS_DOWN: u32 = 24;
export const CELL_BYTES_UP: u32 = 32;
export const CELL_BYTES_DOWN: u32 = 40;
export const CELL_SIZE: u32 = 48;

// -- Attempted: what was sent and refused, where the policy is enforced; it stands in no other counter of the flow or of
// its cell. A record a flow and one a cell, by their numbers, in areas that only builds for live traffic have -----------
//
//   0 packets u64      8 bytes u64                                                                     16 end of a cell's
//  16 heldSince, ns u64     24 heldBytes u32    28 heldPackets u16    30 heldLinkBytes u16 (before IP)  32 end of a flow's
//
// What is held counts nowhere until a name decides (flow/attempt.ts); good while the flow has VERDICT_HELD.

export const ATTEMPTED_PACKETS: u32 = 0;
export const ATTEMPTED_BYTES: u32 = 8;
export const ATTEMPTED_SIZE: u32 = 16;
export const FLOW_ATTEMPTED_HELD_SINCE: u32 = 16;
export const FLOW_ATTEMPTED_HELD_BYTES: u32 = 24;
export const FLOW_ATTEMPTED_HELD_PACKETS: u32 = 28;
export const FLOW_ATTEMPTED_HELD_LINK_BYTES: u32 = 30;
export const FLOW_ATTEMPTED_SIZE: u32 = 32;

// -- Name: a host name's text, canonical (app/host-name.ts) ----------------------------------------------------
//
//   0 size u8   1 text, up to HOST_NAME_MAX octets                                               254, padded to 256

export const NAME_TEXT: u32 = 1;
export const NAME_SIZE: u32 = 256;

// -- Policy: what a flow is judged by. One copy of the whole loads it; zeros accept everything ----------------------
//
//       0 isJudging u32 (0: there is no policy)     4 opinions u32 (OPINIONS_*)
//       8 runs4 u32    12 runs6 u32    16 names u32    20 devices u32                  (how many)
//      24 tunnels u8 x POLICY_GROUPS_MAX: the least strict verdict of a tunnel
//      40 isEnforced u32 (1: somebody refuses what it says to drop or to reject)       44 reserved
//      64 verdicts u8 x COUNTRIES_MAX, for each group
//    4160 runs, those of IPv4 first: first address u64 high, u64 low, then a verdict u8 for each group; a run ends where
//         the next one of its family begins, and the first begins with the family's first address
//  132224 devices, ascending by kind, high, low: identifier u64 high, u64 low, kind u32 (DEVICE_KIND_*), group u32
//  230528 names, ascending by size and then by octets: a verdict u8 for each group, then a name record, whose
//         text is a whole host name, or what names end in, from a dot on                                    502528 end
//
// Verdicts are VERDICT_*; those of runs and names may be VERDICT_NONE.

export const POLICY_IS_JUDGING: u32 = 0;
export const POLICY_OPINIONS: u32 = 4;
export const POLICY_RUNS4: u32 = 8;
export const POLICY_RUNS6: u32 = 12;
export const POLICY_NAMES: u32 = 16;
export const POLICY_DEVICES: u32 = 20;
export const POLICY_TUNNELS: u32 = 24;
export const POLICY_IS_ENFORCED: u32 = 40;
export const POLICY_VERDICTS: u32 = 64;
export const POLICY_RUN_AREA: u32 = 4160;
export const POLICY_DEVICE_AREA: u32 = 132224;
export const POLICY_NAME_AREA: u32 = 230528;
export const POLICY_SIZE: u32 = 502528;

/** Prefixes divide a family into at most two runs each and one more; those of IPv4 stand in both, for NAT64. */
export const POLICY_RUNS_MAX: u32 = 4002;
export const POLICY_RUN_VERDICTS: u32 = 16;
export const POLICY_RUN_SIZE: u32 = 32;
export const POLICY_DEVICE_KIND: u32 = 16;
export const POLICY_DEVICE_GROUP: u32 = 20;
export const POLICY_DEVICE_SIZE: u32 = 24;
export const POLICY_NAME_RECORD: u32 = 16;
export const POLICY_NAME_SIZE: u32 = 272;

/** Where two opinions differ: the first one's verdict, ... */
export const OPINIONS_FIRST: u32 = 0;
/** ... the stricter, ... */
export const OPINIONS_EITHER: u32 = 1;
/** ... or the laxer of the two. */
export const OPINIONS_BOTH: u32 = 2;

// -- Event: what happens rarely --------------------------------------------------------------------------------
//
//   0 kind u16   2 frame u16 (its place among the frames of a describing walk)   4 size u32 (a multiple of 8)
//   8 flow u32 (its number)     12 hash u32 (the flow's)                        16 time, ns u64       24 body

export const EVENT_KIND: u32 = 0;
export const EVENT_FRAME: u32 = 2;
export const EVENT_SIZE: u32 = 4;
export const EVENT_FLOW: u32 = 8;
export const EVENT_HASH: u32 = 12;
export const EVENT_TIME: u32 = 16;
export const EVENT_BODY: u32 = 24;

/** The flow table was full; this flow left it to make room. Body: the flow, then its name and its dnsName if any. */
export const EVENT_FLOW_EVICTED: u32 = 1;
/** A flow said a name. Body: code u32 (NAME_*), reserved u32, the name. */
export const EVENT_NAME: u32 = 2;
export const EVENT_NAME_CODE: u32 = 0;
export const EVENT_NAME_RECORD: u32 = 8;
/** A client's QUIC Initial, to be decrypted and given back. Body: a datagram. */
export const EVENT_QUIC: u32 = 3;
/** What a device says of itself: DHCP, DHCPv6, mDNS, NBNS, SSDP. Body: a datagram. */
export const EVENT_IDENTITY: u32 = 4;
/** A DNS message; only of a describing walk. Body: a datagram. */
export const EVENT_DNS: u32 = 5;

/** A flow got a verdict with VERDICT_ALERT, mostly as it opened. Body: the flow as it is then, then its names if any. */
export const EVENT_FLOW_OPENED: u32 = 6;
/** A device was seen for the first time. Body: the device. */
export const EVENT_DEVICE: u32 = 7;
/** A device was told by DNS which addresses a name has; only where names are shared. Body: an answer. */
export const EVENT_ANSWER: u32 = 8;

// Body of an answer, and what `learnName` takes:
//
//   0 device identifier u64 x 2    16 device kind u32    20 addressCount u32    24 the name, NAME_SIZE octets
// 280 addresses, DNS_ADDRESS_SIZE each

export const ANSWER_DEVICE: u32 = 0;
export const ANSWER_DEVICE_KIND: u32 = 16;
export const ANSWER_ADDRESS_COUNT: u32 = 20;
export const ANSWER_NAME: u32 = 24;
export const ANSWER_ADDRESSES: u32 = 280;
/** With DNS_ADDRESSES_MAX addresses. */
export const ANSWER_SIZE_MAX: u32 = 1816;

// Body of a datagram:
//
//   0 source high u64     8 source low u64     16 etherSource u64     24 present u32 (HAS_*, IS_IPV6)
//  28 sourcePort u16     30 destinationPort u16          32 size u32            36 octets

export const DATAGRAM_SOURCE: u32 = 0;
export const DATAGRAM_ETHER_SOURCE: u32 = 16;
export const DATAGRAM_PRESENT: u32 = 24;
export const DATAGRAM_SOURCE_PORT: u32 = 28;
export const DATAGRAM_DESTINATION_PORT: u32 = 30;
export const DATAGRAM_OCTETS_SIZE: u32 = 32;
export const DATAGRAM_OCTETS: u32 = 36;

// -- DNS message ---------------------------------------------------------------------------------------------
//
//   0 id u16   2 flags u16 (RFC 1035 4.1.1)   4 isWhole u32   8 recordCount u32

export const DNS_ID: u32 = 0;
export const DNS_FLAGS: u32 = 2;
/** 0: the message breaks off behind the last record, or the rdata of one holds a broken name. */
export const DNS_IS_WHOLE: u32 = 4;
export const DNS_RECORD_COUNT: u32 = 8;
export const DNS_SIZE: u32 = 12;

/** Bits of `flags`. */
export const DNS_QR: u32 = 0x8000;
export const DNS_OPCODE_MASK: u32 = 0x7800;
export const DNS_TC: u32 = 0x0200;
export const DNS_RCODE_MASK: u32 = 0x000f;

// A question or a resource record. Names are offsets in the text area, without a dot at the end (the root: size 0).
//
//   0 name u16         2 nameSize u16     4 target u16     6 targetSize u16      8 rname u16   10 rnameSize u16
//  12 rdlength u16    14 namesSize u16 (octets of rdata up to the end of its names; 0: none, or a broken one)
//  16 rdata u32 (address of its octets)  20 ttl u32       24 type u16  26 class u16  28 section u32
//
// `target` is the name in NS, CNAME, PTR, MX, SRV, DNAME, SVCB, HTTPS and SOA (MNAME), `rname` the other one in SOA.

export const DNS_RECORD_NAME: u32 = 0;
export const DNS_RECORD_TARGET: u32 = 4;
export const DNS_RECORD_RNAME: u32 = 8;
export const DNS_RECORD_RDLENGTH: u32 = 12;
export const DNS_RECORD_NAMES_SIZE: u32 = 14;
export const DNS_RECORD_RDATA: u32 = 16;
export const DNS_RECORD_TTL: u32 = 20;
export const DNS_RECORD_TYPE: u32 = 24;
/** With its top bit, in which mDNS says "flush your cache" or "answer me alone" (RFC 6762 sections 10.2, 5.4). */
export const DNS_RECORD_CLASS: u32 = 26;
export const DNS_RECORD_SECTION: u32 = 28;
export const DNS_RECORD_SIZE: u32 = 32;

/** Services whose instance name a person chose or reads, in the order in which they are believed; a space between two. */
export const MDNS_SERVICES: string =
  "_googlecast._tcp.local _airplay._tcp.local _hap._tcp.local _ipp._tcp.local _ipps._tcp.local _printer._tcp.local _pdl-datastream._tcp.local _smb._tcp.local";
/** Has no SRV record that would tell whose it is. */
export const MDNS_DEVICE_INFO: string = "_device-info._tcp.local";

export const DNS_SECTION_QUESTION: u32 = 0;
export const DNS_SECTION_ANSWER: u32 = 1;
export const DNS_SECTION_AUTHORITY: u32 = 2;
export const DNS_SECTION_ADDITIONAL: u32 = 3;

/** Records kept of a message: all that fit in an Ethernet frame (292 questions for the root) or 4,096 EDNS octets. */
export const DNS_RECORDS_MAX: u32 = 512;
/** Octets of the text area; what a message of 9,000 octets, mDNS's longest, says without compression fits thrice. */
export const DNS_TEXT_SIZE: u32 = 32768;

// An address that a name was said to have.
//
//   0 high u64     8 low u64     16 ttl u32 (the least on the way from the question)     20 isIpv6 u32

export const DNS_ADDRESS_HIGH: u32 = 0;
export const DNS_ADDRESS_LOW: u32 = 8;
export const DNS_ADDRESS_TTL: u32 = 16;
export const DNS_ADDRESS_IS_IPV6: u32 = 20;
export const DNS_ADDRESS_SIZE: u32 = 24;
/** Addresses kept of a message; more than any service names in one answer. */
export const DNS_ADDRESSES_MAX: u32 = 64;
