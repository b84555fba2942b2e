'use strict';
'require baseclass';
'require form';
'require poll';
'require uci';
'require bordertap.host as host';
'require bordertap.manual as manual';
'require bordertap.nodes as nodes';

// Whether the program takes the configuration as a whole: its own code says so before anything is saved, and the daemon
// what became of it afterwards.

const POLL_SECONDS = 5;

/** Options of a section as they stand now; what sections() says has options that were taken out. */
function optionsOf(section) {
	const id = section['.name'];
	const names = Object.keys(section).filter(name => !name.startsWith('.'));

	return Object.fromEntries(names.map(name => [ name, uci.get('bordertap', id, name) ])
		.filter(([ , value ]) => value != null && value !== ''));
}

/** The configuration as the program's JSON has it, but for a section that is not whole yet. */
function documentNow(unfinished) {
	const contents = {};

	for (const section of uci.sections('bordertap').filter(section => section['.name'] !== unfinished)) {
		const type = section['.type'];

		contents[type] = [ ...(contents[type] ?? []), optionsOf(section) ];
	}

	return Object.fromEntries(Object.entries(contents)
		.map(([ type, sections ]) => [ type, manual.sections[type]?.several ? sections : sections[0] ]));
}

function mistakesNow(unfinished) {
	return host.mistakesIn(documentNow(unfinished), Date.now());
}

function sentenceOf({ option, value, reason, remedy }) {
	return `${[ option, value ].filter(part => part != null).join(' ')}: ${reason} ${remedy}`;
}

/** Everything that is set, by the name of its section. */
function snapshot() {
	return new Map(uci.sections('bordertap').map(section => [ section['.name'], optionsOf(section) ]));
}

/** Sets what was set, in the sections that are there still. */
function restore(before) {
	for (const [ id, now ] of snapshot()) {
		const then = before.get(id) ?? {};

		for (const name of new Set([ ...Object.keys(then), ...Object.keys(now) ]))
			if (then[name] == null)
				uci.unset('bordertap', id, name);
			else if (JSON.stringify(then[name]) !== JSON.stringify(now[name]))
				uci.set('bordertap', id, name, then[name]);
	}
}

/** Lets nothing be saved that brings a mistake with it. Those that were there before stand in nobody's way. */
function guard(map) {
	map.parse = function() {
		const before = snapshot();
		const known = new Set(mistakesNow().map(sentenceOf));

		return form.Map.prototype.parse.call(this).then(() => {
			const brought = mistakesNow().filter(mistake => !known.has(sentenceOf(mistake)));

			this.root.querySelectorAll('.bordertap-brought').forEach(node => node.remove());
			if (brought.length === 0)
				return;

			restore(before);

			const title = _('This cannot be saved:');

			// A dialog says nothing of it by itself.
			this.root.prepend(E('div', { 'class': 'bordertap-brought' }, [ nodes.remarks(title, brought) ]));
			throw new Error([ title, ...brought.map(sentenceOf) ].map(host.printable).join('\n'));
		});
	};
}

return baseclass.extend({
	/**
	 * A node for the place above a map, which is rendered: what the daemon (`callStatus`) or the program's code says of the
	 * configuration. From now on the map and its dialogs save no new mistake.
	 */
	over(map, callStatus) {
		const node = E('div', { 'id': 'bordertap-verdict' });
		let configuration = null;
		const show = () => nodes.show(node, nodes.verdict(configuration, mistakesNow(map.addedSection)));
		const ask = () => callStatus().then(status => {
			configuration = status.configuration;
		}).catch(() => {
			configuration = null;
		}).then(show);

		guard(map);
		for (const section of map.children)
			section.addModalOptions = inner => guard(inner.map);

		show();
		ask();
		poll.add(ask, POLL_SECONDS);
		// After each change the map renders itself anew.
		new MutationObserver(show).observe(map.root, { childList: true });

		return node;
	}
});
