import {describe, expect, it} from 'vitest';
import {parseAddress, showAddress, type TlsMaterial} from '../../../../src/base/engine/endpoint/address.js';
import {EngineError} from '../../../../src/base/engine/engine-error.js';
import {trusted} from '../../../../src/base/text/safe-text.js';

const from = trusted('--host');
const tls: TlsMaterial = {ca: 'ca', cert: null, key: null, skipVerify: false};

describe('an address', () => {
	it.each([
		['unix:///var/run/docker.sock', {kind: 'unix', socketPath: '/var/run/docker.sock'}],
		['unix:/run/a b.sock', {kind: 'unix', socketPath: '/run/a b.sock'}],
		['tcp://10.0.0.1', {kind: 'tcp', host: '10.0.0.1', port: 2375, tls: null}],
		['tcp://10.0.0.1:80/', {kind: 'tcp', host: '10.0.0.1', port: 80, tls: null}],
		['engine.example:4243', {kind: 'tcp', host: 'engine.example', port: 4243, tls: null}],
		['tcp://[::1]:2375', {kind: 'tcp', host: '::1', port: 2375, tls: null}],
		['http://h', {kind: 'tcp', host: 'h', port: 2375, tls: null}],
		['https://h', {kind: 'tcp', host: 'h', port: 2376, tls: {ca: null, cert: null, key: null, skipVerify: false}}],
		['ssh://host', {kind: 'ssh', host: 'host', user: null, port: null, socketPath: null}],
		[
			'ssh://me@host:2222/run/user/1000/docker.sock',
			{kind: 'ssh', host: 'host', user: 'me', port: 2222, socketPath: '/run/user/1000/docker.sock'},
		],
		['ssh://me@[fe80::1]', {kind: 'ssh', host: 'fe80::1', user: 'me', port: null, socketPath: null}],
		['  ssh://host:22/  ', {kind: 'ssh', host: 'host', user: null, port: 22, socketPath: null}],
	])('%s is understood', (text, address) => expect(parseAddress(text, from, null)).toEqual(address));

	it('speaks TLS on its own port where certificates were given', () => {
		expect(parseAddress('tcp://h', from, tls)).toEqual({kind: 'tcp', host: 'h', port: 2376, tls});
		expect(parseAddress('http://h', from, tls)).toMatchObject({tls: null});
	});

	it.each([
		['', 'it is empty'],
		['unix://docker.sock', 'must be absolute'],
		[`unix:///${'a'.repeat(200)}`, 'at most 107 bytes'],
		['/var/run/docker.sock', 'write a socket as unix:///var/run/docker.sock'],
		['npipe:////./pipe/docker_engine', '"npipe://" is not one of unix://, tcp://, ssh://'],
		['fd://', '"fd://" is not one of'],
		['tcp://', 'no host name'],
		['tcp://h:99999', 'port is not a number'],
		['tcp://h:http', 'port is not a number'],
		['tcp://h:0', 'port 0'],
		['tcp://h/v1.45', 'a path ("/v1.45") after the port'],
		['tcp://me@h', 'has no user'],
		['tcp://h?x=1', 'a query or a fragment'],
		['ssh://me:secret@h', 'contains a password'],
		['ssh://-oProxyCommand=touch', 'cannot begin with a dash'],
		['ssh://-l@host', 'cannot begin with a dash'],
		['ssh://a%20b', 'the name contains a space'],
		['\u001b[31mred\u0007', 'no host name'],
	])('%j is refused in one line that says why', (text, why) => {
		const error = thrown(() => parseAddress(text, from, null));
		expect(error.kind).toBe('bad-address');
		expect(error.message).toContain(why);
		expect(error.message).toMatch(/^--host: [ -~…]+$/);
		expect(error.message).not.toContain('secret');
	});

	it.each(['unix:///run/docker.sock', 'tcp://10.0.0.1:2375', 'tcp://[::1]:2375', 'ssh://me@host:22/run/x.sock', 'ssh://host'])(
		'%s is shown as it was written',
		text => expect(showAddress(parseAddress(text, from, null))).toBe(text),
	);
});

function thrown(run: () => unknown): EngineError {
	try {
		run();
	} catch (error) {
		if (error instanceof EngineError) return error;
		throw error;
	}
	throw new Error('it was accepted');
}
