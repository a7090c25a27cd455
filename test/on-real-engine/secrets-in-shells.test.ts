import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type {ContainerInspect, ImageInspect} from '../../src/base/answers/index.js';
import {hideSecrets} from '../../src/fix/hide-secrets.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {multiLine} from '../../src/fix/render/docker-run.js';
import {replacement} from '../../src/fix/render/replace.js';
import {readSecret} from '../../src/fix/render/secret-steps.js';
import type {RunCommand, SecretVariable} from '../../src/fix/run-command.js';
import {plainDefaults} from '../../src/judge/changes/options/engine-defaults.js';
import {engineBinaries} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {interactiveShells, typedShell} from '../support/typed-shell.js';

const missing = await whyNoEngine();
const shells = await interactiveShells();

/** Values that a shell could spoil, by a name that says secret. */
const secrets: Readonly<Record<string, string>> = {
	DB_PASSWORD: `'single' "double" $HOME \${HOME} \`id\` $(id) \\n %s !! ;&|<>*?[a]~ é ☂`,
	API_TOKEN: '\n first line\n\nlast line\n\n',
	DASH_SECRET: '-n',
	TRAILING_PASSWORD: 'ends with a dot. and a space ',
	'spring.datasource.password': 'it\'s `$(dotted)` "value"',
	HTTP_PROXY: 'http://ann:s3cret@proxy.invalid:3128',
	DOCKER_HOST: 'tcp://ann:s3cret@other.invalid:2375',
	EMPTY_PASSWORD: '',
};

