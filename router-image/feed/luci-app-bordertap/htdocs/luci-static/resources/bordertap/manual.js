'use strict';
'require baseclass';

// Made of host/config/schema.ts by 'npm run luci'. Do not edit it here.

return baseclass.extend({
	sections: {
		bordertap: {
			description: _('What is watched, and how.'),
			several: false,
			options: {
				mode: {
					label: _('Mode'),
					type: 'choice',
					default: 'alert',
					choices: [ 'alert', 'enforce' ],
					sample: _('"alert" or "enforce"'),
					description: _('Whether anything is refused.'),
					consequence: _('alert lets all traffic pass, and leaves the firewall alone: what says block raises an alert as alert does. enforce refuses it, by rules of its own in the firewall.')
				},
				block_with: {
					label: _('Block with'),
					type: 'choice',
					default: 'reject',
					choices: [ 'reject', 'drop' ],
					sample: _('"reject" or "drop"'),
					description: _('How a flow is refused.'),
					consequence: _('reject answers, so that programs give up at once; drop leaves them waiting.')
				},
				default_action: {
					label: _('Default action'),
					type: 'choice',
					default: 'off',
					choices: [ 'off', 'alert', 'block' ],
					sample: _('"off" or "alert" or "block"'),
					description: _('What is done about flows to countries that no country section names.'),
					consequence: _('off lets them pass; alert lets them pass and tells of them; block refuses them and tells of them. With block, countries to be reached need a section with off.')
				},
				unknown_country: {
					label: _('Unknown country'),
					type: 'choice',
					defaultText: _('default_action'),
					choices: [ 'off', 'alert', 'block' ],
					sample: _('"off" or "alert" or "block"'),
					description: _('What is done about flows to addresses whose country nobody knows (ZZ).'),
					consequence: _('off lets them pass; alert lets them pass and tells of them; block refuses them and tells of them.')
				},
				opinions_differ: {
					label: _('Opinions differ'),
					type: 'choice',
					default: 'first',
					choices: [ 'first', 'either', 'both' ],
					sample: _('"first" or "either" or "both"'),
					description: _('Whose word counts where the two opinions name different countries.'),
					consequence: _('first takes the country that every output shows; either takes the stricter action of the two, both the laxer one. They differ on one IPv4 address in 20 and one IPv6 address in 9.')
				},
				tunnels: {
					label: _('Tunnels'),
					type: 'choice',
					default: 'off',
					choices: [ 'off', 'alert', 'block' ],
					sample: _('"off" or "alert" or "block"'),
					description: _('What is done at least about tunnels, which hide where their traffic goes.'),
					consequence: _('Known by protocol: IPIP, 6in4, GRE, ESP, EtherIP, L2TP, IPComp, MPLS; by port: IKE, OpenVPN, PPTP, L2TP, Teredo, WireGuard; by its first packet: WireGuard on any port. A VPN that looks like HTTPS, and a proxy, are not known.')
				},
				new_devices: {
					label: _('New devices'),
					type: 'choice',
					default: 'off',
					choices: [ 'off', 'alert', 'block' ],
					sample: _('"off" or "alert" or "block"'),
					description: _('What is done at least about flows of devices that no device section names.'),
					consequence: _('block keeps a new device at home until you name it; exceptions hold for it all the same. With router_output the router itself counts as one, which nothing names.')
				},
				timezone: {
					label: _('Timezone'),
					type: 'text',
					form: 'TIMEZONE',
					defaultText: _('the system\'s, or TZ'),
					sample: _('a name such as Europe/Berlin'),
					description: _('Where the router is: the zone of hours and of expires.'),
					consequence: _('Hours follow its summer time. They are not in force while the clock is not set.')
				},
				interfaces: {
					label: _('Interfaces'),
					type: 'text',
					form: 'INTERFACE',
					list: true,
					entriesMax: 16,
					defaultText: _('all LAN-class bridges'),
					sample: _('the name of an interface, such as br-lan'),
					description: _('Interfaces to watch: the LAN\'s.'),
					consequence: _('Traffic that passes none of them is not seen; what passes two of them is counted where it comes in. In mode enforce they are the LAN\'s side, but for one that carries the default route: what leaves by any other interface is judged.')
				},
				local: {
					label: _('Local'),
					type: 'text',
					form: 'CIDR',
					list: true,
					entriesMax: 64,
					sample: _('a prefix such as 192.0.2.0/24 or 2001:db8::/32'),
					description: _('Prefixes that count as local beside those that the interfaces tell.'),
					consequence: _('Addresses in them are devices of yours, whatever country they are registered in.')
				},
				workers: {
					label: _('Workers (threads)'),
					type: 'number',
					default: 1,
					unit: 'threads',
					least: 1,
					most: 4,
					sample: _('a whole number from 1 to 4'),
					description: _('Threads that read packets, and that share the devices among them.'),
					consequence: _('Each takes a ring and a set of tables of its own: some 40 MB.')
				},
				ring_size_mib: {
					label: _('Ring size (MiB)'),
					type: 'number',
					default: 10,
					unit: 'MiB',
					least: 2,
					most: 64,
					sample: _('a whole number from 2 to 64'),
					description: _('Size of the ring between kernel and each thread.'),
					consequence: _('A larger one bridges longer pauses without loss, and takes that much memory for each interface.')
				},
				promiscuous: {
					label: _('Promiscuous'),
					type: 'boolean',
					default: false,
					sample: _('true or false (UCI: 1 or 0)'),
					description: _('Hear frames on the interfaces that are for nobody here.'),
					consequence: _('A bridge never needs it; an interface behind a mirroring switch port does.')
				},
				accounting: {
					label: _('Accounting'),
					type: 'choice',
					default: 'auto',
					choices: [ 'auto', 'tap', 'conntrack' ],
					sample: _('"auto" or "tap" or "conntrack"'),
					description: _('Who counts octets.'),
					consequence: _('auto takes conntrack\'s counters where flow offload hides packets from the tap, and else the tap\'s own.')
				},
				leases: {
					label: _('Leases'),
					type: 'text',
					form: 'PATH',
					default: '/tmp/dhcp.leases',
					sample: _('an absolute path'),
					description: _('File of DHCP leases that dnsmasq writes.'),
					consequence: _('Devices are called what they told the router. Where there is no such file, names come from the wire.')
				},
				directory: {
					label: _('Directory'),
					type: 'text',
					form: 'PATH',
					default: '/etc/bordertap',
					sample: _('an absolute path'),
					description: _('Folder of what has to be there before the program runs: the rules of boot.'),
					consequence: _('It has to survive a restart of the router. In mode enforce 0.5 MB for a large country, 3 MB at most, written when the rules change. A sysupgrade keeps /etc/bordertap/boot.nft; another folder\'s only where /etc/sysupgrade.conf names it. On OpenWrt a folder that is there already has to be user bordertap\'s.')
				},
				log_level: {
					label: _('Log level'),
					type: 'choice',
					default: 'info',
					choices: [ 'error', 'warning', 'info', 'debug' ],
					sample: _('"error" or "warning" or "info" or "debug"'),
					description: _('The least important messages that are logged.'),
					consequence: _('debug writes several lines a second on a busy network.')
				},
				fail: {
					label: _('Fail'),
					type: 'choice',
					default: 'last-good',
					choices: [ 'open', 'last-good', 'closed' ],
					sample: _('"open" or "last-good" or "closed"'),
					description: _('What happens to new flows while nobody judges them: the program ended, hangs or is overrun.'),
					consequence: _('open lets all pass; last-good all but what the last policy blocks by address; closed nothing. Where the policy blocks more than 65,536 prefixes (US alone has more), last-good is closed. \'service bordertap stop\' takes the rules away: then all pass, whatever this says.')
				},
				boot: {
					label: _('Boot'),
					type: 'choice',
					default: 'last-good',
					choices: [ 'open', 'last-good', 'closed' ],
					sample: _('"open" or "last-good" or "closed"'),
					description: _('The same, from the start of the router until the program judges.'),
					consequence: _('closed leaves the home without Internet until then, and for good where the program fails; so does last-good where the policy blocks more than 65,536 prefixes, for it is closed then.')
				},
				router_output: {
					label: _('Router output'),
					type: 'boolean',
					default: false,
					sample: _('true or false (UCI: 1 or 0)'),
					description: _('Whether what the router itself says is judged as well.'),
					consequence: _('A country that is blocked is then blocked for its DNS, NTP and updates too. With new_devices block all of them are, but for exceptions by address.')
				},
				mark_mask: {
					label: _('Mark mask'),
					type: 'text',
					form: 'MARK_MASK',
					default: 4278190080,
					defaultText: _('0xff000000'),
					sample: _('4 to 16 adjacent bits, such as 0xff000000'),
					description: _('Bits of packets\' and flows\' marks that verdicts are kept in.'),
					consequence: _('Other programs must leave them alone; the bits of others stay as they are.')
				},
				queue_first: {
					label: _('Queue first'),
					type: 'number',
					default: 0,
					least: 0,
					most: 65532,
					sample: _('a whole number from 0 to 65532'),
					description: _('Number of the first queue that packets wait in until they are judged.'),
					consequence: _('No other program may listen to it.')
				},
				queue_count: {
					label: _('Queue count (queues)'),
					type: 'number',
					default: 1,
					unit: 'queues',
					least: 1,
					most: 4,
					sample: _('a whole number from 1 to 4'),
					description: _('Queues: packets go to one by the processor that takes them.'),
					consequence: _('More than there are processors that take packets stay empty.')
				}
			}
		},
		country: {
			description: _('Countries that matter to you.'),
			several: true,
			options: {
				codes: {
					label: _('Codes'),
					type: 'text',
					form: 'COUNTRY',
					list: true,
					entriesMax: 300,
					required: true,
					sample: _('a code of ISO 3166-1 alpha-2, such as CN'),
					description: _('Countries that this section is about.'),
					consequence: _('Of several sections with a country, the one with device decides, then the one with hours. Exceptions stand before all of them, device policies and default_action after.')
				},
				action: {
					label: _('Action'),
					type: 'choice',
					default: 'alert',
					choices: [ 'off', 'alert', 'block' ],
					sample: _('"off" or "alert" or "block"'),
					description: _('What is done about flows to these countries.'),
					consequence: _('off lets them pass; alert lets them pass and tells of them; block refuses them and tells of them.')
				},
				device: {
					label: _('Device'),
					type: 'text',
					form: 'DEVICE',
					list: true,
					entriesMax: 64,
					defaultText: _('all devices'),
					sample: _('the name of a device section, a MAC, or an address where frames carry no MACs'),
					description: _('Devices that this section is about.'),
					consequence: _('It holds for no other, and stands before sections without devices.')
				},
				hours: {
					label: _('Hours'),
					type: 'text',
					form: 'HOURS',
					list: true,
					entriesMax: 16,
					defaultText: _('always'),
					sample: _('hours such as "22:00-06:00" or "mon-fri 08:00-16:00"'),
					description: _('When this section holds, in local time; days are those on which the hours begin.'),
					consequence: _('At other times it is as if it were not there. What is open when the hours begin is judged anew.')
				}
			}
		},
		exception: {
			description: _('What your rules for countries are not about, or not in this way.'),
			several: true,
			options: {
				address: {
					label: _('Address'),
					type: 'text',
					form: 'ADDRESS_OR_CIDR',
					list: true,
					entriesMax: 1000,
					sample: _('an address or a prefix such as 192.0.2.1 or 2001:db8::/32'),
					description: _('Remote addresses and prefixes.'),
					consequence: _('They stand before everything else, the longest prefix first; those of IPv4 hold through NAT64 (64:ff9b::/96) too. Of addresses at home they alone say anything, and only where what goes there leaves the LAN.')
				},
				host: {
					label: _('Host'),
					type: 'text',
					form: 'HOST_PATTERN',
					list: true,
					entriesMax: 1000,
					sample: _('a host name such as www.example.com, or *.example.com for all below example.com'),
					description: _('Names of remote hosts; *.example.com is all below example.com, which is not one of them.'),
					consequence: _('They stand after addresses, the longest name first. A name is the device\'s claim: one that lies passes. What a flow says itself counts before what its device had asked DNS for.')
				},
				device: {
					label: _('Device'),
					type: 'text',
					form: 'DEVICE',
					list: true,
					entriesMax: 64,
					defaultText: _('all devices'),
					sample: _('the name of a device section, a MAC, or an address where frames carry no MACs'),
					description: _('Devices that this section is about; without address and host, all that they do.'),
					consequence: _('Of two sections for one address or host, that with device decides.')
				},
				action: {
					label: _('Action'),
					type: 'choice',
					default: 'off',
					choices: [ 'off', 'alert', 'block' ],
					sample: _('"off" or "alert" or "block"'),
					description: _('What is done about these flows, whatever their country.'),
					consequence: _('off lets them pass; alert lets them pass and tells of them; block refuses them and tells of them. What stays in the LAN is never refused, and an address at home raises no alert.')
				},
				expires: {
					label: _('Expires'),
					type: 'text',
					form: 'EXPIRY',
					defaultText: _('never'),
					sample: _('a date such as 2027-01-31, or "2027-01-31 18:00"'),
					description: _('When it ends, in local time; a date is its whole day.'),
					consequence: _('From then on it is as if it were not there; while the clock is not set, it holds.')
				}
			}
		},
		device: {
			description: _('Devices that you know.'),
			several: true,
			options: {
				macs: {
					label: _('MACs'),
					type: 'text',
					form: 'MAC',
					list: true,
					entriesMax: 16,
					required: true,
					sample: _('a MAC such as 64:b4:73:20:14:08'),
					description: _('MACs of the device: of its Wi-Fi, its cable, each of its private addresses.'),
					consequence: _('They are called by the same name, and are counted apart.')
				},
				name: {
					label: _('Name'),
					type: 'text',
					form: 'DEVICE_NAME',
					required: true,
					sample: _('a name that tells the device from others'),
					description: _('What you call the device.'),
					consequence: _('It stands before every name that the device gives itself. Sections may name the device by it, and new_devices does not hold for it.')
				},
				policy: {
					label: _('Policy'),
					type: 'choice',
					defaultText: _('as for all devices'),
					choices: [ 'off', 'alert', 'block' ],
					sample: _('"off" or "alert" or "block"'),
					description: _('What is done about its flows to countries that no country section names.'),
					consequence: _('It stands before unknown_country and default_action.')
				}
			}
		},
		geo: {
			description: _('The country table and its updates.'),
			several: false,
			options: {
				table: {
					label: _('Table'),
					type: 'text',
					form: 'PATH',
					defaultText: _('the last good update, or else the installed one'),
					sample: _('an absolute path'),
					description: _('Country table to use.'),
					consequence: _('Updates do not replace it: it is used as it is.')
				},
				asn: {
					label: _('ASN'),
					type: 'text',
					form: 'PATH',
					defaultText: _('the installed one, if there is one'),
					sample: _('an absolute path'),
					description: _('Table of autonomous systems to use.'),
					consequence: _('Remote ends are shown with the organization that announces them.')
				},
				url: {
					label: _('URL'),
					type: 'text',
					form: 'WEB_URL',
					defaultText: _('no updates from the network'),
					sample: _('a URL that starts with https:// or http://'),
					description: _('Where updates come from: a table that \'geo build\' made, or a CSV or MMDB, also as .gz.'),
					consequence: _('A table is best: a CSV or MMDB takes 200 MB of memory to compile, and has no second opinion. http:// needs sha256.')
				},
				sha256: {
					label: _('SHA-256'),
					type: 'text',
					form: 'SHA256',
					sample: _('a SHA-256 as 64 hexadecimal digits'),
					description: _('What the file at url must have.'),
					consequence: _('Any other file is refused; a publisher\'s next one too.')
				},
				sha256_url: {
					label: _('SHA-256 URL'),
					type: 'text',
					form: 'SECURE_URL',
					sample: _('a URL that starts with https://'),
					description: _('Where the SHA-256 of the file at url stands, as sha256sum writes it.'),
					consequence: _('The file at url is fetched only when this has changed, and any other is refused.')
				},
				mmdb: {
					label: _('MMDB'),
					type: 'text',
					form: 'PATH',
					defaultText: _('none'),
					sample: _('an absolute path'),
					description: _('Your own MMDB with countries, in the place of url.'),
					consequence: _('It is compiled when it has changed, which takes 200 MB of memory; it has no second opinion.')
				},
				update_interval_hours: {
					label: _('Update interval (hours)'),
					type: 'number',
					default: 168,
					unit: 'hours',
					least: 0,
					most: 8760,
					sample: _('a whole number from 0 to 8760'),
					description: _('How often to look for an update; 0 never.'),
					consequence: _('Up to a tenth is added or taken at random, so that not all routers come at once.')
				},
				directory: {
					label: _('Directory'),
					type: 'text',
					form: 'PATH',
					default: '/etc/bordertap/geo',
					sample: _('an absolute path'),
					description: _('Where updates are kept.'),
					consequence: _('It needs 35 MB: the table, the one before it, and the next one; a CSV while it is compiled 40 MB more. On OpenWrt a folder that is there already has to be user bordertap\'s.')
				}
			}
		},
		http: {
			description: _('The endpoint, which only reads.'),
			several: false,
			options: {
				enabled: {
					label: _('Enabled'),
					type: 'boolean',
					default: true,
					sample: _('true or false (UCI: 1 or 0)'),
					description: _('Whether the page, the API and /metrics are served.'),
					consequence: _('Without them \'status\', \'devices\', \'flows\', \'top\' and \'alerts\' have nobody to ask.')
				},
				listen: {
					label: _('Listen'),
					type: 'text',
					form: 'ADDRESS',
					default: '127.0.0.1',
					sample: _('an address such as 127.0.0.1 or ::1'),
					description: _('Address to listen on; 0.0.0.0 or :: for all.'),
					consequence: _('Whoever reaches it and has the token can read what every device does. Loopback needs no token.')
				},
				port: {
					label: _('Port'),
					type: 'number',
					default: 9417,
					least: 0,
					most: 65535,
					sample: _('a whole number from 0 to 65535'),
					description: _('TCP port to listen on; 0 for any that is free.'),
					consequence: _('Prometheus and the command line have to be told another one.')
				},
				token_file: {
					label: _('Token file'),
					type: 'text',
					form: 'PATH',
					defaultText: _('no token'),
					sample: _('an absolute path'),
					description: _('File whose only line is the token that a client must show.'),
					consequence: _('Needed unless listen is a loopback address; at least 16 characters. A sysupgrade keeps /etc/bordertap/token; another file only where /etc/sysupgrade.conf names it.')
				},
				allowed_hosts: {
					label: _('Allowed hosts'),
					type: 'text',
					form: 'HOST',
					list: true,
					entriesMax: 64,
					sample: _('a host name such as router.lan, without a port'),
					description: _('Names that clients may ask for beside localhost and addresses.'),
					consequence: _('Others are refused, so that no web page can reach the endpoint by a name of its own.')
				}
			}
		}
	}
});
