import {describe, expect, it} from 'vitest';
import {containerInspect, containerRows, networkRows, volumeRows} from '../../src/engine/answer-shapes.js';
import {pathAnswer, pathStatOf, topColumns} from '../../src/engine/container-questions.js';
import {type EngineAddress, showAddress} from '../../src/engine/endpoint/address.js';
import {connectionError} from '../../src/engine/endpoint/connection-error.js';
import {EngineError, statusError} from '../../src/engine/engine-error.js';
import {segment} from '../../src/engine/http-exchange.js';
import {IMAGE_IDENTITY} from '../../src/engine/image-identity.js';
import {isOlder, offeredVersion, versionPrefix} from '../../src/engine/session.js';
import {sshError} from '../../src/engine/ssh/ssh-failures.js';
import {trusted} from '../../src/terminal/safe-text.js';

const address: EngineAddress = {kind: 'unix', socketPath: '/d.sock'};
const endpoint = showAddress(address);
const id = 'a'.repeat(64);

describe('the shape of an answer', () => {
	it('takes null, nothing and fields it does not know', () => {
		expect(containerInspect(endpoint, {Id: id, HostConfig: {CapAdd: null, Binds: [], NewField: {}}, Config: null})).toMatchObject(
			{
				Id: id,
			},
		);
	});
	it.each([
		[{}, 'Id is missing'],
		[{Id: null}, 'Id is missing'],
		[{Id: 5}, 'Id is a number, not text'],
		[null, 'it is null, not an object'],
		['text', 'it is a string, not an object'],
		[[], 'it is a list, not an object'],
	])('refuses %j and says where', (value, words) => {
		expect(() => containerInspect(endpoint, value)).toThrow(`unix:///d.sock gave an invalid answer to an inspect: ${words}`);
	});
	it.each([
		[{HostConfig: []}, {}, 'HostConfig', 'HostConfig is a list, not an object'],
		[
			{HostConfig: {Binds: ['/a:/b', 5], Later: 1}},
			{HostConfig: {Later: 1}},
			'HostConfig.Binds',
			'HostConfig.Binds[1] is a number, not text',
		],
		[
			{HostConfig: {Privileged: 'yes'}},
			{HostConfig: {}},
			'HostConfig.Privileged',
			'HostConfig.Privileged is a string, not true or false',
		],
		[{Config: {Cmd: {}}}, {Config: {}}, 'Config.Cmd', 'Config.Cmd is an object, not what it may be'],
		[
			{NetworkSettings: {Ports: {'80/tcp': [{HostPort: 80, HostIp: '::'}]}}},
			{NetworkSettings: {Ports: {'80/tcp': []}}},
			'NetworkSettings.Ports',
			'NetworkSettings.Ports.80/tcp[0].HostPort is a number, not text',
		],
		[
			{Mounts: [{Source: '/', RW: 1}, {Source: '/etc'}, 7]},
			{Mounts: [{Source: '/etc'}]},
			'Mounts',
			'Mounts[0].RW is a number, not true or false',
		],
		[{HostConfig: {Memory: Number.POSITIVE_INFINITY}}, {HostConfig: {}}, 'HostConfig.Memory', 'HostConfig.Memory is a number'],
		[{Config: {Labels: {a: null, b: 'c'}}}, {Config: {Labels: {b: 'c'}}}, 'Config.Labels', 'Config.Labels.a is null, not text'],
		[
			{State: {Health: {Log: [{Output: true}]}}},
			{State: {Health: {Log: []}}},
			'State.Health',
			'State.Health.Log[0].Output is a boolean, not text',
		],
		[{New: JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`)}, {}, 'New', 'New nests more than 50 levels deep'],
	])('leaves out of %j what no engine gives, and says what', (value, kept, field, words) => {
		const {UnreadableFields: unreadable, ...rest} = containerInspect(endpoint, {Id: id, ...value});
		expect(rest).toEqual({Id: id, ...kept});
		expect(Object.keys(unreadable ?? {})).toEqual([field]);
		expect(unreadable?.[field]).toContain(words);
	});
	it('keeps what an earlier reading could not read, as a snapshot holds it', () => {
		const once = containerInspect(endpoint, {Id: id, HostConfig: {CapAdd: 5}});
		const twice = containerInspect(endpoint, JSON.parse(JSON.stringify({...once, Name: 7})));
		expect(twice).toEqual({
			Id: id,
			HostConfig: {},
			UnreadableFields: {'HostConfig.CapAdd': 'HostConfig.CapAdd is a number, not a list', Name: 'Name is a number, not text'},
		});
	});
	it('names a row of a list that is malformed, and keeps the others', () => {
		const good = {Id: 'n1', Name: 'shop', Options: {a: 'b'}};
		expect(networkRows(endpoint, [good, {Id: 'n2', Name: 'odd', Internal: 'no', Driver: 'bridge'}, 3])).toEqual([
			good,
			{Id: 'n2', Name: 'odd', UnreadableFields: {Internal: 'Internal is a string, not true or false'}},
			{UnreadableFields: {'': 'it is a number, not an object'}},
		]);
		expect(() => volumeRows(endpoint, {})).toThrow('it is not a list');
	});
	it('takes a command that is one string, as old Podman gives it', () => {
		expect(containerInspect(endpoint, {Id: id, Config: {Cmd: 'sleep 1', Entrypoint: ['/bin/sh']}})).toMatchObject({Id: id});
	});
	it('keeps of a row what can be read: its container, and who is on its networks', () => {
		const networks = {bridge: {NetworkID: 'n', MacAddress: 7}, odd: 3};
		const [row, other] = containerRows(endpoint, [
			{Id: id, Names: 'web', Image: 'x', Labels: {a: 1, b: 'c'}, NetworkSettings: {Networks: networks}, Mounts: [1], New: {}},
			{Id: 'b', New: {}},
		]);
		expect(row).toEqual({
			...{Id: id, Image: 'x', Labels: {b: 'c'}, Mounts: [], New: {}},
			NetworkSettings: {Networks: {bridge: {NetworkID: 'n'}}},
		});
		expect(other).toEqual({Id: 'b', New: {}});
	});
	it('leaves the mounts in their order: evidence from a snapshot refers to it', () => {
		const mounts = ['/mnt/b', '/data'].map(Destination => ({Destination}));
		expect(containerInspect(endpoint, {Id: id, Mounts: mounts}).Mounts).toEqual(mounts);
	});
	it('wants each row to have an id', () => {
		expect(() => containerRows(endpoint, [{Id: id}, {}])).toThrow('[1].Id is missing');
	});
});

describe('the version to speak', () => {
	it.each([
		['1.45', '/v1.45'],
		['1.24', '/v1.24'],
		['1.51', '/v1.51'],
		['1.60', '/v1.51'],
		['2.0', '/v1.51'],
		['1.9x', ''],
		[undefined, ''],
	])('of an engine that offers %s is %j', (offered, prefix) =>
		expect(versionPrefix(offeredVersion(endpoint, offered))).toBe(prefix),
	);
	it.each([
		['1.45', '/v1.45'],
		['1.54', '/v1.54'],
		['1.60', '/v1.55'],
		[undefined, ''],
	])('for the origin of an image is newer, of an engine that offers %s %j', (offered, prefix) =>
		expect(versionPrefix(offeredVersion(endpoint, offered), IMAGE_IDENTITY.newest)).toBe(prefix),
	);
	it('is absent on an engine that is too old', () => expect(() => offeredVersion(endpoint, '1.18')).toThrow('needs 1.24'));
	it('compares numbers, not text', () =>
		expect([isOlder('1.9', '1.10'), isOlder('1.45', '1.45'), isOlder('2.1', '1.99')]).toEqual([true, false, false]));
});

describe('a name in a path', () => {
	it.each([
		['library/nginx:1.27', 'library/nginx:1.27'],
		['reg:5000/a@sha256:00', 'reg:5000/a@sha256:00'],
		['a?b#c d', 'a%3Fb%23c%20d'],
		['a\r\nX: y', 'a%0D%0AX:%20y'],
	])('%j becomes %j', (name, part) => expect(segment(name)).toBe(part));
	it.each(['', '.', '..', '../info', 'a/../b', 'a//b', '/a', 'half\ud800'])('%j is refused', name =>
		expect(() => segment(name)).toThrow(EngineError),
	);
});

describe('the columns requested from ps', () => {
	it('falls back to its usual columns where the host’s ps knows no others', async () => {
		const asked: unknown[] = [];
		const top = await topColumns(false, async columns => {
			asked.push(columns);
			if (columns !== undefined) throw new EngineError('engine', trusted('Error running ps: bad -o argument'), 500);
			return {Titles: ['PID']};
		});
		expect(top).toEqual({Titles: ['PID']});
		expect(asked).toEqual(['-eo pid,ppid,uid,gid,supgid,user,args', undefined]);
	});
	it('never lets Podman run ps in the container', async () => {
		await expect(
			topColumns(true, async columns => {
				expect(columns).toMatch(/^[a-z]+(,[a-z]+)*$/);
				throw new EngineError('engine', trusted('ps failed'), 500);
			}),
		).rejects.toThrow('ps failed');
	});
});

describe('a path’s facts', () => {
	const head = (value: unknown) => ({
		headers: {'x-docker-container-path-stat': Buffer.from(JSON.stringify(value)).toString('base64')},
	});
	it('are read from the header', () => {
		const facts = {name: 'x', size: 1, mode: 8388608, mtime: '2026-01-01T00:00:00Z', linkTarget: ''};
		expect(pathStatOf(endpoint, head(facts))).toEqual(facts);
	});
	it.each([
		[{headers: {}}],
		[head({})],
		[head(null)],
		[{headers: {'x-docker-container-path-stat': 'e30'}}],
		[{headers: {'x-docker-container-path-stat': '!'}}],
	])('are refused when they are %j', answer => {
		expect(() => pathStatOf(endpoint, answer)).toThrow(expect.objectContaining({kind: 'invalid-answer'}));
	});
});

describe('an answer about a path', () => {
	const missing = () =>
		Promise.reject(new EngineError('not-found', trusted('unix:///d.sock has nothing at HEAD /x: HTTP 404'), 404));
	const inspected = (State: object) => async () => containerInspect(endpoint, {Id: id, State});

	it('is null where the container has no such path', async () =>
		expect(await pathAnswer(missing(), inspected({Status: 'running'}))).toBeNull());
	it.each([{Status: 'removing'}, {Dead: true}])('says nothing of the path where the container is %j', async state => {
		await expect(pathAnswer(missing(), inspected(state))).rejects.toThrow('no such container any more');
	});
	it('is the failure itself where the container is gone, or the engine refuses', async () => {
		for (const error of [
			statusError(endpoint, 'GET /x', 404, '{"message":"No such container: x"}'),
			statusError(endpoint, 'GET /x', 403, ''),
		])
			await expect(pathAnswer(Promise.reject(error), inspected({}))).rejects.toBe(error);
	});
});

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

	it.each([
		[
			'@@@\nWARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key verification failed.',
			'ssh',
			'the connection may be intercepted',
		],
		[
			'No ED25519 host key is known for [h]:1 and you have requested strict checking.\nHost key verification failed.',
			'ssh',
			'not in known_hosts',
		],
		['me@h: Permission denied (publickey,password).', 'ssh', 'accepts none of your keys'],
		['ssh: Could not resolve hostname h: Name or service not known', 'unreachable', 'the host name is not known'],
		['ssh: connect to host h port 22: Connection refused', 'unreachable', 'no SSH server listens there'],
		['ssh: connect to host h port 22: Connection timed out', 'unreachable', 'no answer from that host'],
		['bash: line 1: docker: command not found', 'ssh', 'no docker command on the remote host'],
		['sh: 1: docker: not found', 'ssh', 'no docker command on the remote host'],
		[
			'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
			'permission',
			'equals root on that host',
		],
		['Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?', 'unreachable', 'no engine answers there'],
		['', 'ssh', 'ssh ended with status 255'],
		['\u001b]0;owned\u0007odd \u001b[31mthings', 'ssh', 'ssh says "odd things"'],
	])('of ssh that says %j', (said, kind, words) => {
		const error = sshError({kind: 'ssh', host: 'h', user: null, port: null, socketPath: null}, 255, said);
		expect(error).toMatchObject({kind, message: expect.stringContaining(words)});
	});
});
