'use strict';
'require view';
'require poll';
'require bordertap.api as api';
'require bordertap.host as host';
'require bordertap.nodes as nodes';

// Who talks to which country, what was flagged, and how far that can be relied on.

const DEVICES_SHOWN = 20;
const FLOWS_SHOWN = 20;
const COUNTRIES_SHOWN = 10;
const DEVICE_COUNTRIES_SHOWN = 4;
const POLL_SECONDS = 10;
const COVERAGE_MIN = 0.99;

function sumOf(countries, field) {
	return countries.reduce((sum, country) => sum + (country[field] ?? 0), 0);
}

function volumeOf(countries) {
	return {
		flows: sumOf(countries, 'flows'),
		bytesUp: sumOf(countries, 'bytesUp'),
		bytesDown: sumOf(countries, 'bytesDown'),
		bytesAttempted: sumOf(countries, 'bytesAttempted')
	};
}

/** Cells of volumes, each with a bar on the scale of all rows; what was refused has a column where there is any. */
function volumeCells(all) {
	const isAttempted = all.some(({ bytesAttempted }) => bytesAttempted > 0);
	const upMost = Math.max(1, ...all.map(({ bytesUp }) => bytesUp));
	const downMost = Math.max(1, ...all.map(({ bytesDown }) => bytesDown));
	const attemptedMost = Math.max(1, ...all.map(({ bytesAttempted }) => bytesAttempted ?? 0));

	return {
		columns: [ _('Up'), _('Down'), ...(isAttempted ? [ _('Attempted') ] : []) ],
		cells: ({ bytesUp, bytesDown, bytesAttempted }) => [
			nodes.bytes(bytesUp, upMost, 'up'),
			nodes.bytes(bytesDown, downMost, 'down'),
			...(isAttempted ? [ nodes.bytes(bytesAttempted ?? 0, attemptedMost, 'attempted') ] : [])
		]
	};
}

function notKept(...tables) {
	return tables.flatMap(table => Object.entries(table ?? {})).filter(([ , count ]) => count > 0);
}

/** What of the numbers is not exact, or was lost; a sentence each. */
function doubts({ interfaces, accounting, flows, devices, namesNotKept, surroundingsNotKept, enforcement,
	enforcementFailure, framesNotSegmented, clockSynchronized }) {
	const sentences = [];

	for (const { name, state, reason, dropped, bytesExact } of interfaces) {
		if ([ 'down', 'absent', 'failed' ].includes(state))
			sentences.push(_('Nothing is seen on %s, which is %s.').format(name, reason == null ? state : `${state}: ${reason}`));
		if (dropped > 0)
			sentences.push(_('%s packets were lost on %s.').format(host.countText(dropped), name));
		if (bytesExact === false)
			sentences.push(_('Bytes on %s are a lower bound: merged segments hide some.').format(name));
	}
	if (framesNotSegmented > 0)
		sentences.push(_('%s merged frames count as one packet each: bytes are more.').format(host.countText(framesNotSegmented)));
	if (accounting.coverageRatio != null && accounting.coverageRatio < COVERAGE_MIN)
		sentences.push(_('The tap saw %s of the bytes that conntrack counted.').format(host.percentText(accounting.coverageRatio)));
	if (accounting.source === 'conntrack')
		sentences.push(accounting.offload === 'hardware'
			? _('Bytes are conntrack\'s, because flow offload in hardware hides packets from the tap.')
			: _('Bytes are conntrack\'s, because the configuration says so.'));
	if (accounting.source === 'tap' && accounting.offload === 'hardware')
		sentences.push(_('Flow offload in hardware hides packets from the tap, and conntrack does not count: bytes are more.'));
	if (accounting.offload === 'hardware')
		sentences.push(_('Names may be missing: of flows in hardware the first packets alone are seen.'));
	if (flows.evicted > 0)
		sentences.push(_('%s flows left a full table; their bytes stay counted.').format(host.countText(flows.evicted)));
	if (devices.refused > 0)
		sentences.push(_('%s flows are counted without a device: the table is full.').format(host.countText(devices.refused)));

	const lost = notKept(namesNotKept, surroundingsNotKept, enforcement?.notKept);

	if (lost.length > 0)
		sentences.push(_('Found no room: %s.').format(lost.map(([ kind, count ]) => `${host.countText(count)} ${kind}`).join(', ')));
	if (enforcementFailure != null)
		sentences.push(_('Nobody judges, and it is tried again: %s').format(enforcementFailure));
	if (enforcement?.state === 'failed')
		sentences.push(_('The firewall rules that are wanted could not be loaded: %s').format(enforcement.reason ?? '?'));
	if (enforcement?.table.losses > 0)
		sentences.push(_('Others changed or took the firewall table %s times, for %s at most.').format(
			host.countText(enforcement.table.losses), host.durationText(enforcement.table.gapSeconds)));
	if ([ 'failed', 'unsupported', 'lifted' ].includes(enforcement?.guard.state))
		sentences.push(_('No guard stands behind the firewall table: while others have taken it everything passes (%s).').format(
			enforcement.guard.reason ?? enforcement.guard.state));
	if (clockSynchronized === false)
		sentences.push(_('The kernel does not say that its clock is right: times may be wrong.'));

	return sentences;
}

