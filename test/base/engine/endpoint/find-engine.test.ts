import {createHash} from 'node:crypto';
import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type FindOptions, findEngine} from '../../../../src/base/engine/endpoint/find-engine.js';

describe('which engine is taken', () => {
	let home: string;
	let server: Server;

	beforeAll(async () => {
		home = await mkdtemp(join(tmpdir(), 'dockscope-find-'));
		await context('prod', {Endpoints: {docker: {Host: 'ssh://admin@prod', SkipTLSVerify: false}}});
		await context(
			'secure',
			{Endpoints: {docker: {Host: 'tcp://10.0.0.9:2376', SkipTLSVerify: false}}},
			{'ca.pem': 'CA', 'key.pem': 'KEY'},
		);
		await context('lax', {Endpoints: {docker: {Host: 'tcp://10.0.0.9:2376', SkipTLSVerify: true}}});
		await context('kube', {Endpoints: {kubernetes: {}}});
		await context('odd\u001b[2J', {Endpoints: {docker: {Host: 'nonsense://'}}});
		await writeFile(join(home, '.docker/config.json'), JSON.stringify({auths: {}, currentContext: 'prod'}));
		for (const file of ['ca.pem', 'cert.pem', 'key.pem']) await writeFile(join(home, file), file);
		server = createServer(socket => socket.destroy());
		await new Promise<void>(resolve => server.listen(join(home, 'listening.sock'), resolve));
		await writeFile(join(home, 'file.sock'), '');
	});
	afterAll(async () => {
		await new Promise(resolve => server.close(resolve));
		await rm(home, {recursive: true, force: true});
	});

	async function context(name: string, content: object, tls: Record<string, string> = {}): Promise<void> {
		const id = createHash('sha256').update(name).digest('hex');
		const meta = join(home, '.docker/contexts/meta', id);
		await mkdir(meta, {recursive: true});
		await writeFile(join(meta, 'meta.json'), JSON.stringify({Name: name, Metadata: {}, ...content}));
		for (const [file, text] of Object.entries(tls)) {
			const folder = join(home, '.docker/contexts/tls', id, 'docker');
			await mkdir(folder, {recursive: true});
			await writeFile(join(folder, file), text);
		}
	}

	const find = (options: FindOptions = {}) => findEngine({home, sockets: [], ...options, env: options.env ?? {}});
	const address = async (options: FindOptions) => {
		const found = await find(options);
		return found.found ? found.address : found.error;
	};

	it('takes --host before all else', async () => {
		const env = {DOCKER_HOST: 'tcp://from-env:1'};
		expect(await find({host: 'unix:///a.sock', context: 'prod', env})).toMatchObject({
			source: '--host',
			address: {socketPath: '/a.sock'},
		});
	});

	it('takes --context before DOCKER_HOST', async () => {
		const env = {DOCKER_HOST: 'tcp://from-env:1'};
		expect(await find({context: 'prod', env})).toMatchObject({
			source: 'context prod',
			address: {kind: 'ssh', host: 'prod', user: 'admin'},
		});
	});

	it('takes DOCKER_HOST before DOCKER_CONTEXT and the current context', async () => {
		const env = {DOCKER_HOST: 'tcp://from-env:1', DOCKER_CONTEXT: 'secure'};
		expect(await find({env})).toMatchObject({source: 'DOCKER_HOST', address: {host: 'from-env', tls: null}});
		expect(await find({env: {DOCKER_CONTEXT: 'secure'}})).toMatchObject({source: 'context secure'});
	});

	it('takes the current context of ~/.docker, or of DOCKER_CONFIG', async () => {
		expect(await find()).toMatchObject({source: 'context prod'});
		const elsewhere = join(home, 'elsewhere');
		await mkdir(elsewhere, {recursive: true});
		await writeFile(join(elsewhere, 'config.json'), '{"currentContext": "default"}');
		expect(await find({env: {DOCKER_CONFIG: elsewhere}, sockets: [join(home, 'listening.sock')]})).toMatchObject({
			source: 'the usual place',
		});
	});

	it('brings the certificates of a context', async () => {
		expect(await address({context: 'secure'})).toMatchObject({tls: {ca: 'CA', cert: null, key: 'KEY', skipVerify: false}});
		expect(await address({context: 'lax'})).toMatchObject({tls: {ca: null, skipVerify: true}});
	});

	it('brings those of DOCKER_CERT_PATH when DOCKER_TLS_VERIFY has any value', async () => {
		const env = {DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: home};
		expect(await address({env})).toMatchObject({
			port: 2376,
			tls: {ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem', skipVerify: false},
		});
		expect(await address({env: {...env, DOCKER_TLS_VERIFY: ''}})).toMatchObject({port: 2375, tls: null});
	});

	it('goes through the usual sockets in order and keeps what was tried, and why not', async () => {
		const sockets = ['missing.sock', 'file.sock', 'listening.sock', 'never.sock'].map(name => join(home, name));
		const found = await find({context: 'default', sockets});
		expect(found).toMatchObject({found: true, address: {socketPath: join(home, 'listening.sock')}});
		expect(found.tried.map(one => one.why)).toEqual([
			expect.stringContaining('no such socket'),
			expect.stringMatching(/nothing listens there|not a socket/),
		]);
	});

	it('says that there is none, naming each place it looked', async () => {
		const sockets = [join(home, 'a.sock'), join(home, 'b.sock')];
		const found = await find({context: 'default', sockets});
		expect(found).toMatchObject({found: false, error: {kind: 'unreachable'}});
		if (!found.found) expect(found.error.message).toContain(`(${sockets.join(', ')})`);
	});

	it('says that an address or a context cannot be understood', async () => {
		await expect(find({context: 'nowhere'})).rejects.toMatchObject({
			kind: 'bad-address',
			message: expect.stringMatching(/no Docker context "nowhere".*default, kube, lax, odd, prod, secure$/),
		});
		await expect(find({context: 'kube'})).rejects.toThrow('it has no Docker endpoint');
		await expect(find({context: 'odd\u001b[2J'})).rejects.toThrow(/^context odd: "nonsense:\/\/" is not an engine address/);
		await expect(find({env: {DOCKER_HOST: 'nonsense://'}})).rejects.toThrow(/^DOCKER_HOST: /);
	});

	it('names the file that is broken', async () => {
		const broken = join(home, 'broken');
		await mkdir(broken, {recursive: true});
		await writeFile(join(broken, 'config.json'), '{"currentContext": ');
		await expect(find({env: {DOCKER_CONFIG: broken}})).rejects.toMatchObject({
			kind: 'bad-address',
			message: expect.stringContaining(join(broken, 'config.json')),
		});
		await writeFile(join(broken, 'config.json'), '[]');
		await chmod(join(broken, 'config.json'), 0o600);
		await expect(find({env: {DOCKER_CONFIG: broken}})).rejects.toThrow('contains no JSON object');
	});
});
