'use strict';
'require view';
'require form';
'require bordertap.api as api';
'require bordertap.nodes as nodes';
'require bordertap.options as options';

// What the rules for countries are not about, or not in this way.

const SUGGESTIONS_MAX = 100;
const COLUMNS = [ 'address', 'host', 'device', 'action', 'expires' ];

return view.extend({
	load() {
		return Promise.all([
			options.load(),
			api.callDevices(0, SUGGESTIONS_MAX).catch(() => ({ devices: [] }))
		]);
	},

	render([ , { devices } ]) {
		const m = new form.Map('bordertap', _('bordertap: exceptions'),
			_('They stand before every rule for countries: by address first, then by host name, then by device alone.'));
		const s = m.section(form.GridSection, 'exception', _('Exceptions'), options.descriptionOf('exception'));

		s.anonymous = true;
		s.addremove = true;
		s.nodescriptions = true;
		s.addbtntitle = _('Add an exception');
		s.modaltitle = () => _('Exception');
		for (const name of COLUMNS) {
			const option = options.addColumn(s, 'exception', name);

			if (name === 'device')
				options.suggestDevices(option, devices);
		}

		return m.render().then(node => E([], [ nodes.stylesheet(), node ]));
	}
});
