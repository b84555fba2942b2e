'use strict';
'require baseclass';
'require dom';
'require rpc';
'require uci';
'require ui';

// Stands in for LuCI's form.js, and is no part of it: maps of sections of options, with the attributes that themes and tests
// find them by.

const callAccess = rpc.declare({ object: 'session', method: 'access', params: [ 'scope', 'object', 'function' ], expect: { access: false } });

const Value = baseclass.extend({
	__init__(map, section, option, title = '', description = '') {
		Object.assign(this, { map, section, option, title, description, rmempty: true, optional: false, default: null });
	},

	value(key, text = key) {
		(this.keylist ??= []).push(String(key));
		(this.vallist ??= []).push(String(text));
	},

	choices() {
		return this.keylist && Object.fromEntries(this.keylist.map((key, at) => [ key, this.vallist[at] ]));
	},

	cbid(id) {
		return `cbid.${this.map.config}.${id}.${this.option}`;
	},

	load(id) {
		return uci.get(this.map.config, id, this.option);
	},

	cfgvalue(id) {
		return this.load(id);
	},

	validate: () => true,

	widgetOptions(id) {
		return {
			id: this.cbid(id),
			choices: this.choices(),
			optional: this.optional,
			placeholder: this.placeholder,
			disabled: this.map.readonly,
			validate: value => this.validate(id, value)
		};
	},

	Widget: ui.Textfield,

	renderWidget(id, index, value) {
		return new this.Widget(value ?? this.default, this.widgetOptions(id)).render();
	},

	render(id, index) {
		return E('div', { 'class': 'cbi-value', 'data-field': this.cbid(id), 'data-name': this.option }, [
			E('label', { 'class': 'cbi-value-title', 'for': `widget.${this.cbid(id)}` }, this.title),
			E('div', { 'class': 'cbi-value-field' }, [
				this.renderWidget(id, index, this.cfgvalue(id)),
				E('div', { 'class': 'cbi-value-description' }, this.description)
			])
		]);
	},

	element(id) {
		return dom.findClassInstance(document.getElementById(this.cbid(id)));
	},

	formvalue(id) {
		return this.element(id)?.getValue() ?? null;
	},

	parse(id) {
		const element = this.element(id);

		if (!element.isValid())
			throw new TypeError(`${_('Option "%s" contains an invalid input value.').format(this.title)} ${element.getValidationError()}`);

		const value = this.formvalue(id);

		if (value == null || value == '' || (value == this.default && this.rmempty)) {
			if (!this.rmempty)
				throw new TypeError(_('Option "%s" must not be empty.').format(this.title));
			this.remove(id);
		}
		else if (JSON.stringify(value) !== JSON.stringify(this.cfgvalue(id))) {
			this.write(id, value);
		}
	},

	write(id, value) {
		uci.set(this.map.config, id, this.option, value);
	},

	remove(id) {
		uci.unset(this.map.config, id, this.option);
	}
});

const ListValue = Value.extend({ Widget: ui.Select });
const Flag = Value.extend({ Widget: ui.Checkbox });
const DynamicList = Value.extend({
	Widget: ui.DynamicList,

	renderWidget(id, index, value) {
		return Value.prototype.renderWidget.call(this, id, index, L.toArray(value));
	}
});

const TypedSection = baseclass.extend({
	__init__(map, sectiontype, title = '', description = '') {
		Object.assign(this, { map, sectiontype, title, description, children: [], tabs: [] });
	},

	tab(name, title) {
		this.tabs.push({ name, title });
	},

	option(Class, ...args) {
		const option = new Class(this.map, this, ...args);

		this.children.push(option);

		return option;
	},

	taboption(tab, ...args) {
		return Object.assign(this.option(...args), { tab });
	},

	cfgsections() {
		return uci.sections(this.map.config, this.sectiontype).map(section => section['.name']);
	},

	parse() {
		this.cfgsections().forEach(id => this.children.forEach(option => option.parse(id)));
	},

	renderSection(id) {
		const fields = this.children.map((option, at) => ({ option, node: option.render(id, at) }));
		const of = name => fields.filter(({ option }) => option.tab === name).map(({ node }) => node);

		if (this.tabs.length === 0)
			return of(undefined);

		const panes = this.tabs.map(({ name }, at) => E('div', { 'data-tab': name, 'style': at > 0 ? 'display:none' : null }, of(name)));
		const menu = E('ul', { 'class': 'cbi-tabmenu' }, this.tabs.map(({ name, title }, at) => E('li', { 'data-tab': name }, [
			E('a', { 'href': '#', 'click': ev => {
				ev.preventDefault();
				panes.forEach((pane, other) => { pane.style.display = at === other ? '' : 'none'; });
			} }, [ title ])
		])));

		return [ menu, ...panes ];
	},

	renderContents() {
		return this.cfgsections().map(id => E('div', { 'class': 'cbi-section-node', 'data-section-id': id }, this.renderSection(id)));
	},

	render() {
		return E('div', { 'class': 'cbi-section', 'id': `cbi-${this.map.config}-${this.sectiontype}` }, [
			E('h3', {}, this.title),
			E('div', { 'class': 'cbi-section-descr' }, this.description),
			...this.renderContents()
		]);
	},

	handleRemove(id) {
		uci.remove(this.map.config, id);

		return this.map.save();
	}
});

