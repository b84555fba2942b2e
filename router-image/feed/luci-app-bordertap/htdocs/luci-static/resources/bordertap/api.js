'use strict';
'require baseclass';
'require rpc';

// The daemon's documents, through rpcd's object bordertap. Whatever keeps one away rejects, with what to do as message.

function advice(code) {
	switch (code) {
	case 'ENDPOINT_UNREACHABLE':
		return _('bordertap does not answer. See whether the service runs, and what the system log says of it; its endpoint is set up under Settings.');
	case 'ENDPOINT_REFUSED':
		return _('bordertap refuses to answer this page. See that the token file named under Settings is the one that the service was started with.');
	case 'ENDPOINT_ANSWER':
	case 'ENDPOINT_ANSWER_TOO_LONG':
		return _('What answers in the place of bordertap is something else, or says too much at once. See that no other program has its port.');
	case 'HTTP_TOKEN_MISSING':
		return _('The token file named under Settings holds no token.');
	default:
		return null;
	}
}

function declare(method, params) {
	const call = rpc.declare({ object: 'bordertap', method, params, reject: true });

	return (...values) => call(...values).catch(error => {
		throw new Error(_('The router does not pass the question on: %s').format(error.message));
	}).then(answer => {
		if (answer.error != null)
			throw Object.assign(new Error(advice(answer.error.code) ?? answer.error.message), { code: answer.error.code });

		return answer;
	});
}

const askDevices = declare('devices', [ 'offset', 'limit', 'countries' ]);

/** The order may change between two answers: a device that is in both is there once. */
function joined(first, second) {
	const known = new Set(first.devices.map(({ device }) => device));

	return { ...first, total: second.total, devices: [ ...first.devices, ...second.devices.filter(({ device }) => !known.has(device)) ] };
}

/** A page of devices. What is too long for one answer is asked for in halves, down to one device. */
function callDevices(offset, limit, countries) {
	return askDevices(offset, limit, countries).catch(error => {
		if (error.code !== 'ENDPOINT_ANSWER_TOO_LONG' || limit === 1)
			throw error;

		const half = Math.ceil(limit / 2);

		return callDevices(offset, half, countries).then(first => first.total <= offset + half
			? first
			: callDevices(offset + half, limit - half, countries).then(second => joined(first, second)));
	});
}

return baseclass.extend({
	/** Devices whose names and MACs a page knows, those with the most traffic. */
	DEVICES_KNOWN_MAX: 250,

	callStatus: declare('status'),
	callCountries: declare('countries'),
	/** `countries` are those of each device at most; all unless told. */
	callDevices,
	callFlows: declare('flows', [ 'flagged', 'order', 'offset', 'limit' ]),
	callAlerts: declare('alerts', [ 'offset', 'limit' ])
});
