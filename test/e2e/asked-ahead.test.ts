import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type RequestListener} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {expect, it, onTestFinished, vi} from 'vitest';
import {dockscope, program} from '../support/run-cli.js';
import {dockscope as inTerminal} from '../support/terminal-program.js';

/** A socket whose server answers as the test says. */
async function listening(answer: RequestListener): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), 'dockscope-ahead-'));
	const socket = join(folder, 'docker.sock');
	const server = createServer(answer);
	await new Promise<void>(resolve => server.listen(socket, resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
		rmSync(folder, {recursive: true, force: true});
	});
	return `unix://${socket}`;
}

it('reports a bad command line immediately although the engine delays its list', async () => {
	const asked: string[] = [];
	const host = await listening(({url}) => asked.push(url ?? ''));
	const began = performance.now();
	const {status, stderr} = await dockscope(['audit', '--only', 'nonsense', '--host', host]);
	expect(status).toBe(2);
	expect(stderr).toBe('dockscope: --only: unknown rule "nonsense".\n');
	// An engine has 15 s for its list.
	expect(performance.now() - began).toBeLessThan(12_000);
	expect(asked.sort()).toEqual(['/_ping', '/containers/json?all=true']);
});

it('asks once for the list, and says why when it is refused', async () => {
	const asked: string[] = [];
	const host = await listening(({url = ''}, response) => {
		asked.push(url);
		response.writeHead(url.endsWith('/_ping') ? 200 : 403, {'api-version': '1.45', 'content-type': 'application/json'});
		response.end(url.endsWith('/_ping') ? 'OK' : '{"message":"not for you"}');
	});
	const {status, stderr} = await dockscope(['audit', '--host', host]);
	expect(status).toBe(3);
	expect(stderr).toMatch(/^dockscope: .*not for you/);
	expect(asked.filter(url => url.includes('/containers/json'))).toHaveLength(1);
});

it("reads the host ahead where Node's permission model lets it run nothing", async () => {
	const answers: Record<string, string> = {'/containers/json': '[]', '/networks': '[]', '/plugins': '[]', '/images/json': '[]'};
	const host = await listening(({url = ''}, response) => {
		response.writeHead(200, {'api-version': '1.45', 'content-type': 'application/json'});
		const path = url.replace(/^\/v[\d.]+|\?.*$/g, '').replace(/\?.*$/, '');
		setTimeout(() => response.end(path === '/_ping' ? 'OK' : (answers[path] ?? '{}')), path === '/containers/json' ? 150 : 0);
	});
	const major = Number.parseInt(process.versions.node, 10);
	const flag = major < 24 ? '--experimental-permission' : '--permission';
	const child = spawn(process.execPath, [
		flag,
		'--allow-fs-read=*',
		...(major < 25 ? [] : ['--allow-net']),
		program,
		'audit',
		'--host',
		host,
	]);
	const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<[number]>, text(child.stdout)]);
	expect(said).not.toMatch(/ERR_ACCESS_DENIED/);
	expect(status).toBe(0);
});

it.each(['audit', 'inspect'])('ends immediately on an interrupt although the engine hangs: %s', async command => {
	let answered = 0;
	const host = await listening(({url = ''}, response) => {
		response.writeHead(200, {'api-version': '1.45', 'content-type': 'application/json'});
		if (url.endsWith('/_ping')) response.end('OK');
		else answered += 1;
	});
	const child = spawn(process.execPath, [program, command, ...(command === 'inspect' ? ['web'] : []), '--host', host]);
	onTestFinished(() => void child.kill('SIGKILL'));
	await vi.waitFor(() => expect(answered).toBeGreaterThan(0), {timeout: 20_000});
	const began = performance.now();
	child.kill('SIGINT');
	expect(await once(child, 'exit')).toEqual([130, null]);
	expect(performance.now() - began).toBeLessThan(10_000);
});

/** An invalid policy file. */
function brokenPolicy(): string {
	const folder = mkdtempSync(join(tmpdir(), 'dockscope-policy-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const path = join(folder, 'policy.yml');
	writeFileSync(path, 'waivers: [');
	return path;
}

it('ends with a policy that cannot be read, though the events are open that it would have followed', async () => {
	const asked: string[] = [];
	const host = await listening(({url = ''}, response) => {
		asked.push(url);
		response.writeHead(200, {'api-version': '1.45', 'content-type': 'application/json'});
		if (url === '/events') response.flushHeaders();
		else response.end(url === '/_ping' ? 'OK' : '[]');
	});
	const screen = await inTerminal({args: ['--host', host, '--policy', brokenPolicy()]});
	onTestFinished(() => screen.stop());
	expect(await screen.exit()).toBe(2);
	expect(screen.text()).toMatch(/policy\.yml/);
	expect(asked).toContain('/events');
});

it('also ends immediately where the fleet would have been printed, although the engine delays its list', async () => {
	const host = await listening(() => undefined);
	const began = performance.now();
	const {status} = await dockscope(['--host', host, '--policy', brokenPolicy()]);
	expect(status).toBe(2);
	expect(performance.now() - began).toBeLessThan(12_000);
});
