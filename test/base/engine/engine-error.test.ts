import {describe, expect, it} from 'vitest';
import {statusError} from '../../../src/base/engine/engine-error.js';
import {trusted} from '../../../src/base/text/safe-text.js';

const endpoint = trusted('unix:///d.sock');

describe('the message of a failure', () => {
	it.each([
		[403, 'Forbidden', 'forbidden', 'Forbidden (HTTP 403). A socket proxy'],
		[401, '', 'forbidden', 'HTTP 401'],
		[404, '{"message":"No such container: x"}', 'not-found', 'No such container: x (HTTP 404)'],
		[
			404,
			'{"cause":"no such container","message":"no container with name","response":404}',
			'not-found',
			'no container with name',
		],
		[500, '{"message":"a\\u001b[31mb"}', 'engine', 'ab (HTTP 500)'],
		[502, '<html><h1>Bad gateway', 'engine', ': HTTP 502'],
		[400, 'Client sent an HTTP request to an HTTPS server.\n', 'tls', 'it speaks TLS'],
		[500, '{"message":', 'engine', '{"message":'],
	])('of HTTP %d %j', (status, body, kind, words) => {
		const error = statusError(endpoint, 'GET /x', status, body);
		expect(error).toMatchObject({kind, status, message: expect.stringContaining(words)});
	});
});
