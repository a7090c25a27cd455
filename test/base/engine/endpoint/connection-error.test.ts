import {describe, expect, it} from 'vitest';
import type {EngineAddress} from '../../../../src/base/engine/endpoint/address.js';
import {connectionError} from '../../../../src/base/engine/endpoint/connection-error.js';

describe('the message of a failure', () => {
	it.each([
		['ENOENT', 'unreachable', 'no such socket'],
		['ECONNREFUSED', 'unreachable', 'nothing listens there'],
		['EHOSTUNREACH', 'unreachable', 'no route to that host'],
		['ENOTFOUND', 'unreachable', 'the host name is not known'],
		['ETIMEDOUT', 'timeout', 'no answer'],
		['CERT_HAS_EXPIRED', 'tls', 'has expired'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', 'does not speak TLS'],
		['ERR_SSL_SOMETHING_NEW', 'tls', 'TLS failed: odd things'],
		['HPE_INVALID_CONSTANT', 'invalid-answer', 'does not speak HTTP'],
		['EWHATEVER', 'unreachable', ': odd things'],
		['ABORT_ERR', 'cancelled', 'was cancelled'],
	])('of a connection that fails with %s', async (code, kind, words) => {
		const error = await connectionError(
			{kind: 'tcp', host: 'h', port: 1, tls: null},
			Object.assign(new Error('odd \u001b[31mthings'), {code}),
		);
		expect(error).toMatchObject({kind, message: expect.stringContaining(words)});
	});

	it('of a remote shell that prints its own output', async () => {
		const far: EngineAddress = {kind: 'ssh', host: 'h', user: null, port: null, socketPath: null};
		const error = await connectionError(far, Object.assign(new Error('x'), {code: 'HPE_INVALID_CONSTANT'}));
		expect(error.message).toBe(
			'cannot reach the engine at ssh://h: the response is not HTTP. Perhaps a startup file of the remote shell (.bashrc) prints something',
		);
	});
});
