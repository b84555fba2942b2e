'use strict';
'require view';
'require form';
'require bordertap.api as api';
'require bordertap.nodes as nodes';
'require bordertap.options as options';
'require bordertap.verdict as verdict';

// What the rules for countries are not about, or not in this way.

const COLUMNS = [ 'address', 'host', 'device', 'action', 'expires' ];

return view.extend({
	load() {
		return Promise.all([
			options.load(),
			api.callDevices(0, api.DEVICES_KNOWN_MAX, 0).catch(error => ({ devices: [], error }))
		]);
	},

	render([ , { devices, error } ]) {
		const m = new form.Map('bordertap', _('bordertap: exceptions'),
			_('They stand before every rule for countries: by address first, then by host name, then by device alone.'));
		const texts = { title: _('Exceptions'), add: _('Add an exception'), row: _('Exception') };

		options.addTable(m, 'exception', texts, COLUMNS, devices);

		return m.render().then(node => E([], [ nodes.stylesheet(), ...nodes.unsuggested(error), verdict.over(m, api.callStatus), node ]));
	}
});
