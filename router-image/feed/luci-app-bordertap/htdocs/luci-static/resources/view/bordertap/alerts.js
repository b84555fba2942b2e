'use strict';
'require view';
'require poll';
'require bordertap.api as api';
'require bordertap.nodes as nodes';

// What the policy alerted on, the newest first.

const ALERTS_SHOWN = 50;
const POLL_SECONDS = 10;

return view.extend({
	offset: 0,
	names: null,
	namesError: null,

	load() {
		return this.read();
	},

	read() {
		return Promise.all([ api.callAlerts(this.offset, ALERTS_SHOWN), this.readNames() ])
			.then(([ data ]) => data).catch(error => ({ error }));
	},

	/** Once; again where they could not be had. */
	readNames() {
		if (this.names != null)
			return null;

		return api.callDevices(0, api.DEVICES_KNOWN_MAX, 0).then(({ devices }) => {
			this.names = nodes.namesOf(devices);
			this.namesError = null;
		}).catch(error => {
			this.namesError = error;
		});
	},

	render(data) {
		this.parts = { error: E('div', { 'id': 'bordertap-error' }), alerts: E('div', { 'id': 'bordertap-alerts' }) };
		this.show(data);
		poll.add(() => this.read().then(data => this.show(data)), POLL_SECONDS);

		return E('div', { 'class': 'cbi-map' }, [
			nodes.stylesheet(),
			E('h2', { 'name': 'content' }, [ _('bordertap: alerts') ]),
			E('div', { 'class': 'cbi-map-descr' }, [ _('A device\'s first flow to a flagged country in 24 hours, as it was when it raised the alert.') ]),
			this.parts.error,
			nodes.section(_('Newest alerts'), this.parts.alerts)
		]);
	},

	show(data) {
		const wrong = data.error?.message
			?? (this.namesError == null ? null : _('Devices are shown without their names. %s').format(this.namesError.message));

		nodes.show(this.parts.error, wrong == null ? [] : [ nodes.warning(wrong) ]);
		if (data.error != null)
			return;

		const { alerts, total, offset } = data;
		const rows = alerts.map(({ number, time, device, country, flow }) => ({
			cells: [
				nodes.count(number),
				nodes.time(time),
				nodes.who(device, this.names ?? new Map()),
				nodes.country(country, flow.otherCountry),
				nodes.remote(flow),
				nodes.said(flow.verdict)
			]
		}));

		nodes.show(this.parts.alerts, [
			nodes.table('alerts', [ _('No.'), _('Time'), _('Device'), _('Country'), _('To'), _('Verdict') ], rows, _('No alerts.')),
			nodes.pages({ offset, total }, alerts.length, ALERTS_SHOWN, offset => {
				this.offset = offset;
				return this.read().then(data => this.show(data));
			})
		]);
	},

	handleSave: null,
	handleSaveApply: null,
	handleReset: null
});