/** What the ruleset wants, and what became of it. */
function offloadText({ offload, offloadedFlows }) {
	if (offloadedFlows == null || offload === 'none')
		return offload;

	return _('%s: %s flows in software, %s in hardware').format(
		offload, host.countText(offloadedFlows.software), host.countText(offloadedFlows.hardware));
}

function enforcementText({ mode, enforcement }) {
	if (mode !== 'enforce')
		return _('Nothing is refused: what says block raises an alert.');
	if (enforcement == null)
		return _('nobody judges');

	return _('%s; while nobody judges: %s; %s packets refused').format(
		enforcement.state, enforcement.failMode, host.countText(enforcement.rules?.refused ?? 0));
}

function health(status) {
	const { version, mode, started, uptimeSeconds, interfaces, frames, bytes, flows, devices, geo, accounting } = status;
	const sources = [ ...new Set(geo.sources.map(({ name, date }) => [ name, date ].filter(Boolean).join(' '))) ];
	const entries = [
		[ _('Mode'), mode ],
		[ _('Enforcement'), nodes.said(enforcementText(status)) ],
		[ _('Interfaces'), interfaces.length === 0 ? _('none') : nodes.said(interfaces.map(({ name, state }) => `${name}: ${state}`).join(', ')) ],
		[ _('Seen'), _('%s frames, %s').format(host.countText(frames), host.bytesText(bytes)) ],
		[ _('Bytes are counted by'), accounting.source ],
		[ _('Flow offload'), offloadText(accounting) ],
		[ _('Share of bytes that the tap saw'), accounting.coverageRatio == null ? _('unknown') : host.percentText(accounting.coverageRatio) ],
		[ _('Clock'), status.clockSynchronized == null ? _('unknown') : status.clockSynchronized ? _('set') : _('not set yet') ],
		[ _('Running since'), [ nodes.time(started), ' ', _('for %s').format(host.durationText(uptimeSeconds)) ] ],
		[ _('Flow table'), _('%s of %s').format(host.countText(flows.open), host.countText(flows.capacity)) ],
		[ _('Device table'), _('%s of %s').format(host.countText(devices.known), host.countText(devices.capacity)) ],
		[ _('Country data'), nodes.said(sources.join('; ')) ],
		[ _('Version'), nodes.said(version) ]
	];

	if (status.packetsAttempted > 0)
		entries.splice(4, 0, [ _('Attempted'), _('%s packets, %s, sent and refused').format(
			host.countText(status.packetsAttempted), host.bytesText(status.bytesAttempted)) ]);
	if (geo.ageSeconds != null)
		entries.splice(-1, 0, [ _('Age of country data'), host.durationText(geo.ageSeconds) ]);
	if (geo.lastUpdate != null)
		entries.splice(-1, 0, [ _('Last update'), [ nodes.time(geo.lastUpdate.time), ' ',
			geo.lastUpdate.ok ? _('installed') : nodes.said(geo.lastUpdate.reason ?? _('failed')) ] ]);

	return nodes.facts(entries);
}

