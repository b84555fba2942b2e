'use strict';
'require baseclass';
'require dom';

// Stands in for LuCI's ui.js, and is no part of it: fields of forms, and the dialog.

const AbstractElement = baseclass.extend({
	__init__(value, options) {
		this.value = value;
		this.options = options;
	},

	/** Of a text that stands in the field now. */
	mistakeIn(text) {
		if (text == null || text === '')
			return null;

		const verdict = this.options.validate(text);

		return verdict === true ? null : verdict;
	},

	registerEvents(target, name, events) {
		events.forEach(event => target.addEventListener(event, () => this.node.dispatchEvent(new CustomEvent(name, { bubbles: true }))));
	},

	watch(input, texts) {
		const check = () => {
			this.mistake = texts().map(text => this.mistakeIn(text)).find(mistake => mistake != null) ?? null;
			input.classList.toggle('cbi-input-invalid', this.mistake != null);
		};

		[ 'keyup', 'blur', 'change' ].forEach(event => input.addEventListener(event, check));
		setTimeout(check);
	},

	bind(node) {
		this.node = node;
		dom.bindClassInstance(node, this);

		return node;
	},

	isValid() {
		return this.mistake == null;
	},

	getValidationError() {
		return this.mistake ?? '';
	}
});

const Textfield = AbstractElement.extend({
	render() {
		const { id, placeholder, disabled } = this.options;

		this.input = E('input', { 'type': 'text', 'id': `widget.${id}`, 'class': 'cbi-input-text', 'value': this.value, placeholder, 'disabled': disabled ? '' : null });
		this.watch(this.input, () => [ this.getValue() ]);

		return this.bind(E('div', { id }, [ this.input ]));
	},

	getValue() {
		return this.input.value;
	}
});

const Checkbox = AbstractElement.extend({
	render() {
		const { id, disabled } = this.options;

		this.input = E('input', { 'type': 'checkbox', 'checked': this.value === '1' ? '' : null, 'disabled': disabled ? '' : null });

		return this.bind(E('div', { id, 'class': 'cbi-checkbox' }, [ this.input ]));
	},

	getValue() {
		return this.input.checked ? '1' : '0';
	}
});

const Select = AbstractElement.extend({
	render() {
		const { id, choices, optional, placeholder, disabled } = this.options;
		const option = (value, text) => E('option', { value, 'selected': value === (this.value ?? '') ? '' : null }, [ text ]);

		this.input = E('select', { 'id': `widget.${id}`, 'class': 'cbi-input-select', 'disabled': disabled ? '' : null }, [
			optional ? option('', placeholder ?? '') : null,
			...Object.entries(choices).map(([ value, text ]) => option(value, text))
		]);
		this.watch(this.input, () => [ this.getValue() ]);

		return this.bind(E('div', { id }, [ this.input ]));
	},

	getValue() {
		return this.input.value;
	}
});

const DynamicList = AbstractElement.extend({
	render() {
		const { id, choices, placeholder, disabled } = this.options;

		this.values = [ ...this.value ];
		this.items = E('div');
		this.input = E('input', {
			'type': 'text',
			'class': choices == null ? 'cbi-input-text' : 'create-item-input',
			'disabled': disabled ? '' : null,
			placeholder,
			'keydown': ev => {
				if (ev.key === 'Enter')
					this.add(this.input.value);
			}
		});
		this.watch(this.input, () => [ this.input.value ]);

		const button = E('button', { 'class': 'btn cbi-button cbi-button-add', 'disabled': disabled ? '' : null, 'click': () => this.add(this.input.value) }, [ '+' ]);
		const offer = E('ul', { 'style': 'display:none' }, Object.entries(choices ?? {}).map(([ value, text ]) =>
			E('li', { 'data-value': value, 'click': () => this.add(value) }, [ text ])));
		const adding = choices == null ? E('div', { 'class': 'add-item control-group' }, [ this.input, button ])
			: E('div', { 'class': 'add-item' }, [ E('div', { 'class': 'cbi-dropdown', 'click': () => { offer.style.display = ''; } }, [ this.input, offer ]) ]);

		this.show();

		return this.bind(E('div', { id, 'class': 'cbi-dynlist' }, [ this.items, adding ]));
	},

	add(value) {
		if (value === '' || this.mistakeIn(value) != null || this.values.includes(value))
			return;
		this.values.push(value);
		this.input.value = '';
		this.show();
	},

	show() {
		dom.content(this.items, this.values.map(value => E('div', {
			'class': 'item',
			'tabindex': 0,
			'click': () => {
				this.values = this.values.filter(other => other !== value);
				this.show();
			}
		}, [ E('span', {}, [ this.options.choices?.[value] ?? value ]), E('input', { 'type': 'hidden', value }) ])));
	},

	getValue() {
		return this.values;
	}
});

return baseclass.extend({
	AbstractElement,
	Textfield,
	Checkbox,
	Select,
	DynamicList,

	instantiateView: path => L.require(`view.${path.replaceAll('/', '.')}`).catch(error => L.error(error)),

	createHandlerFn: (context, handler, ...values) => ev =>
		(typeof handler === 'string' ? context[handler] : handler).call(context, ...values, ev),

	showModal(title, children) {
		this.hideModal();
		document.body.append(E('div', { 'id': 'modal_overlay' }, [
			E('div', { 'class': 'modal cbi-modal' }, [ E('h4', {}, title), ...children ])
		]));
	},

	hideModal() {
		document.getElementById('modal_overlay')?.remove();
	}
});
