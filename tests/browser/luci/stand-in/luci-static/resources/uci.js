'use strict';
'require baseclass';
'require rpc';

// Stands in for LuCI's uci.js, and is no part of it: sections as the router has them, and what was changed here since.

const callGet = rpc.declare({ object: 'uci', method: 'get', params: [ 'config' ], expect: { values: {} }, reject: true });
const callAdd = rpc.declare({ object: 'uci', method: 'add', params: [ 'config', 'type', 'name', 'values' ], expect: { section: '' }, reject: true });
const callSet = rpc.declare({ object: 'uci', method: 'set', params: [ 'config', 'section', 'values' ], reject: true });
const callDelete = rpc.declare({ object: 'uci', method: 'delete', params: [ 'config', 'section', 'options' ], reject: true });

const configs = {};
let added = 0;

function optionsOf(section) {
	return Object.fromEntries(Object.entries(section).filter(([ name ]) => !name.startsWith('.')));
}

async function store(config, { before, sections }) {
	for (const [ id, section ] of Object.entries(sections)) {
		const values = optionsOf(section);

		if (!(id in before)) {
			await callAdd(config, section['.type'], section['.anonymous'] ? undefined : id, values);
			continue;
		}

		const old = optionsOf(before[id]);
		const changed = Object.entries(values).filter(([ name, value ]) => JSON.stringify(value) !== JSON.stringify(old[name]));
		const gone = Object.keys(old).filter(name => !(name in values));

		if (changed.length > 0)
			await callSet(config, id, Object.fromEntries(changed));
		if (gone.length > 0)
			await callDelete(config, id, gone);
	}
	for (const id of Object.keys(before))
		if (!(id in sections))
			await callDelete(config, id);
}

return baseclass.extend({
	load(config) {
		if (config in configs)
			return Promise.resolve();

		return callGet(config).then(values => {
			configs[config] = { before: values, sections: structuredClone(values) };
		});
	},

	unload(config) {
		delete configs[config];
	},

	sections(config, type, callback = () => {}) {
		const found = Object.values(configs[config].sections)
			.filter(section => type == null || section['.type'] === type)
			.sort((a, b) => a['.index'] - b['.index']);

		found.forEach(section => callback(section, section['.name']));

		return found;
	},

	get(config, id, option) {
		const section = configs[config].sections[id];

		return option == null ? section : section?.[option];
	},

	set(config, id, option, value) {
		configs[config].sections[id][option] = value;
	},

	unset(config, id, option) {
		delete configs[config].sections[id]?.[option];
	},

	add(config, type, name) {
		const id = name ?? `new${++added}`;

		configs[config].sections[id] = { '.name': id, '.type': type, '.anonymous': name == null, '.index': 1000 + added };

		return id;
	},

	remove(config, id) {
		delete configs[config].sections[id];
	},

	async save() {
		for (const [ config, state ] of Object.entries(configs)) {
			await store(config, state);
			this.unload(config);
			await this.load(config);
		}
	}
});
