'use strict';
'require view';
'require form';
'require ui';
'require uci';
'require bordertap.api as api';
'require bordertap.host as host';
'require bordertap.lists as lists';
'require bordertap.names as names';
'require bordertap.nodes as nodes';
'require bordertap.options as options';
'require bordertap.verdict as verdict';

// Devices that have a section, and those that were seen and have none yet.

const COLUMNS = [ 'name', 'macs', 'policy' ];
/** MACs of a section, as the manual has it. */
const MACS_MAX = 16;

function macsOf(section) {
	return lists.entriesOf(section.macs).map(mac => mac.toLowerCase());
}

return view.extend({
	load() {
		return Promise.all([
			options.load(),
			api.callDevices(0, api.DEVICES_KNOWN_MAX, 0).catch(error => ({ devices: [], total: 0, error }))
		]);
	},

	render([ , { devices, total, error } ]) {
		const m = new form.Map('bordertap', _('bordertap: devices'),
			_('A device is called what you call it here, and rules may name it so. Its MACs (of its Wi-Fi, its cable, each of its private addresses) go by one name and one policy.'));
		const s = m.section(form.GridSection, 'device', _('Named devices'), options.descriptionOf('device'));

		s.anonymous = true;
		s.addremove = true;
		s.nodescriptions = true;
		s.addbtntitle = _('Add a device');
		s.modaltitle = () => _('Device');
		s.handleRemove = function(section_id, ev) {
			names.forget(section_id);

			return form.GridSection.prototype.handleRemove.call(this, section_id, ev);
		};
		for (const name of COLUMNS) {
			const option = options.addColumn(s, 'device', name);

			if (name === 'macs')
				options.suggestMacs(option, devices.filter(({ device }) => host.isReadable('MAC', device ?? '')));
			if (name === 'name')
				option.write = function(section_id, value) {
					names.rename(section_id, value);

					return form.Value.prototype.write.call(this, section_id, value);
				};
		}

		this.map = m;
		this.section = s;
		this.devices = devices;
		this.noStrangers = error == null ? _('None.') : _('unknown');
		this.strangers = E('div', { 'id': 'bordertap-strangers' });

		return m.render().then(node => {
			this.showStrangers();
			// After each change of the sections the map renders itself anew.
			new MutationObserver(() => this.showStrangers()).observe(node, { childList: true });

			return E([], [
				nodes.stylesheet(),
				error == null ? '' : nodes.warning(error.message),
				verdict.over(m, api.callStatus),
				node,
				nodes.section(_('Seen, and not named yet'), this.strangers,
					total > devices.length ? E('p', { 'class': 'bordertap-note' }, [ _('Among the %d devices with the most traffic, of %d.').format(devices.length, total) ]) : '')
			].filter(child => child !== ''));
		});
	},

	showStrangers() {
		const known = new Set(uci.sections('bordertap', 'device').flatMap(macsOf));
		const rows = this.devices
			.filter(({ device }) => device != null && host.isReadable('MAC', device) && !known.has(device))
			.map(device => ({ cells: [ nodes.device(device), this.renderActions(device) ] }));

		nodes.show(this.strangers, [ nodes.table('strangers', [ _('Device'), _('What to do') ], rows, this.noStrangers) ]);
	},

	renderActions({ device, name }) {
		const isReadonly = this.map.readonly ? '' : null;
		const sections = uci.sections('bordertap', 'device').filter(section => macsOf(section).length < MACS_MAX);
		const actions = [ E('button', {
			'class': 'btn cbi-button cbi-button-add',
			'disabled': isReadonly,
			'click': ui.createHandlerFn(this, 'handleName', device, name)
		}, [ _('Name it…') ]) ];

		if (sections.length > 0)
			actions.push(E('select', {
				'class': 'cbi-input-select',
				'aria-label': _('It is another MAC of a device'),
				'disabled': isReadonly,
				'change': ev => this.handleMerge(device, ev.target.value)
			}, [
				E('option', { 'value': '' }, [ _('It is another MAC of…') ]),
				...sections.map(section => E('option', { 'value': section['.name'] }, [ host.printable(section.name ?? section['.name']) ]))
			]));

		return [ E('div', { 'class': 'bordertap-actions' }, actions) ];
	},

	/** A section with the MAC, and the name that the device gives itself for a start. */
	handleName(device, name) {
		const section_id = uci.add('bordertap', 'device');

		uci.set('bordertap', section_id, 'macs', [ device ]);
		if (name != null && host.isReadable('DEVICE_NAME', name))
			uci.set('bordertap', section_id, 'name', name);
		// Taken back where the dialog is dismissed, as for one that was added empty.
		this.map.addedSection = section_id;

		return this.section.renderMoreOptionsModal(section_id);
	},

	handleMerge(device, section_id) {
		if (section_id === '')
			return;

		uci.set('bordertap', section_id, 'macs', [ ...lists.entriesOf(uci.get('bordertap', section_id, 'macs')), device ]);

		return this.map.save(null, true);
	}
});
