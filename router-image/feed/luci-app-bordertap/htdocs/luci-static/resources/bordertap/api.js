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
			throw new Error(advice(answer.error.code) ?? answer.error.message);

		return answer;
	});
}

return baseclass.extend({
	callStatus: declare('status'),
	callCountries: declare('countries'),
	callDevices: declare('devices', [ 'offset', 'limit' ]),
	callFlows: declare('flows', [ 'flagged', 'order', 'offset', 'limit' ]),
	callAlerts: declare('alerts', [ 'offset', 'limit' ])
});
