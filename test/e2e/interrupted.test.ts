import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {program} from '../support/run-cli.js';
import {sharedFolder} from '../support/temporary-folder.js';

/** Every command that asks an engine, with an engine that takes the connection and never answers. */
describe('an engine that hangs does not hold up the end', () => {
	const folder = sharedFolder();
	const socket = join(folder, 'd.sock');
	const server = createServer();
	beforeAll(() => new Promise<void>(resolve => void server.listen(socket, resolve)));
	afterAll(() => void server.close());

	async function interrupted(args: readonly string[], signal: NodeJS.Signals) {
		const connected = once(server, 'connection');
		const child = spawn(process.execPath, [program, ...args, '--host', `unix://${socket}`], {
			env: {PATH: process.env['PATH'] ?? '', HOME: folder, XDG_STATE_HOME: folder},
			stdio: 'ignore',
		});
		await connected;
		const ended = once(child, 'exit');
		const begin = Date.now();
		child.kill(signal);
		const [status] = (await ended) as [number | null];
		return {status, quickly: Date.now() - begin < 5000};
	}

	it.each([
		...[['audit'], ['inspect', 'web'], ['command', 'web'], ['harden', 'web'], ['harden', 'web', '--rehearse', '--yes']],
		...[['harden', 'web', '--observe', '60s', '--yes'], ['scan', 'web'], ['snapshot'], ['freeze', 'web'], ['drift']],
		...[['sweep'], ['record'], ['events'], ['doctor']],
	])('%s %s %s', async (...args) => {
		const given = args.filter(one => typeof one === 'string');
		for (const signal of ['SIGINT', 'SIGTERM'] as const)
			expect(await interrupted(given, signal), signal).toEqual({status: 130, quickly: true});
	});
});
