'use strict';
'require baseclass';
'require dom';
'require bordertap.host as host';

// What the pages are made of. Names, hosts and addresses are what somebody on the network said: they go into text nodes
// alone, with whatever cannot be seen written out.

const PROTOCOLS = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 33: 'DCCP', 58: 'ICMPv6', 132: 'SCTP' };

function said(value) {
	return host.printable(String(value));
}

function small(...parts) {
	const text = parts.filter(part => part != null && part !== '').map(said).join(', ');

	return text === '' ? '' : E('small', { 'class': 'bordertap-details' }, [ text ]);
}

return baseclass.extend({
	stylesheet() {
		return E('link', { 'rel': 'stylesheet', 'href': L.resource('bordertap/bordertap.css') });
	},

	/** A text from outside, as a text node's content. */
	said,

	/** A section with a heading. */
	section(title, ...children) {
		return E('div', { 'class': 'cbi-section' }, [ E('h3', {}, [ title ]), ...children ]);
	},

	/** A table; `rows` are of cells, each nodes or a text. A cell's column is its label where there is no room. */
	table(name, columns, rows, empty) {
		if (rows.length === 0)
			return E('p', { 'class': 'bordertap-empty' }, [ E('em', {}, [ empty ]) ]);

		return E('div', { 'class': 'bordertap-wide' }, [
			E('table', { 'class': `table bordertap-table bordertap-${name}` }, [
				E('tr', { 'class': 'tr table-titles' },
					columns.map(column => E('th', { 'class': 'th' }, [ column ]))),
				...rows.map(({ cells, kind }) => E('tr', { 'class': kind == null ? 'tr' : `tr bordertap-${kind}` },
					cells.map((cell, at) => E('td', {
						'class': 'td',
						'data-title': cell === '' ? null : columns[at]
					}, Array.isArray(cell) ? cell : [ cell ]))))
			])
		]);
	},

	/** Bytes with a bar of their share of `most`; nothing where there are none of them to tell. */
	bytes(count, most, direction) {
		if (count == null)
			return '';

		const share = count > 0 ? Math.max(1, Math.round(100 * count / Math.max(1, most))) : 0;

		return [
			E('span', { 'class': 'bordertap-number' }, [ host.bytesText(count) ]),
			E('div', { 'class': `bordertap-bar bordertap-${direction}`, 'aria-hidden': 'true' }, [
				E('div', { 'style': `width:${share}%` })
			])
		];
	},

	count(count) {
		return E('span', { 'class': 'bordertap-number' }, [ host.countText(count) ]);
	},

	/** To the second, in the browser's zone. */
	time(text) {
		if (text == null)
			return '';

		return E('time', { 'datetime': text }, [ new Date(`${text.slice(0, 19)}Z`).toLocaleString() ]);
	},

	country(code, otherCode) {
		if (code === undefined)
			return '';
		if (code === null)
			return _('at home');

		return [
			host.countryName(code), ' ',
			E('abbr', {}, [ otherCode == null ? code : `${code}/${otherCode}` ])
		];
	},

	/** A name never without its source; then what outputs call the device, its vendor and its shortest address. */
	device({ device, name, nameSource, vendor, addresses }) {
		const [ address ] = addresses.filter(address => address !== device).sort((a, b) => a.length - b.length);
		const title = name == null ? device ?? _('devices beyond the table') : `${name} (${nameSource})`;

		return [ E('strong', {}, [ said(title) ]), small(name == null ? null : device, vendor, address) ];
	},

	/** Names of devices with their sources, by what outputs call the devices. */
	namesOf(devices) {
		return new Map(devices.filter(({ name }) => name != null)
			.map(({ device, name, nameSource }) => [ device, `${name} (${nameSource})` ]));
	},

	/** A device by its name, where one is known, and by what outputs call it. */
	who(device, names) {
		const name = names.get(device);

		return name == null ? said(device) : [ said(name), small(device) ];
	},

	/** The remote end of a flow: a name never without its source. */
	remote({ host: name, hostSource, ech, remote, remotePort, protocol, organization }) {
		const title = name == null ? remote ?? '?' : `${name} (${hostSource}${ech ? ', ECH' : ''})`;
		const port = remotePort == null ? null : `${PROTOCOLS[protocol] ?? protocol} ${remotePort}`;

		return [ said(title), small(name == null ? null : remote, port, organization) ];
	},

	/** A warning in the page; `text` may be from outside. */
	warning(text) {
		return E('div', { 'class': 'alert-message warning' }, [ E('p', {}, [ said(text) ]) ]);
	},

	/** Above a form that suggests devices: why those that were seen are none of them, where they could not be read. */
	unsuggested(error) {
		return error == null ? [] : [ this.warning(_('Devices that were seen are not suggested here. %s').format(error.message)) ];
	},

	/** A warning with what is wrong where, each with what to do. */
	remarks(title, remarks) {
		return E('div', { 'class': 'alert-message warning' }, [
			E('p', {}, [ title ]),
			E('ul', { 'class': 'bordertap-remarks' }, remarks.map(({ option, value, reason, remedy }) => E('li', {}, [
				E('code', {}, [ said(option) ]), ' ', said([ value, reason, remedy ].filter(part => part != null).join(' '))
			])))
		]);
	},

	/** What the daemon says of the configuration that it read last, else what is wrong with it now; nothing where all is well. */
	verdict(configuration, mistakes) {
		if (configuration?.state === 'refused') {
			const title = _('bordertap has refused the configuration, and goes on with the one before:');

			return [ configuration.reason == null
				? this.remarks(title, configuration.mistakes)
				: this.warning(`${title} ${configuration.reason}`) ];
		}
		if (mistakes.length > 0)
			return [ this.remarks(_('bordertap refuses the configuration as it stands here:'), mistakes) ];
		if (configuration?.warnings.length > 0)
			return [ this.remarks(_('bordertap has taken the configuration, but for what is odd in it:'), configuration.warnings) ];

		return [];
	},

	/** Names and what they say, one under the other. */
	facts(entries) {
		return E('dl', { 'class': 'bordertap-facts' }, entries.map(([ term, fact ]) =>
			E('div', {}, [ E('dt', {}, [ term ]), E('dd', {}, Array.isArray(fact) ? fact : [ fact ]) ])));
	},

	/** Which part of a list is shown, and the ways to the others; `go` is told an offset. */
	pages({ offset, total }, shown, limit, go) {
		if (offset === 0 && total <= shown)
			return '';

		const button = (text, to, isThere) => E('button', {
			'class': 'btn cbi-button',
			'disabled': isThere ? null : '',
			'click': () => go(to)
		}, [ text ]);

		return E('div', { 'class': 'bordertap-pages' }, [
			button(_('Back'), Math.max(0, offset - limit), offset > 0), ' ',
			_('%d to %d of %d').format(shown > 0 ? offset + 1 : offset, offset + shown, total), ' ',
			button(_('Next'), offset + limit, offset + shown < total)
		]);
	},

	/** Shows nodes in the place of what a node held. */
	show(node, children) {
		dom.content(node, children);
	}
});
