'use strict';
'require view';
'require form';
'require bordertap.api as api';
'require bordertap.nodes as nodes';
'require bordertap.options as options';
'require bordertap.verdict as verdict';

// What is done about flows: for all of them, and by country.

const DEFAULTS = [ 'mode', 'default_action', 'unknown_country', 'opinions_differ', 'tunnels', 'new_devices', 'block_with', 'timezone' ];
const COLUMNS = [ 'codes', 'action', 'device', 'hours' ];

return view.extend({
	load() {
		return Promise.all([
			options.load('bordertap'),
			api.callDevices(0, api.DEVICES_KNOWN_MAX, 0).catch(error => ({ devices: [], error }))
		]);
	},

	render([ , { devices, error } ]) {
		const m = new form.Map('bordertap', _('bordertap: policy'),
			_('The first that fits decides: an exception, the country, the device\'s own policy, the default.'));
		const s = m.section(form.TypedSection, 'bordertap', _('For all'));

		s.anonymous = true;
		DEFAULTS.forEach(name => options.add(s, 'bordertap', name));

		const texts = { title: _('Countries'), add: _('Add countries'), row: _('Countries') };

		options.addTable(m, 'country', texts, COLUMNS, devices);

		return m.render().then(node => E([], [ nodes.stylesheet(), ...nodes.unsuggested(error), verdict.over(m, api.callStatus), node ]));
	}
});