describe.skipIf(missing !== null)('secrets of a container', () => {
	let engine: PrivateEngine;
	let folder: string;
	let env: Record<string, string>;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-secrets-'));
		const binaries = await engineBinaries();
		engine = await startPrivateEngine();
		env = {PATH: binaries.available ? binaries.path : '', DOCKER_HOST: engine.host, DOCKER_CONFIG: folder};
		await busyboxImage(engine, {name: 'plain:1'});
	});
	afterEach(async () => {
		for (const name of ['web', 'web-before', 'web-after']) await engine.docker('rm', '--force', name);
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	const inspected = async (name: string): Promise<ContainerInspect> => {
		const [answer]: ContainerInspect[] = JSON.parse(await engine.docker('inspect', '--type', 'container', name));
		if (answer === undefined) throw new Error(`no ${name}`);
		return answer;
	};

	async function started(values = secrets): Promise<{web: ContainerInspect; command: RunCommand}> {
		const given = Object.entries(values).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
		await engine.docker('run', '-d', '--name', 'web', '--stop-signal', 'KILL', ...given, 'plain:1', 'sleep', '9999');
		const web = await inspected('web');
		const [image]: ImageInspect[] = JSON.parse(await engine.docker('image', 'inspect', 'plain:1'));
		const hidden = hideSecrets(web, image ?? null);
		const {command} = reconstruct(hidden.inspect, image ?? null, {
			...plainDefaults,
			cgroupns: web.HostConfig?.CgroupnsMode ?? '',
		});
		return {web, command: {...command, secrets: hidden.secrets}};
	}

	/** The words of processes, as `ps` shows them to anyone, for as long as something runs. */
	async function whileWatchingProcesses<T>(work: Promise<T>): Promise<string> {
		let seen = '';
		let over = false;
		const watch = (async () => {
			while (!over) seen += (await promisify(execFile)('ps', ['-eww', '-o', 'args'], {maxBuffer: 64 << 20})).stdout;
		})();
		await work.finally(() => {
			over = true;
		});
		await watch;
		return seen;
	}

	const sorted = (one: ContainerInspect): readonly string[] => [...(one.Config?.Env ?? [])].sort();
	const hasSecret = /s3cret|last line|dotted|'single'|ends with a dot/;

	it.each(shells.map(words => [words[0] ?? '', words] as const))(
		'move through %s into the new container exactly as they were, and are shown nowhere',
		async (_, words) => {
			const {web, command} = await started();
			const {replace} = replacement(web, command, command);
			const shell = await typedShell(words, env);
			try {
				let written = '';
				const processes = await whileWatchingProcesses(
					shell.paste(replace).then(text => {
						written = text;
					}),
				);
				const fresh = await inspected('web');
				expect(fresh.Id).not.toBe(web.Id);
				expect(sorted(fresh)).toEqual(sorted(web));
				expect(`${replace}${written}`).not.toMatch(hasSecret);
				expect(processes).toContain('docker');
				expect(processes).not.toMatch(hasSecret);
				expect(await shell.paste('set; fc -l 1 2>/dev/null; history 2>/dev/null')).not.toMatch(hasSecret);
			} finally {
				await shell.stop();
			}
		},
	);

	it.each(shells.map(words => [words[0] ?? '', words] as const))(
		'that are missing in %s stop run and replace before anything is done, and not the shell',
		async (_, words) => {
			const {web, command} = await started({DB_PASSWORD: 's3cret', API_TOKEN: 't0ken-of-the-api'});
			const {replace} = replacement(web, command, {
				...command,
				secrets: [...command.secrets, {name: 'OTHER_SECRET', severalLines: false, file: null}],
			});
			const shell = await typedShell(words, env);
			try {
				expect(await shell.paste(replace)).toMatch(/OTHER_SECRET: is not set: nothing was changed/);
				await engine.docker('rename', 'web', 'old');
				expect(await shell.paste(multiLine(command))).toMatch(/DB_PASSWORD: is not set: nothing was changed/);
				await shell.paste('DB_PASSWORD=x');
				expect(await shell.paste(multiLine(command))).toMatch(/API_TOKEN: is not set: nothing was changed/);
				expect(await engine.docker('ps', '--all', '--format', '{{.Names}}')).toBe('old');
				expect((await inspected('old')).State?.StartedAt).toBe(web.State?.StartedAt);

				// Not exported by the user: the command does that, for itself only.
				for (const name of ['DB_PASSWORD', 'API_TOKEN']) await shell.paste(readSecret(name, 'docker', 'old'));
				await shell.paste(multiLine(command));
				expect(sorted(await inspected('web'))).toEqual(sorted(web));
				expect(await shell.paste('env | grep -c s3cret')).toMatch(/^0\r?$/m);
			} finally {
				await shell.stop();
				await engine.docker('rm', '--force', 'old').catch(() => '');
			}
		},
	);

	it('go into files with mode 0600, whatever the mask of the shell and the mode of the file were', async () => {
		const {web, command} = await started({DB_PASSWORD: 'line\n$(one)\n', API_TOKEN: '-n "`x`" \\', 'a.secret': 'dotted'});
		const [one, shared] = [join(folder, 'a secret/value'), join(folder, 'b/web.env')];
		await promisify(execFile)('sh', ['-c', `umask 000; mkdir '${folder}/b'; echo old > '${shared}'; mkdir '${folder}/a secret'`]);
		const file = (kind: 'value' | 'env-file', path: string): SecretVariable['file'] => ({kind, path, owner: 33});
		const moved = command.secrets.map(secret => ({
			...secret,
			file: secret.name === 'DB_PASSWORD' ? file('value', one) : file('env-file', shared),
		}));
		const names = moved.map(({name}) => name);
		const options = command.options.filter(({name, value}) => !(name === '--env' && names.includes(value ?? '')));
		const {replace} = replacement(web, command, {
			...command,
			options: [...options, {name: '--env-file', value: shared}],
			secrets: moved,
		});
		await promisify(execFile)('sh', ['-c', `umask 000; ${replace}`], {env, cwd: folder});
		expect(await readFile(one, 'utf8')).toBe('line\n$(one)\n');
		for (const path of [one, shared]) {
			const {mode, uid} = await stat(path);
			expect([mode & 0o777, uid]).toEqual([0o600, 33]);
		}
		expect(sorted(await inspected('web'))).toEqual(sorted(web).filter(entry => !entry.startsWith('DB_PASSWORD=')));
	});
});
