import {execFile} from 'node:child_process';
import {mkdtemp, readdir, readFile, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {multiLine} from '../../src/fix/render/docker-run.js';
import {inShell} from '../support/advised.js';
import {engineBinaries, findProgram} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {leastCommand} from '../support/least-command.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';

const run = promisify(execFile);
const python = await findProgram('python3', '/usr/bin:/usr/local/bin');
const missing =
	(await whyNoEngine()) ??
	(python === null
		? 'python3 is not on the PATH'
		: (await findProgram('docker-compose')) === null
			? 'docker-compose is not on the PATH'
			: null);

const server = `import http.server, shop
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(shop.version.encode())
http.server.HTTPServer(('', 8000), Handler).serve_forever()
`;

/** An application that Python compiles beside its code: the image is built again, and the hardened container must run the new one. */
describe.skipIf(missing !== null)('an application in Python whose image is built again', () => {
	let engine: PrivateEngine;
	let folder: string;
	let library: Record<string, string>;
	let program: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-rebuilt-'));
		program = await realpath(python ?? '');
		const {stdout} = await run(program, ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))']);
		library = await standardLibrary(stdout.trim());
		engine = await startPrivateEngine();
	}, 300_000);
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	}, 120_000);

	/** @param user  owns the application, and runs it */
	async function build(version: string, user: string): Promise<void> {
		const name = await busyboxImage(engine, {
			name: 'base:1',
			hostPrograms: [program],
			files: {...library, 'app/server.py': server, 'app/shop.py': `version = '${version}'\n`},
		});
		const made = await engine.docker('create', name, 'chown', '-R', user, '/app');
		await engine.docker('start', '--attach', made);
		const command = JSON.stringify([program, '/app/server.py']);
		await engine.docker('commit', '-c', `USER ${user}`, '-c', `CMD ${command}`, made, 'shop:1');
		await engine.docker('rm', made);
	}

	const served = async (name: string): Promise<string> => {
		let answer = '';
		await until(`${name} serves`, async () => {
			answer = await engine.docker('exec', name, 'wget', '-qO-', 'http://127.0.0.1:8000/').catch(() => '');
			return answer !== '';
		});
		return answer;
	};

	it.each(['0:0', '1000:1000'])(
		'serves its new code under the hardened command, as %s',
		async user => {
			await build('one', user);
			await engine.docker('run', '-d', '--name', 'shop', '--stop-signal', 'KILL', 'shop:1');
			expect(await served('shop')).toBe('one');
			const {view, written} = await leastCommand(engine, 'shop');
			expect(written).toContain('/app/__pycache__');
			const command = multiLine(view.after);
			expect(command).toContain('--read-only');
			expect(command).toContain('PYTHONDONTWRITEBYTECODE=1');
			expect(command).not.toMatch(/--volume|\/app:|--tmpfs \/app/);

			await engine.docker('rm', '--force', 'shop');
			expect(await inShell(engine, command)).toBeNull();
			expect(await served('shop')).toBe('one');

			await build('two', user);
			await engine.docker('rm', '--force', '--volumes', 'shop');
			expect(await inShell(engine, command)).toBeNull();
			expect(await served('shop')).toBe('two');
			await engine.docker('rm', '--force', '--volumes', 'shop');
		},
		300_000,
	);

	it('serves its new code after docker compose up, which keeps the anonymous volume of a warning', async () => {
		const binaries = await engineBinaries();
		const compose = (project: string, ...args: string[]) =>
			run('docker-compose', args, {
				cwd: project,
				env: {
					...{PATH: binaries.available ? binaries.path : '', HOME: folder, LANG: 'C.UTF-8'},
					...{DOCKER_HOST: engine.host, DOCKER_CONFIG: folder},
				},
			});
		await build('one', '1000:1000');
		const service = 'services:\n  web:\n    image: shop:1\n    container_name: NAME\n    stop_signal: KILL\n';
		const [kept, hidden] = [await mkdtemp(join(folder, 'kept-')), await mkdtemp(join(folder, 'hidden-'))];
		await writeFile(join(kept, 'compose.yml'), service.replace('NAME', 'kept'));
		await writeFile(join(hidden, 'compose.yml'), `${service.replace('NAME', 'hidden')}    volumes: [/app]\n`);
		for (const project of [kept, hidden]) await compose(project, 'up', '-d');
		expect([await served('kept'), await served('hidden')]).toEqual(['one', 'one']);

		const override = (await leastCommand(engine, 'kept')).compose;
		expect(override).toMatch(/read_only: true/);
		expect(override).not.toMatch(/\/app/);
		await writeFile(join(kept, 'compose.override.yml'), override);
		await compose(kept, 'up', '-d');
		expect(await served('kept')).toBe('one');

		await build('two', '1000:1000');
		for (const project of [kept, hidden]) await compose(project, 'up', '-d');
		expect([await served('kept'), await served('hidden')]).toEqual(['two', 'one']);
		for (const project of [kept, hidden]) await compose(project, 'down', '--volumes', '--timeout', '0');
	}, 300_000);
});

/** What a small server imports of it, as text. */
async function standardLibrary(path: string): Promise<Record<string, string>> {
	const packages = [
		'',
		'collections',
		'concurrent',
		'email',
		'email/mime',
		'encodings',
		'html',
		'http',
		'importlib',
		'importlib/metadata',
		'json',
		're',
		'urllib',
	];
	const files: Record<string, string> = {};
	for (const folder of packages) {
		for (const name of await readdir(join(path, folder)).catch(() => []))
			if (name.endsWith('.py')) files[join(path, folder, name).slice(1)] = await readFile(join(path, folder, name), 'utf8');
	}
	return files;
}