return view.extend({
	offset: 0,
	/** Devices whose countries are all shown. */
	opened: new Set(),

	load() {
		return this.read();
	},

	/** Whatever can be had; what cannot, once. */
	read() {
		return Promise.all([
			api.callStatus(),
			api.callCountries(),
			api.callDevices(this.offset, DEVICES_SHOWN),
			api.callFlows(true, 'last', 0, FLOWS_SHOWN)
		]).then(([ status, countries, devices, flagged ]) => ({ status, countries, devices, flagged }))
			.catch(error => ({ error }));
	},

	render(data) {
		this.parts = Object.fromEntries([ 'error', 'verdict', 'devices', 'countries', 'flagged', 'health', 'doubts', 'attribution' ]
			.map(name => [ name, E('div', { 'id': `bordertap-${name}` }) ]));
		this.show(data);
		poll.add(() => this.read().then(data => this.show(data)), POLL_SECONDS);

		const { error, verdict, devices, countries, flagged, health, doubts, attribution } = this.parts;

		return E('div', { 'class': 'cbi-map' }, [
			nodes.stylesheet(),
			E('h2', { 'name': 'content' }, [ _('bordertap') ]),
			E('div', { 'class': 'cbi-map-descr' }, [ _('Which device talks to which country, and how much it uploads.') ]),
			error,
			verdict,
			nodes.section(_('Devices and countries'), devices),
			nodes.section(_('Newest flows to flagged countries'), flagged),
			nodes.section(_('Countries'), countries),
			nodes.section(_('Health'), health),
			nodes.section(_('What is not exact'), doubts),
			attribution
		]);
	},

	/** What was shown before stays where the daemon does not answer, under a warning. */
	show(data) {
		this.data = data.error == null ? data : this.data;
		nodes.show(this.parts.error, data.error == null ? [] : [ nodes.warning(data.error.message) ]);
		if (this.data == null)
			return;

		const { status, countries, devices, flagged } = this.data;

		nodes.show(this.parts.verdict, nodes.verdict(status.configuration, []));
		nodes.show(this.parts.devices, this.renderDevices(devices));
		nodes.show(this.parts.countries, this.renderCountries(countries.countries));
		nodes.show(this.parts.flagged, this.renderFlagged(flagged, nodes.namesOf(devices.devices)));
		nodes.show(this.parts.health, [ health(status) ]);
		nodes.show(this.parts.doubts, [ E('ul', {}, [
			_('A country is an estimate: where an address is registered or used, not who receives the data.'),
			_('A host name is a claim, of the source in brackets.'),
			...doubts(status).map(nodes.said)
		].map(sentence => E('li', {}, [ sentence ]))) ]);
		nodes.show(this.parts.attribution, status.attribution.map(line => E('p', { 'class': 'bordertap-note' }, [ nodes.said(line) ])));
	},

	renderDevices({ devices, total, offset }) {
		const volumes = devices.map(({ countries }) => volumeOf(countries));
		const scale = volumeCells(volumes);
		const rows = devices.flatMap((device, at) => [
			{ kind: 'device', cells: [ nodes.device(device), ...scale.cells(volumes[at]), nodes.count(volumes[at].flows) ] },
			...this.renderDeviceCountries(device, scale)
		]);

		return [
			nodes.table('devices', [ _('Device'), ...scale.columns, _('Flows') ], rows, _('No device yet.')),
			nodes.pages({ offset, total }, devices.length, DEVICES_SHOWN, offset => {
				this.offset = offset;
				return this.read().then(data => this.show(data));
			})
		];
	},

	/** The most bytes first that went up or were to: that is what this is about. */
	renderDeviceCountries({ device, countries }, scale) {
		const isOpen = this.opened.has(device);
		const sent = ({ bytesUp, bytesAttempted }) => bytesUp + (bytesAttempted ?? 0);
		const sorted = [ ...countries ].sort((a, b) => sent(b) - sent(a));
		const shown = isOpen ? sorted : sorted.slice(0, DEVICE_COUNTRIES_SHOWN);
		const rows = shown.map(country => ({ kind: 'country', cells: [ nodes.country(country.country), ...scale.cells(country), nodes.count(country.flows) ] }));

		if (sorted.length <= DEVICE_COUNTRIES_SHOWN)
			return rows;

		const button = E('button', {
			'class': 'btn cbi-button',
			'click': () => {
				if (isOpen)
					this.opened.delete(device);
				else
					this.opened.add(device);
				this.show(this.data);
			}
		}, [ isOpen ? _('Fewer countries') : _('%d more countries').format(sorted.length - shown.length) ]);

		return [ ...rows, { kind: 'country', cells: [ button, ...scale.columns.map(() => ''), '' ] } ];
	},

	renderCountries(countries) {
		const shown = countries.slice(0, COUNTRIES_SHOWN);
		const rest = countries.length - shown.length;
		const scale = volumeCells(shown);
		const rows = shown.map(country => ({ cells: [ nodes.country(country.country), ...scale.cells(country), nodes.count(country.flows) ] }));

		return [
			nodes.table('countries', [ _('Country'), ...scale.columns, _('Flows') ], rows, _('No traffic yet.')),
			rest > 0 ? E('p', { 'class': 'bordertap-note' }, [ _('And %d more.').format(rest) ]) : ''
		];
	},

	renderFlagged({ flows, total }, names) {
		const scale = volumeCells(flows);
		const rows = flows.map(flow => ({
			cells: [
				nodes.time(flow.last),
				nodes.who(flow.device ?? flow.local, names),
				nodes.remote(flow),
				nodes.country(flow.country, flow.otherCountry),
				...scale.cells(flow),
				nodes.said(flow.verdict)
			]
		}));
		const columns = [ _('Last seen'), _('Device'), _('To'), _('Country'), ...scale.columns, _('Verdict') ];

		return [
			nodes.table('flagged', columns, rows, _('None.')),
			total > flows.length ? E('p', { 'class': 'bordertap-note' }, [ _('%d of %d.').format(flows.length, total) ]) : ''
		];
	},

	handleSave: null,
	handleSaveApply: null,
	handleReset: null
});
