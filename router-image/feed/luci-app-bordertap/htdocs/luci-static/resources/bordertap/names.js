'use strict';
'require baseclass';
'require uci';
'require bordertap.lists as lists';

// Other sections name devices by the names of their sections: they follow when one is called otherwise, or goes.

const REFERRING = [ 'country', 'exception' ];

/** Puts other words into the place of a device's name, wherever it stands. */
function replace(name, words) {
	for (const type of REFERRING)
		uci.sections('bordertap', type, section => {
			const devices = lists.entriesOf(section.device);

			if (!devices.includes(name))
				return;

			const replaced = devices.flatMap(device => device === name ? words : [ device ]);

			uci.set('bordertap', section['.name'], 'device', [ ...new Set(replaced) ]);
		});
}

/** Whether another section has the name too, and so goes on being meant. */
function isShared(section_id, name) {
	return uci.sections('bordertap', 'device').some(section => section['.name'] !== section_id && section.name === name);
}

return baseclass.extend({
	/** Before a device's section is called otherwise. */
	rename(section_id, name) {
		const before = uci.get('bordertap', section_id, 'name');

		if (before != null && before !== name && !isShared(section_id, before))
			replace(before, [ name ]);
	},

	/** Before a device's section goes: what was said of it is then said of its MACs. */
	forget(section_id) {
		const name = uci.get('bordertap', section_id, 'name');

		if (name != null && !isShared(section_id, name))
			replace(name, lists.entriesOf(uci.get('bordertap', section_id, 'macs')));
	}
});
