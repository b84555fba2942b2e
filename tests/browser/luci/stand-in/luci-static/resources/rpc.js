'use strict';
'require baseclass';

// Stands in for LuCI's rpc.js, and is no part of it.

let calls = 0;

return baseclass.extend({
	declare({ object, method, params = [], expect, reject }) {
		return (...values) => fetch(L.env.ubuspath, {
			method: 'POST',
			body: JSON.stringify({
				jsonrpc: '2.0',
				id: ++calls,
				method: 'call',
				params: [ L.env.sessionid, object, method, Object.fromEntries(params.map((name, at) => [ name, values[at] ])) ]
			})
		}).then(response => response.json()).then(({ error, result }) => {
			if (error != null)
				throw new Error(`RPC call to ${object}/${method} failed with error ${error.code}: ${error.message}`);
			if (reject && result[0] !== 0)
				throw new Error(`RPC call to ${object}/${method} failed with ubus code ${result[0]}`);

			const answer = result.length > 1 ? result[1] : result[0];
			const [ [ key, otherwise ] = [] ] = Object.entries(expect ?? {});

			return key == null || key === '' ? answer : answer?.[key] ?? otherwise;
		});
	}
});
