// Stands in for LuCI's cbi.js, and is no part of it: what pages take from there, written anew.

String.prototype.format = function(...values) {
	const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', '\'': '&#39;' };

	return this.replace(/%([%sdh])/g, (_, kind) => {
		if (kind === '%')
			return '%';

		const value = values.shift();

		if (kind === 'd')
			return String(Math.trunc(Number(value)));

		return kind === 'h' ? String(value).replace(/[&<>"']/g, character => entities[character]) : String(value);
	});
};

window._ = text => window.TR[text] ?? text;
