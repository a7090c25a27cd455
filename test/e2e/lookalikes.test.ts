import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../src/base/answers/index.js';
import {pages} from '../support/every-page.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {type RecordingProxy, startRecordingProxy} from '../support/recording-proxy.js';
import {dockscope} from '../support/run-cli.js';
import {itSlow} from '../support/slow.js';
import {dockscope as inspector} from '../support/terminal-program.js';

const missing = await whyNoEngine();
const program = resolve(import.meta.dirname, '../../bin/dockscope.js');
const day = 86_400_000;

/* Containers of other people that look like twins of dockscope, on an engine with twins that a killed dockscope really left. */
describe.skipIf(missing !== null)('containers that only look like those of dockscope', () => {
	let engine: PrivateEngine;
	let proxy: RecordingProxy;
	let env: Record<string, string>;
	let created: string;
	/** Names of the lookalikes, each with the id of its container. */
	const lookalikes = new Map<string, string>();
	/** What a killed dockscope really left: without its id in the journal, and with it. */
	let left: string[] = [];

	const inspect = async (name: string): Promise<ContainerInspect> => JSON.parse(await engine.docker('inspect', name))[0];
	const names = async (): Promise<string[]> => (await engine.docker('ps', '--all', '--format', '{{.Names}}')).split('\n').sort();
	const run = async (name: string, flags: readonly string[] = [], image = 'plain:1'): Promise<void> => {
		lookalikes.set(name, await engine.docker('run', '--detach', '--name', name, ...flags, image, 'sleep', '100000'));
	};
	const labelsOf = ({Config: config}: ContainerInspect): string[] =>
		Object.entries(config?.Labels ?? {}).flatMap(([name, value]) => ['--label', `${name}=${value}`]);

	let rehearsals = 0;
	/** Kills a rehearsal once the engine has created a container and before dockscope has its answer, or once it has. */
	async function killedRehearsal(when: 'before the answer' | 'after the answer'): Promise<void> {
		const before = await names();
		const behave =
			when === 'before the answer'
				? proxy.misbehave(/POST .*containers\/create/, {stallAfter: 0})
				: proxy.misbehave(/POST .*containers\/.*\/start/, {hang: true});
		// A separate directory first: another rehearsal would sweep the leftovers of the last one.
		const state = join(engine.dir, `state-${rehearsals++}`);
		const child = spawn(process.execPath, [program, 'harden', 'other', '--rehearse', '--yes', '--host', proxy.host], {
			env: {...env, XDG_STATE_HOME: state},
			cwd: engine.dir,
			stdio: 'ignore',
		});
		await until('a twin is there', async () => (await names()).length > before.length);
		await sleep(1000);
		child.kill('SIGKILL');
		await once(child, 'exit');
		behave();
		for (const name of readdirSync(join(state, 'dockscope/created')))
			renameSync(join(state, 'dockscope/created', name), join(created, name));
		left.push(...(await names()).filter(name => !before.includes(name)));
	}

	/** A journal of a dockscope that ended, with an entry for a container that fits in all but what is given. */
	function forge(
		name: string,
		id: string | null,
		{Config: config, Image: image, Created: made, HostConfig: host}: ContainerInspect,
		other: object,
	): void {
		const what = {
			make: 'container',
			name,
			engine: `docker ${engineId}`,
			image,
			labels: config?.Labels ?? {},
			networks: [host?.NetworkMode],
			volumesFrom: [],
			at: Date.parse(made ?? ''),
			...other,
		};
		const lines = [{schema: 'dockscope.created/1', by: ended}, what, ...(id === null ? [] : [{made: name, id}])];
		writeFileSync(join(created, `forged-${name}.jsonl`), `${lines.map(line => JSON.stringify(line)).join('\n')}\n`, {
			mode: 0o600,
		});
	}
	const ended = {host: 'h', boot: 'b', namespace: 'n', pid: 1, start: '1'};
	let engineId = '';

	beforeAll(async () => {
		engine = await startPrivateEngine();
		proxy = await startRecordingProxy(engine.socketPath);
		env = {HOME: engine.dir, XDG_STATE_HOME: join(engine.dir, 'state'), PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8'};
		created = join(engine.dir, 'state/dockscope/created');
		mkdirSync(created, {recursive: true, mode: 0o700});
		engineId = await engine.docker('info', '--format', '{{.ID}}');
		await busyboxImage(engine, {name: 'plain:1', changes: ['STOPSIGNAL SIGKILL']});
		await engine.docker('run', '--detach', '--name', 'other', 'plain:1', 'sleep', '100000');
		await killedRehearsal('before the answer');
		await killedRehearsal('after the answer');
		await killedRehearsal('after the answer');
		await killedRehearsal('after the answer');
		const [, , renamed = '', replaced = ''] = left;
		const real = await inspect(renamed);
		const labels = labelsOf(real);

		await run('label-without-expiry', ['--label', 'dockscope.rehearsal=abc', '--publish', '8080:80', '--volume', '/data']);
		await run('label-expired', ['--label', 'dockscope.rehearsal=abc', '--label', 'dockscope.expires=1']);
		await run('label-of-a-process', [
			...['--label', 'dockscope.rehearsal=abc', '--label', `dockscope.owner=h/${process.pid}/1`],
			...['--label', `dockscope.expires=${Math.floor(Date.now() / 1000)}`],
		]);
		await busyboxImage(engine, {
			name: 'labelled:1',
			changes: ['LABEL dockscope.rehearsal=abc dockscope.expires=1', 'STOPSIGNAL SIGKILL'],
		});
		await run('label-inherited', ['--network', 'none'], 'labelled:1');
		await run('dockscope-twin-1234-0-abcdef01', ['--network', 'none']);
		await run('dockscope-scan-0123456789ab', ['--label', 'dockscope.scan=1']);
		await run('labels-copied', [...labels, '--network', 'none', '--volume', '/data']);
		await engine.docker('commit', renamed, 'committed:1');
		await run('dockscope-twin-committed', ['--network', 'none'], 'committed:1');

		// The twin itself under another name, and another container under the name of one.
		await engine.docker('rename', renamed, 'kept-by-a-person');
		lookalikes.set('kept-by-a-person', real.Id);
		const original = await inspect(replaced);
		await engine.docker('rm', '--force', replaced);
		await run(replaced, [...labelsOf(original), '--network', 'none'], original.Image);
		left = left.slice(0, 2);

		// Journals that name a victim: each is wrong in one thing.
		const victim = async (name: string, flags: readonly string[], other: object, id?: string): Promise<void> => {
			await run(name, ['--label', `dockscope.token=${name}`, ...flags]);
			const found = await inspect(name);
			forge(name, id ?? found.Id, found, other);
		};
		await victim('of-another-engine', ['--network', 'none'], {engine: 'docker another'});
		await victim('with-another-id', ['--network', 'none'], {}, 'f'.repeat(64));
		await victim('with-another-label', ['--network', 'none'], {labels: {'dockscope.token': 'x'}});
		await victim('with-another-network', [], {networks: ['none']});
		await victim('with-another-image', ['--network', 'none'], {image: `sha256:${'1'.repeat(64)}`});
		await victim('made-at-another-time', ['--network', 'none'], {at: Date.now() - day});
		await victim('with-volumes-of-another', ['--network', 'none', '--volumes-from', 'labels-copied'], {});
		await run('named-by-a-forged-entry', []);
		forge('dockscope-twin-00', lookalikes.get('named-by-a-forged-entry') ?? '', real, {});
		await victim('in-a-damaged-journal', ['--network', 'none'], {});
		const damaged = join(created, 'forged-in-a-damaged-journal.jsonl');
		writeFileSync(damaged, `${readFileSync(damaged, 'utf8')}oops\n`);
		await victim('in-an-open-journal', ['--network', 'none'], {});
		const open = join(created, 'forged-in-an-open-journal.jsonl');
		const content = readFileSync(open, 'utf8');
		await engine.docker('version');
		writeFileSync(`${open}.open.jsonl`, content, {mode: 0o644});
		writeFileSync(open, '');
		proxy.forget();
	}, 240_000);
	afterAll(async () => {
		// Traces are the machine's: where only some of these tests were run, theirs are still there.
		await dockscope(['sweep', '--yes'], {env: {...env, DOCKER_HOST: engine.host}});
		await proxy?.stop();
		await engine?.stop();
	});

	/** Every one of them is still the container that it was, and runs. */
	async function allAreThere(): Promise<void> {
		const running = (await engine.docker('ps', '--no-trunc', '--format', '{{.ID}}')).split('\n');
		const all = (await engine.docker('ps', '--all', '--no-trunc', '--format', '{{.ID}}')).split('\n');
		// The twin that was renamed was never started.
		const gone = [...lookalikes].filter(([name, id]) => !(name === 'kept-by-a-person' ? all : running).includes(id));
		expect(gone).toEqual([]);
	}
	const writing = () => proxy.requests.filter(({method}) => method !== 'GET' && method !== 'HEAD');

	it('are many, next to two real leftovers of a killed dockscope', async () => {
		expect(lookalikes.size).toBeGreaterThanOrEqual(18);
		expect(left).toHaveLength(2);
		expect(existsSync(created)).toBe(true);
		await allAreThere();
	});

	it('are only looked at by the inspector, on each of its pages', async () => {
		const screen = await inspector({args: ['--host', proxy.host], columns: 160, rows: 50, env});
		try {
			await screen.shows(/▌[A-F] +\d+/);
			await screen.settles(1_000);
			for (const [what, keys, mark] of pages('label-without-expiry')) {
				for (const key of keys) {
					if (typeof key === 'string') screen.press(key);
					else await screen.shows(key);
				}
				// The grades and texts are those of other tests: here each page only has to be open.
				if (!/overview|findings|waiver|vulnerabilities|other tools/.test(what))
					await screen.shows(mark).catch((error: unknown) => {
						throw new Error(what, {cause: error});
					});
				else await screen.settles(700);
				screen.press(
					...'Esc Esc Esc Esc Esc'.split(' '),
					...(keys.length === 1 && /^[wt]$/.test(String(keys[0])) ? keys.map(String) : []),
				);
				await screen.shows(/RISK. +NAME/);
			}
		} finally {
			await screen.stop();
		}
		expect(proxy.requests.length).toBeGreaterThan(20);
		expect(writing()).toEqual([]);
		await allAreThere();
		expect((await names()).filter(name => left.includes(name))).toEqual([...left].sort());
	});

	const reading: readonly (readonly string[])[] = [
		['audit', '--all', '--deep'],
		['inspect', 'label-inherited', '--deep'],
		['command', 'labels-copied'],
		['harden', 'other'],
		['harden', 'label-without-expiry', '--format', 'json'],
		['snapshot'],
		['doctor'],
		['scan', 'label-expired', '--scanner', 'basic'],
		['policy', 'check'],
		['sweep'],
	];
	it.each(reading.map(args => [args.join(' '), args] as const))('are only looked at by %s', async (_, args) => {
		proxy.forget();
		const home = join(engine.dir, 'state');
		const before = readdirSync(created).sort();
		await dockscope(args, {env: {...env, DOCKER_HOST: proxy.host, DOCKSCOPE_OSV: home}});
		expect(writing()).toEqual([]);
		expect(readdirSync(created).sort()).toEqual(before);
		await allAreThere();
		expect((await names()).filter(name => left.includes(name))).toEqual([...left].sort());
	});

	it('are listed by a sweep, each with its reason and what a person can type', async () => {
		const {stdout, status} = await dockscope(['sweep'], {env: {...env, DOCKER_HOST: engine.host}});
		expect(status).toBe(1);
		for (const name of left) expect(stdout).toMatch(new RegExp(`proven by its journal:[\\s\\S]*${name}[\\s\\S]*Looks like`));
		const [, unproven = ''] = stdout.split('Looks like');
		expect(unproven).toMatch(/label-without-expiry {2}\(no journal names it\)\n\s+docker rm --force --volumes [0-9a-f]{64}\n/);
		expect(unproven).toMatch(/kept-by-a-person {2}\(a journal names it, but its name is not dockscope-twin-/);
		expect(unproven).toMatch(/with-another-network {2}\(a journal names it, but its network is /);
		expect(stdout).toMatch(/line 4 is damaged/);
		expect(stdout).toMatch(/open to other users/);
		expect(stdout).toMatch(/1 container recorded for another engine/);
	});

	it('survive a rehearsal of another container, which removes what is proven', async () => {
		const {stderr, status} = await dockscope(['harden', 'other', '--rehearse', '--yes'], {
			env: {...env, DOCKER_HOST: engine.host},
		});
		expect(status, stderr).toBe(0);
		for (const name of left) expect(stderr).toMatch(new RegExp(`removed first, left over from an earlier rehearsal: .*${name}`));
		expect(stderr).toMatch(/not touched: \d+ containers that only look like dockscope's/);
		await allAreThere();
		expect((await names()).filter(name => left.includes(name))).toEqual([]);
	});

	it('survive sweep --yes, which removes what is proven', async () => {
		const before = await names();
		await killedRehearsal('before the answer');
		const {stdout, stderr, status} = await dockscope(['sweep', '--yes'], {env: {...env, DOCKER_HOST: engine.host}});
		expect(status, stderr).toBe(0);
		expect(stdout).toMatch(/^removed dockscope-twin-[0-9a-f]{16}$/m);
		await allAreThere();
		expect(await names()).toEqual(before);
	});

	it('are unproven to another user or state directory, and so are real twins', async () => {
		const before = await names();
		await killedRehearsal('after the answer');
		mkdirSync(join(engine.dir, 'elsewhere'));
		const elsewhere = {...env, XDG_STATE_HOME: join(engine.dir, 'elsewhere'), DOCKER_HOST: engine.host};
		expect(await dockscope(['sweep', '--yes'], {env: elsewhere})).toMatchObject({
			status: 0,
			stdout: expect.stringMatching(/nothing to remove$/m),
		});
		expect((await names()).length).toBe(before.length + 1);
		await dockscope(['sweep', '--yes'], {env: {...env, DOCKER_HOST: engine.host}});
		expect(await names()).toEqual(before);
	});
});

describe.skipIf(missing !== null)('a rehearsal whose journal cannot be written', () => {
	let engine: PrivateEngine;
	let proxy: RecordingProxy;
	let full: string;
	beforeAll(async () => {
		engine = await startPrivateEngine();
		proxy = await startRecordingProxy(engine.socketPath);
		await busyboxImage(engine, {name: 'plain:1', changes: ['STOPSIGNAL SIGKILL']});
		// It becomes another user, so that its capabilities are tried one by one.
		const serve = 'touch /x && chown nobody /x && exec su -s /bin/sh nobody -c "exec sleep 100000"';
		await engine.docker('run', '--detach', '--name', 'other', '--volume', 'kept:/data', 'plain:1', 'sh', '-c', serve);
		full = join(engine.dir, 'full');
		mkdirSync(full);
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'none', full]);
	});
	afterAll(async () => {
		execFileSync('umount', [full]);
		await proxy?.stop();
		await engine?.stop();
	});

	const rehearse = async (state: string) => {
		proxy.forget();
		const env = {DOCKER_HOST: proxy.host, XDG_STATE_HOME: state};
		const result = await dockscope(['harden', 'other', '--rehearse', '--yes', '--copy-data', '1'], {env});
		const posts = proxy.requests.filter(({method}) => method === 'POST').map(({path}) => path);
		return {...result, made: posts.filter(path => path.includes('/create')).length};
	};

	it('creates nothing where there is no such directory, or a foreign one', async () => {
		writeFileSync(join(engine.dir, 'a-file'), '');
		expect(await rehearse(join(engine.dir, 'a-file'))).toMatchObject({
			status: 1,
			made: 0,
			stderr: expect.stringMatching(
				/^dockscope: the rehearsal was refused: the journal .* cannot be kept in .*Set XDG_STATE_HOME/m,
			),
		});
		const foreign = join(engine.dir, 'foreign/dockscope');
		mkdirSync(foreign, {recursive: true});
		chownSync(foreign, 1234, 1234);
		expect(await rehearse(join(engine.dir, 'foreign'))).toMatchObject({
			status: 1,
			made: 0,
			stderr: expect.stringMatching(/cannot be trusted: .*foreign\/dockscope belongs to uid 1234, not to uid 0/),
		});
	});

	itSlow('creates nothing on a full disk, and nothing more once it is full', async () => {
		// A file takes whole pages: the first holds some entries of the journal, and there is no second one.
		writeFileSync(join(full, 'filling'), 'x'.repeat(4096));
		const half = await rehearse(full);
		expect(half).toMatchObject({status: 1, stderr: expect.stringMatching(/cannot be written: no space left on the disk/)});
		expect(half.made).toBeGreaterThan(0);
		expect(await engine.docker('ps', '--all', '--format', '{{.Names}}')).toBe('other');

		writeFileSync(join(full, 'filling too'), 'x'.repeat(4096));
		expect(await rehearse(full)).toMatchObject({status: 1, made: 0, stderr: expect.stringMatching(/no space left on the disk/)});
		expect(await engine.docker('ps', '--all', '--format', '{{.Names}}')).toBe('other');
	});
});
