import {chmod, chown, mkdtemp, rm} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {bundleForNobody, canActAsNobody, runAsNobody, runAsStranger} from '../support/as-nobody.js';

const canBeSomeoneElse = await canActAsNobody();
if (!canBeSomeoneElse) console.error('SKIPPING what another user is told: it needs root, setpriv and a Node that others can run');

describe.skipIf(!canBeSomeoneElse)('someone who may not use the socket', () => {
	let dir: string;
	let server: Server;
	let script: string;

	beforeAll(async () => {
		dir = await mkdtemp(join(tmpdir(), 'dockscope-denied-'));
		await chmod(dir, 0o755);
		server = createServer(socket => socket.destroy());
		await new Promise<void>(resolve => server.listen(join(dir, 'd.sock'), resolve));
		await chmod(join(dir, 'd.sock'), 0o660);
		await chown(join(dir, 'd.sock'), 0, 0);
		script = await bundleForNobody(
			dir,
			`import {findEngine} from './src/base/engine/endpoint/find-engine.ts';
				const found = await findEngine({env: {}, sockets: process.argv.slice(2)});
				console.log(JSON.stringify({found: found.found, kind: found.error?.kind, message: found.error?.message, tried: found.tried}));`,
		);
	});
	afterAll(async () => {
		await new Promise(resolve => server.close(resolve));
		await rm(dir, {recursive: true, force: true});
	});

	it('learns which group may use it, that it equals root, and what to do', async () => {
		const sockets = [join(dir, 'd.sock'), join(dir, 'missing.sock')];
		const said = await runAsNobody(script, ...sockets);
		expect(JSON.parse(said)).toEqual({
			found: false,
			kind: 'permission',
			message: `cannot reach the engine at unix://${sockets[0]}: permission denied. You are not in the group "root" (gid 0); being in it equals root on this host. Try: sudo dockscope, or a rootless engine`,
			tried: [
				expect.objectContaining({address: `unix://${sockets[0]}`}),
				expect.objectContaining({why: expect.stringContaining('no such socket')}),
			],
		});
	});

	it('is named by its number where no account has it and no home is set', async () => {
		await chmod(dir, 0o711);
		const locked = await mkdtemp(join(dir, 'locked-'));
		const said = JSON.parse(await runAsStranger(script, join(locked, 'd.sock')));
		expect(said.message).toContain('permission denied: uid 54321 may not enter its folder');
	});
});
