// Stands in for LuCI's luci.js, and is no part of it: modules, classes, nodes, pages and polls, as far as the package's
// pages use them. A text that is not in a list becomes markup, as there: that is what the tests with hostile names are for.

(() => {
	const modules = new Map();

	function extend(Base, properties) {
		class Derived extends Base {}

		Object.defineProperties(Derived.prototype, Object.fromEntries(Object.keys(properties).map(name =>
			[ name, { value: properties[name], writable: true, configurable: true, enumerable: true } ])));
		Derived.extend = more => extend(Derived, more);

		return Derived;
	}

	class Base {
		constructor(...args) {
			this.__init__?.(...args);
		}
	}
	Base.extend = properties => extend(Base, properties);

	const instances = new WeakMap();

	const dom = {
		elem: value => value instanceof Node,

		append(node, children) {
			if (Array.isArray(children))
				children.filter(child => child != null).forEach(child => node.append(child instanceof Node ? child : String(child)));
			else if (children instanceof Node)
				node.append(children);
			else if (children != null)
				node.innerHTML = String(children);
		},

		content(node, children) {
			node.replaceChildren();
			dom.append(node, children);
		},

		create(name, attributes, children) {
			if (Array.isArray(attributes) || attributes instanceof Node || typeof attributes !== 'object')
				return dom.create(name, {}, attributes);

			const node = Array.isArray(name) ? document.createDocumentFragment() : document.createElement(name);

			for (const [ key, value ] of Object.entries(attributes ?? {}))
				if (typeof value === 'function')
					node.addEventListener(key, value);
				else if (value != null)
					node.setAttribute(key, typeof value === 'object' ? JSON.stringify(value) : value);
			dom.append(node, children);

			return node;
		},

		bindClassInstance: (node, instance) => instances.set(node, instance),
		findClassInstance: node => node == null ? null : instances.get(node) ?? dom.findClassInstance(node.parentNode)
	};

	window.E = dom.create;

	const poll = {
		add: (task, seconds) => setInterval(task, seconds * 1000)
	};

	const View = Base.extend({
		__init__() {
			const place = document.getElementById('view');

			Promise.resolve(this.load()).then(data => this.render(data)).then(nodes => {
				dom.content(place, nodes);
				dom.append(place, this.addFooter());
			}).catch(error => L.error(error));
		},

		load() {},

		maps() {
			return [ ...document.querySelectorAll('#maincontent .cbi-map') ].map(dom.findClassInstance).filter(map => map != null);
		},

		addFooter() {
			const maps = this.maps();

			if (maps.length === 0 || this.handleSave === null)
				return E([]);

			const disabled = maps.every(map => map.readonly) ? '' : null;
			const button = (kind, text, click) => E('button', { 'class': `btn cbi-button cbi-button-${kind}`, disabled, click }, [ text ]);

			return E('div', { 'class': 'cbi-page-actions' }, [
				button('save', _('Save'), () => this.handleSave()),
				button('reset', _('Reset'), () => maps.forEach(map => map.reset()))
			]);
		},

		handleSave() {
			return Promise.all(this.maps().map(map => map.save())).catch(() => {});
		}
	});

	window.LuCI = class LuCI {
		constructor(env) {
			this.env = env;
			this.require('ui');
		}

		resource(path) {
			return `${this.env.resource}/${path}`;
		}

		toArray(value) {
			if (value == null)
				return [];

			return Array.isArray(value) ? value : String(value).trim().split(/\s+/).filter(word => word !== '');
		}

		hasViewPermission() {
			return !this.env.nodespec.readonly;
		}

		error(error) {
			const text = `${error.name}: ${error.message}`;

			console.error(text);
			document.getElementById('view').replaceChildren(E('div', { 'class': 'alert-message error' }, [ text ]));
		}

		require(name) {
			if (!modules.has(name))
				modules.set(name, this.load(name));

			return modules.get(name);
		}

		async load(name) {
			const url = this.resource(`${name.replaceAll('.', '/')}.js`);
			const response = await fetch(url);

			if (!response.ok)
				throw new Error(`HTTP error ${response.status} while loading ${url}`);

			const source = await response.text();
			const [ head ] = /^(?:\s*'[^'\n]*';)*/.exec(source);
			const needed = [ ...head.matchAll(/'require ([\w.]+)(?: as (\w+))?'/g) ];
			const values = await Promise.all(needed.map(([ , module ]) => this.require(module)));
			const names = needed.map(([ , module, as ]) => as ?? module.replaceAll('.', '_'));
			const Class = new Function(...names, `${source}\n//# sourceURL=${url}`)(...values);

			return new Class();
		}
	};

	modules.set('baseclass', Promise.resolve(Base));
	modules.set('dom', Promise.resolve(dom));
	modules.set('poll', Promise.resolve(poll));
	modules.set('view', Promise.resolve(View));
})();
