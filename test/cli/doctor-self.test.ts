import {chmodSync, mkdirSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {expect, it, onTestFinished} from 'vitest';
import {selfFindings} from '../../src/cli/doctor/self.js';
import {temporaryFolder} from '../support/temporary-folder.js';

const home = temporaryFolder();

it('shows what this process may do', async () => {
	const server = createServer().listen(join(home, 'docker.sock'));
	onTestFinished(() => void server.close());
	await new Promise(done => server.once('listening', done));
	mkdirSync(join(home, 'dockscope'));
	chmodSync(join(home, 'dockscope'), 0o777);
	const found = selfFindings({env: {XDG_RUNTIME_DIR: home, XDG_STATE_HOME: home, XDG_CACHE_HOME: join(home, 'cache')}});
	const of = (what: string) => found.find(one => one.what === what);
	expect(of('user')?.says).toContain(`uid ${process.getuid?.()}`);
	expect(of('capabilities')?.says).toMatch(/^effective: .+; bounding: .+/);
	expect(of('groups')?.says).toMatch(/^(none|[\d ]+)$/);
	expect(of('no_new_privs')?.says).toMatch(/raised/);
	expect(of('seccomp')?.says).toMatch(/none|strict|filtered/);
	expect(of(join(home, 'docker.sock'))).toMatchObject({state: 'limited', says: expect.stringContaining('could be written to')});
	expect(of(join(home, 'podman/podman.sock'))).toMatchObject({state: 'ok', says: 'no socket'});
	expect(of('state directory')).toMatchObject({
		state: 'limited',
		says: expect.stringContaining('mode 777: others may write to it'),
	});
	expect(of('cache directory')?.says).toContain('not made yet');
});
