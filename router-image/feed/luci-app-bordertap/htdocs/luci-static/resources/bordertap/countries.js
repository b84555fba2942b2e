'use strict';
'require baseclass';
'require dom';
'require form';
'require ui';
'require bordertap.host as host';
'require bordertap.lists as lists';

// Countries picked from a list that can be searched, by name or code.

const localNames = (() => {
	const language = document.documentElement.lang || 'en';

	try {
		return /^en\b/.test(language) ? null : new Intl.DisplayNames([ language ], { type: 'region' });
	}
	catch (e) {
		return null;
	}
})();

/** In the page's language where the browser knows it, else as the program's own reports have it. */
function nameOf(code) {
	return (/^[A-Z]{2}$/.test(code) ? localNames?.of(code) : null) ?? host.countryName(code);
}

/** Without marks above letters, and in lower case: Åland is found as aland. */
function plain(text) {
	return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
}

const CountryPicker = ui.AbstractElement.extend({
	__init__(codes, options) {
		// What stands in the file and is no country stays, until it is taken out.
		this.codes = [ ...new Set(codes.map(code => host.isReadable('COUNTRY', code) ? code.toUpperCase() : code)) ];
		this.options = Object.assign({ optional: true }, options);
	},

	render() {
		const isDisabled = this.options.disabled ? '' : null;

		this.chosen = E('div', { 'class': 'bordertap-chosen' });
		this.choices = E('div', { 'class': 'bordertap-choices', 'role': 'group', 'aria-label': _('Countries') },
			host.countryCodes().map(code => E('label', { 'data-search': plain(`${code} ${nameOf(code)} ${host.countryName(code)}`) }, [
				E('input', {
					'type': 'checkbox',
					'value': code,
					'disabled': isDisabled,
					'change': ev => this.choose(code, ev.target.checked)
				}),
				E('span', {}, [ nameOf(code) ]),
				E('abbr', {}, [ code ])
			])));
		this.nothing = E('div', { 'class': 'bordertap-empty', 'style': 'display:none' }, [ E('em', {}, [ _('No country is called so.') ]) ]);
		this.choices.appendChild(this.nothing);

		const search = E('input', {
			'type': 'search',
			'class': 'cbi-input-text',
			'id': this.options.id ? `widget.${this.options.id}` : null,
			'placeholder': _('Search by name or code'),
			'aria-label': _('Search by name or code'),
			'disabled': isDisabled,
			'input': ev => this.search(ev.target.value),
			// Return would send the dialog around it.
			'keydown': ev => {
				if (ev.key === 'Enter')
					ev.preventDefault();
			}
		});

		this.node = E('div', { 'id': this.options.id, 'class': 'bordertap-countries' }, [ this.chosen, search, this.choices ]);
		this.show();
		this.registerEvents(this.choices, 'widget-change', [ 'change' ]);
		dom.bindClassInstance(this.node, this);

		return this.node;
	},

	search(text) {
		const wanted = plain(text.trim());
		const labels = [ ...this.choices.querySelectorAll('label') ];

		for (const label of labels)
			label.hidden = !label.getAttribute('data-search').includes(wanted);
		this.nothing.style.display = labels.every(label => label.hidden) ? '' : 'none';
	},

	choose(code, isChosen) {
		this.codes = this.codes.filter(other => other !== code);
		if (isChosen)
			this.codes.push(code);
		this.node.setAttribute('data-changed', 'true');
		this.show();
	},

	show() {
		dom.content(this.chosen, this.codes.map(code => E('button', {
			'type': 'button',
			'class': 'btn cbi-button',
			'title': _('Take it out'),
			'disabled': this.options.disabled ? '' : null,
			'click': ev => {
				ev.preventDefault();
				this.choose(code, false);
				this.node.dispatchEvent(new CustomEvent('widget-change', { bubbles: true }));
			}
		}, [ host.isReadable('COUNTRY', code) ? `${nameOf(code)} ${code}` : _('%s: no country').format(host.printable(code)), ' ×' ])));
		for (const box of this.choices.querySelectorAll('input'))
			box.checked = this.codes.includes(box.value);
	},

	getValue() {
		return this.codes;
	},

	setValue(codes) {
		this.codes = lists.entriesOf(codes);
		this.show();
	},

	isValid() {
		return this.codes.every(code => host.isReadable('COUNTRY', code));
	},

	getValidationError() {
		return _('Take out what is no country.');
	}
});

const CountriesValue = form.Value.extend({
	__name__: 'CBI.BordertapCountries',

	renderWidget(section_id, option_index, cfgvalue) {
		return new CountryPicker(lists.entriesOf(cfgvalue), {
			id: this.cbid(section_id),
			disabled: this.readonly ?? this.map.readonly
		}).render();
	},

	textvalue(section_id) {
		return E('span', {}, [ lists.entriesOf(this.cfgvalue(section_id)).map(code => nameOf(code.toUpperCase())).map(host.printable).join(', ') ]);
	}
});

return baseclass.extend({ CountriesValue });
