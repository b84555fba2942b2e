'use strict';
'require view';
'require form';
'require bordertap.api as api';
'require bordertap.nodes as nodes';
'require bordertap.options as options';
'require bordertap.verdict as verdict';

// How it watches, enforces, answers, and gets its country data.

const TABS = {
	watching: [ 'interfaces', 'local', 'promiscuous', 'accounting', 'leases', 'log_level', 'workers', 'ring_size_mib' ],
	enforcing: [ 'fail', 'boot', 'router_output', 'mark_mask', 'queue_first', 'queue_count', 'directory' ]
};
const GEO = [ 'url', 'sha256', 'sha256_url', 'mmdb', 'update_interval_hours', 'table', 'asn', 'directory' ];
const HTTP = [ 'enabled', 'listen', 'port', 'token_file', 'allowed_hosts' ];

return view.extend({
	load() {
		return options.load('bordertap', 'geo', 'http');
	},

	render() {
		const m = new form.Map('bordertap', _('bordertap: settings'));
		let s = m.section(form.TypedSection, 'bordertap', _('Watching and enforcing'), options.descriptionOf('bordertap'));

		s.anonymous = true;
		s.tab('watching', _('Watching'));
		s.tab('enforcing', _('Enforcing'));
		for (const [ tab, names ] of Object.entries(TABS))
			names.forEach(name => options.add(s, 'bordertap', name, tab));

		s = m.section(form.TypedSection, 'geo', _('Country data'), options.descriptionOf('geo'));
		s.anonymous = true;
		GEO.forEach(name => options.add(s, 'geo', name));

		s = m.section(form.TypedSection, 'http', _('Endpoint'), options.descriptionOf('http'));
		s.anonymous = true;
		HTTP.forEach(name => options.add(s, 'http', name));

		return m.render().then(node => E([], [ nodes.stylesheet(), verdict.over(m, api.callStatus), node ]));
	}
});