const GridSection = TypedSection.extend({
	parse() {},

	button(kind, text, click) {
		return E('button', { 'class': `btn cbi-button cbi-button-${kind}`, 'disabled': this.map.readonly ? '' : null, click }, [ text ]);
	},

	renderContents() {
		const cell = (option, id) => E('td', { 'class': 'td cbi-value-field', 'data-title': option.title, 'data-name': option.option }, option.textvalue(id));

		return [
			E('table', { 'class': 'table cbi-section-table' }, [
				E('tr', { 'class': 'tr table-titles' }, this.children.map(({ title }) => E('th', { 'class': 'th' }, title))),
				...this.cfgsections().map(id => E('tr', { 'class': 'tr cbi-section-table-row', 'data-section-id': id }, [
					...this.children.map(option => cell(option, id)),
					E('td', { 'class': 'td cbi-section-actions' }, [
						this.button('edit', _('Edit'), () => this.renderMoreOptionsModal(id)), ' ',
						this.button('remove', _('Delete'), ev => this.handleRemove(id, ev))
					])
				]))
			]),
			E('div', { 'class': 'cbi-section-create' }, [ this.button('add', this.addbtntitle, () => {
				this.map.addedSection = uci.add(this.map.config, this.sectiontype);

				return this.renderMoreOptionsModal(this.map.addedSection);
			}) ])
		];
	},

	addModalOptions() {},

	async renderMoreOptionsModal(id) {
		const close = () => {
			delete this.map.addedSection;
			ui.hideModal();
		};
		const dismiss = () => {
			if (this.map.addedSection != null)
				uci.remove(this.map.config, this.map.addedSection);
			close();
		};
		// The dialog is a map of its own, which says nothing of what keeps it from being saved.
		const map = new Map(this.map.config);

		map.children = [ { parse: () => this.children.forEach(option => option.parse(id)) } ];
		map.root = E('div', { 'class': 'cbi-map' }, this.children.map((option, at) => option.render(id, at)));
		this.addModalOptions({ map }, id);

		const save = async () => {
			await map.parse();
			close();
			await this.map.save();
		};

		ui.showModal(this.modaltitle(id), [
			map.root,
			E('div', { 'class': 'button-row' }, [
				E('button', { 'class': 'btn cbi-button', 'click': dismiss }, [ _('Dismiss') ]), ' ',
				this.button('positive', _('Save'), () => save().catch(() => {}))
			])
		]);
	}
});

const Map = baseclass.extend({
	__init__(config, title, description = '') {
		Object.assign(this, { config, title, description, children: [] });
	},

	section(Class, ...args) {
		const section = new Class(this, ...args);

		this.children.push(section);

		return section;
	},

	async render() {
		await uci.load(this.config);
		this.readonly = !await callAccess('uci', this.config, 'write');
		this.root = E('div', { 'class': 'cbi-map', 'id': `cbi-${this.config}` });
		dom.bindClassInstance(this.root, this);

		return this.reset();
	},

	reset() {
		dom.content(this.root, [
			E('h2', { 'name': 'content' }, this.title),
			E('div', { 'class': 'cbi-map-descr' }, this.description),
			...this.children.map(section => section.render())
		]);

		return this.root;
	},

	async parse() {
		this.children.forEach(section => section.parse());
	},

	async save() {
		try {
			await this.parse();
			await uci.save();
		}
		catch (error) {
			ui.showModal(_('Save error'), [
				E('p', {}, [ E('em', {}, [ error.message ]) ]),
				E('button', { 'class': 'cbi-button', 'click': () => ui.hideModal() }, [ _('Dismiss') ])
			]);
			throw error;
		}
		this.reset();
	}
});

return baseclass.extend({ Map, TypedSection, GridSection, Value, ListValue, Flag, DynamicList });
