import {execFile} from 'node:child_process';
import {chmod, mkdtemp, readdir, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {viewCase} from '../../src/fix/hardening-case.js';
import {engineBinaries} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {withOpenCase} from '../support/open-case.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

const missing = await whyNoEngine();
const value = `it's "$HOME" \`id\` $(id) \\ %s é`;
/** As the official images do: the variable goes on to the service, which shows what it got. */
const entrypoint = `#!/bin/sh
file_env() {
	eval "file=\\\${\${1}_FILE:-}"
	if [ -n "$file" ]; then export "$1=$(cat "$file")"; fi
}
file_env APP_PASSWORD
printf %s "$APP_PASSWORD" > /tmp/got
exec sleep 100000
`;

describe.skipIf(missing !== null)('a secret that its change moves into a file', () => {
	let engine: PrivateEngine;
	let folder: string;
	let path: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-secret-files-'));
		const binaries = await engineBinaries();
		path = binaries.available ? binaries.path : '';
		engine = await startPrivateEngine();
		await busyboxImage(engine, {
			name: 'app:1',
			files: {'entry.sh': entrypoint},
			changes: ['ENTRYPOINT ["sh", "/entry.sh"]', 'STOPSIGNAL KILL'],
		});
	});
	afterEach(async () => {
		for (const name of ['web', 'web-before', 'web-after', 'shut']) await engine.docker('rm', '--force', name);
		await rm(join(folder, 'web'), {recursive: true, force: true});
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	/** The sequence with one change, in a folder that the user chose instead of the one that it names. */
	const planned = (name: string, secret: string) =>
		withOpenCase(engine, name, async (opened, {fleet}) => {
			const {assessed} = opened;
			const change = opened.plan.changes.find(({slug}) => slug === `secret:${secret}`);
			const view = viewCase(opened, opened.plan, new Set([`secret:${secret}`]), fleet);
			const fails = (one: typeof assessed | null): string[] =>
				(one?.verdicts ?? []).filter(({verdict}) => verdict === 'fail').map(({rule}) => rule);
			return {
				change,
				sequence: view.replacement.replace.replaceAll(`/srv/container-secrets/${name}`, join(folder, name)),
				rollBack: view.replacement.rollBack,
				failed: fails(assessed),
				supposed: fails(view.supposed),
			};
		});

	const sh = (text: string) =>
		promisify(execFile)('sh', ['-c', text], {
			env: {PATH: path, HOME: folder, DOCKER_HOST: engine.host, DOCKER_CONFIG: folder},
			cwd: folder,
		});

	it.each([
		['root', []],
		['an ordinary user', ['--user', '1234:1234']],
	])('reaches the service of %s exactly, and is no longer in its configuration', async (_, flags) => {
		await engine.docker('run', '-d', '--name', 'web', ...flags, '--env', `APP_PASSWORD=${value}`, 'app:1');
		const {change, sequence, rollBack, failed, supposed} = await planned('web', 'APP_PASSWORD');
		expect(change?.why).toMatch('/entry.sh reads it from the file that APP_PASSWORD_FILE names');
		expect(sequence).not.toContain('it\'s "$HOME"');
		expect(sequence).not.toContain('PATH=');

		await sh(sequence);
		await new Promise(done => setTimeout(done, 500));
		expect(await engine.docker('exec', 'web', 'cat', '/tmp/got')).toBe(value);
		expect(await engine.docker('inspect', 'web')).not.toContain('%s é');
		const {mode} = await stat(join(folder, 'web/APP_PASSWORD'));
		expect(mode & 0o777).toBe(0o600);

		// What was said of the change is what is seen of the new container: nothing else gets worse.
		const now = await planned('web', 'APP_PASSWORD');
		expect(failed).toContain('container-secret-in-env');
		expect(now.failed).not.toContain('container-secret-in-env');
		expect(supposed).not.toContain('container-secret-in-env');
		// The old container, which is kept, is a neighbour of the new one.
		const known = [...failed, 'container-neighbours'];
		for (const rules of [supposed, now.failed]) expect(rules.filter(rule => !known.includes(rule))).toEqual([]);
		expect(now.change).toBeUndefined();

		await sh(rollBack);
		expect(await engine.docker('exec', 'web', 'cat', '/tmp/got')).toBe(value);
	});

	it('that its image does not read stays a finding, in an env file with mode 0600', async () => {
		await engine.docker('run', '-d', '--name', 'web', '--env', `OTHER_PASSWORD=${value}`, 'app:1');
		const {change, sequence, supposed} = await planned('web', 'OTHER_PASSWORD');
		expect(change?.why).toMatch(/docker inspect still shows it/);
		await sh(sequence);
		const env = await engine.docker('inspect', '--format', '{{range .Config.Env}}{{println .}}{{end}}', 'web');
		expect(env).toContain(`OTHER_PASSWORD=${value}`);
		expect(supposed).toContain('container-secret-in-env');
		expect(await readdir(join(folder, 'web'))).toEqual(['env']);
		expect((await stat(join(folder, 'web/env'))).mode & 0o777).toBe(0o600);
	});

	it('that cannot be written stops the sequence before anything is stopped', async () => {
		await engine.docker('run', '-d', '--name', 'shut', '--env', `APP_PASSWORD=${value}`, 'app:1');
		const {sequence} = await planned('shut', 'APP_PASSWORD');
		await sh(`: > ${join(folder, 'shut')}`);
		await chmod(join(folder, 'shut'), 0o600);
		await expect(sh(sequence)).rejects.toThrow();
		expect(await engine.docker('ps', '--all', '--format', '{{.Names}} {{.State}}')).toBe('shut running');
	});
});
