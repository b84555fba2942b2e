'use strict';
'require baseclass';
'require form';
'require uci';
'require bordertap.countries as countries';
'require bordertap.host as host';
'require bordertap.lists as lists';
'require bordertap.manual as manual';

// Fields of the configuration's options, made of the manual: what they are called, what stands beside them and what they
// take is the same as everywhere else.

const TRUE = [ '1', 'on', 'true', 'yes', 'enabled' ];
const FALSE = [ '0', 'off', 'false', 'no', 'disabled' ];

/** Forms whose lists offer what there is. */
const SUGGESTED = [ 'DEVICE', 'MAC' ];

/** LuCI takes titles and descriptions for markup. */
function escaped(text) {
	return '%h'.format(text);
}

function classOf({ type, form: name, list }) {
	if (name === 'COUNTRY')
		return countries.CountriesValue;
	if (list)
		return form.DynamicList;
	if (type === 'boolean')
		return form.Flag;

	return type === 'choice' ? form.ListValue : form.Value;
}

/** What is done where nothing is set. */
function defaultOf(facts) {
	if (facts.defaultText != null)
		return facts.defaultText;
	if (facts.type === 'boolean')
		return facts.default ? _('on') : _('off');

	return facts.default == null ? null : String(facts.default);
}

function helpOf(facts) {
	const text = `${facts.description} ${facts.consequence}`;
	const unset = facts.required ? null : defaultOf(facts);

	return unset == null ? text : `${text} ${_('Unless set: %s.').format(unset)}`;
}

function isTaken(facts, value) {
	switch (facts.type) {
	case 'number':
		return /^-?\d{1,15}$/.test(value) && Number(value) >= facts.least && Number(value) <= facts.most;

	case 'choice':
		return facts.choices.includes(value);

	default:
		return host.isReadable(facts.form, value);
	}
}

function check(facts, option, section_id, value) {
	if (value == null || value === '')
		return true;
	if (!isTaken(facts, value))
		return _('Give %s.').format(facts.sample);
	if (facts.list && lists.entriesOf(option.formvalue(section_id)).length > facts.entriesMax)
		return _('Give at most %d.').format(facts.entriesMax);

	return true;
}

/** The option `name` of sections of a type, as a field of `section`; in a tab of it where one is named. */
function add(section, type, name, tab) {
	const facts = manual.sections[type].options[name];
	const args = [ classOf(facts), name, escaped(facts.label), escaped(helpOf(facts)) ];
	const option = tab == null ? section.option(...args) : section.taboption(tab, ...args);

	option.rmempty = !facts.required;
	option.optional = !facts.required && facts.default == null;
	if (classOf(facts) !== countries.CountriesValue && facts.type !== 'boolean')
		option.validate = function(section_id, value) {
			return check(facts, this, section_id, value);
		};

	if (facts.type === 'boolean') {
		option.default = facts.default ? '1' : '0';
		option.load = section_id => {
			const value = uci.get('bordertap', section_id, name);

			return TRUE.includes(value) ? '1' : FALSE.includes(value) ? '0' : value;
		};
	}
	else if (facts.type === 'choice') {
		option.default = facts.default;
		option.placeholder = defaultOf(facts);
		facts.choices.forEach(choice => option.value(choice));
		// Older LuCIs write a choice that is the default; the file says what differs.
		option.write = function(section_id, value) {
			return value === facts.default ? this.remove(section_id) : form.ListValue.prototype.write.call(this, section_id, value);
		};
		// A choice that there is not stays what it is, and is told.
		option.load = section_id => {
			const value = uci.get('bordertap', section_id, name);

			if (value != null && !option.keylist.includes(value))
				option.value(value, _('%s: no choice').format(host.printable(value)));

			return value;
		};
	}
	else if (facts.list) {
		option.load = section_id => lists.entriesOf(uci.get('bordertap', section_id, name));
		if (!SUGGESTED.includes(facts.form))
			option.placeholder = facts.sample;
	}
	else {
		option.placeholder = defaultOf(facts) ?? facts.sample;
	}

	return option;
}

/** Lets a list or a text choose among devices: those with a section by name, others that were seen by what outputs call them. */
function suggestDevices(option, devices) {
	const named = uci.sections('bordertap', 'device').filter(({ name }) => name != null && name !== '');
	const macs = new Set(named.flatMap(section => lists.entriesOf(section.macs)).map(mac => mac.toLowerCase()));

	named.forEach(({ name }) => option.value(name, host.printable(name)));
	suggestMacs(option, devices.filter(({ device }) => !macs.has(device)));
}

function suggestMacs(option, devices) {
	devices.filter(({ device }) => device != null).forEach(({ device, name, vendor }) => {
		const told = name ?? vendor;

		option.value(device, told == null ? device : `${device} ${host.printable(told)}`);
	});
}

/** A choice in a table, where what is not set stands as what is done then. */
function inTable(option, type, name) {
	const facts = manual.sections[type].options[name];

	option.textvalue = function(section_id) {
		const values = lists.entriesOf(this.cfgvalue(section_id));

		return values.length === 0
			? E('em', {}, [ defaultOf(facts) ?? _('none') ])
			: E('span', {}, [ values.map(host.printable).join(', ') ]);
	};

	return option;
}

/** Of a row in a table and the dialog behind it. */
function addColumn(section, type, name) {
	const option = add(section, type, name);

	return option instanceof countries.CountriesValue ? option : inTable(option, type, name);
}

return baseclass.extend({
	add,
	addColumn,

	/** Sections of a type that are about devices, as the rows of a table; `texts` are title, add and row. */
	addTable(map, type, texts, columns, devices) {
		const section = map.section(form.GridSection, type, texts.title, escaped(manual.sections[type].description));

		section.anonymous = true;
		section.addremove = true;
		section.nodescriptions = true;
		section.addbtntitle = texts.add;
		section.modaltitle = () => texts.row;
		for (const name of columns) {
			const option = addColumn(section, type, name);

			if (name === 'device')
				suggestDevices(option, devices);
		}
	},

	suggestMacs,

	/** Loads the configuration; a section of which there is one is there afterwards, also where the file has none. */
	load(...types) {
		return uci.load('bordertap').then(() => {
			for (const type of types)
				if (uci.sections('bordertap', type).length === 0)
					uci.add('bordertap', type, type);
		});
	},

	/** What the manual says of a section, as LuCI's markup. */
	descriptionOf(type) {
		return escaped(manual.sections[type].description);
	}
});
