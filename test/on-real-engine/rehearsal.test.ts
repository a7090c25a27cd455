import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../src/base/answers/index.js';
import {createWriter, type EngineWriter} from '../../src/base/engine/writer.js';
import {localHost} from '../../src/base/host/local-host.js';
import {createJournal} from '../../src/base/ownership/journal.js';
import {gatherEvidence} from '../../src/fix/evidence/gather.js';
import {viewCase} from '../../src/fix/hardening-case.js';
import {enabledBy, hardened} from '../../src/fix/plan/index.js';
import {noCopies, readCopies, sizes} from '../../src/fix/rehearsal/copies.js';
import {rehearsalLabel} from '../../src/fix/rehearsal/labels.js';
import {observeTwin} from '../../src/fix/rehearsal/observe-twin.js';
import {RehearsalCancelled, type TrialReport} from '../../src/fix/rehearsal/rehearsal-session.js';
import {rehearse} from '../../src/fix/rehearsal/rehearse.js';
import type {RehearsalResult} from '../../src/fix/rehearsal/result.js';
import {hardeningOutput} from '../../src/fix/render/fix-output.js';
import {flagsOf} from '../../src/judge/changes/change.js';
import {engineBinaries, findProgram, unpackPackages} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {withOpenCase} from '../support/open-case.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {itSlow} from '../support/slow.js';

const run = promisify(execFile);
const missing = await whyNoEngine();

/** A web server as many are: root prepares its directories, then serves as an ordinary user. */
const web = [
	'mkdir -p /data /run && touch /run/web.pid && test -e /data/index.html || echo hello > /data/index.html',
	'chown -R nobody:nobody /data && exec su -s /bin/sh nobody -c "exec httpd -f -p 80 -h /data"',
].join('\n');

describe.skipIf(missing !== null)('a rehearsal', () => {
	let engine: PrivateEngine;
	let folder: string;
	let env: Record<string, string>;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-rehearsal-'));
		const binaries = await engineBinaries();
		engine = await startPrivateEngine();
		env = {
			PATH: binaries.available ? binaries.path : '',
			HOME: folder,
			LANG: 'C.UTF-8',
			DOCKER_HOST: engine.host,
			DOCKER_CONFIG: folder,
		};
		await busyboxImage(engine, {name: 'plain:1'});
		await engine.docker('run', '-d', '--init', '--name', 'web', '-p', '8080:80', 'plain:1', 'sh', '-c', web);
		await engine.docker('run', '-d', '--init', '--name', 'mute', 'plain:1', 'nc', '-ll', '-p', '9', '-e', 'sleep', '1000');
		const long = 'a-name-that-is-longer-than-the-hundred-bytes-of-the-first-tar-header'.repeat(2);
		const fill = `cd /m; echo x > marker; ln marker hard; ln -s marker soft; mkdir sub; echo y > sub/${long}; chown -R 7:8 .; chmod 700 . sub`;
		await engine.docker('run', '--rm', '-v', 'marked:/m', 'plain:1', 'sh', '-c', fill);
		// As `docker import` makes it, an image has no command.
		await engine.docker('export', '--output', join(folder, 'root.tar'), 'web');
		await engine.docker('import', join(folder, 'root.tar'), 'bare:1');
		const needsMarker = `test -e /m/marker || exit 3; cd /m || exit 4; test "$(stat -c %u:%g:%a .)" = 7:8:700 || exit 5
test "$(cat hard soft sub/${long} | tr -d '\\n')" = xxy || exit 6; test "$(stat -c %h marker)" = 2 || exit 7; exec sleep 100000`;
		await engine.docker('run', '-d', '--init', '--name', 'stateful', '-v', 'marked:/m', 'bare:1', 'sh', '-c', needsMarker);
		const odd = [
			'grep -q "\\s$(hostname)$" /etc/hosts || exit 4',
			'nc -ll -p 4$(tr -dc 0-9 < /proc/sys/kernel/random/uuid | cut -c1-4) -e cat &',
			'mkdir -p /web; echo hello > /web/index.html; exec su -s /bin/sh nobody -c "exec httpd -f -p 80 -h /web"',
		].join('\n');
		await engine.docker(...'run -d --init --name odd --tmpfs /run/web:uid=65534,gid=65534 plain:1 sh -c'.split(' '), odd);
		await engine.docker('run', '-d', '--init', '--name', 'powerful', '--privileged', 'plain:1', 'sleep', '100000');
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	const withCase = <T>(name: string, act: Parameters<typeof withOpenCase<T>>[2]): Promise<T> => withOpenCase(engine, name, act);

	async function rehearsed(
		name: string,
		onProgress: (trial: TrialReport) => void = () => undefined,
		signal = new AbortController().signal,
		copyLimit: number | null = null,
	) {
		return withCase(name, async (opened, {reader, fleet}) => {
			const writer = createWriter({kind: 'unix', socketPath: engine.socketPath}, createJournal({XDG_STATE_HOME: folder}));
			try {
				const enabled = enabledBy(opened.plan, 'least');
				const {assessed, evidence} = opened;
				const reading = await readCopies(reader, assessed.facts, {dataLimit: copyLimit, signal});
				if (!reading.ok) throw new Error(reading.reason);
				const {copies} = reading;
				const result = await rehearse({
					reader,
					writer,
					assessed,
					evidence,
					enabled,
					check: null,
					copies,
					cpus: 2,
					signal,
					now: Date.now,
					onProgress,
				});
				return {
					result,
					copies,
					before: assessed.risk,
					view: viewCase(opened, result.plan, enabledBy(result.plan, 'least'), fleet),
				};
			} finally {
				writer.close();
			}
		});
	}

	const leftTwins = (): Promise<string> => engine.docker('ps', '-aq', '--filter', `label=${rehearsalLabel}`);
	const change = (result: RehearsalResult, slug: string) => {
		const found = result.plan.changes.find(one => one.slug === slug);
		return found === undefined ? undefined : {...found, ...flagsOf(found)};
	};

	/** What the least rung keeps of the capabilities. */
	const leastOf = ({plan}: RehearsalResult): string[] =>
		(hardened(plan, enabledBy(plan, 'least')).HostConfig?.CapAdd ?? []).toSorted();

	it('finds the least that a service works with, and the command it gives runs', async () => {
		const volumes = await engine.docker('volume', 'ls', '-q');
		const {result, before, view} = await rehearsed('web');
		const story = result.trials.map(trial => `${trial.what}: ${trial.note}`).join('\n');

		expect(result.state, story).toBe('worked');
		expect(leastOf(result), story).toEqual(
			// KILL: the init process is root and passes the stop signal on to a server that is not.
			['CHOWN', 'KILL', 'SETGID', 'SETUID'],
		);
		expect(change(result, 'capability:FOWNER')).toMatchObject({
			rung: 'least',
			exercised: {did: expect.arrayContaining(['start'])},
		});
		expect(change(result, 'read-only')?.add.join(' ')).toMatch(/--tmpfs \/run:.* -v web-data:\/data/);
		expect(result.exercised.join()).toMatch(/tcp\/80 GET \/ → 200/);
		expect(await leftTwins()).toBe('');
		expect(await engine.docker('volume', 'ls', '-q')).toBe(volumes);

		expect(view.supposed?.risk.score).toBeLessThan(before.score);
		await run('/bin/sh', ['-c', view.replacement.replace], {env, cwd: folder});
		const answer = async (): Promise<string> =>
			engine.docker('exec', 'web', 'wget', '-q', '-O-', 'http://127.0.0.1/').catch(() => '');
		await expect.poll(answer, {timeout: 60_000}).toBe('hello');
		await engine.docker('exec', '-u', 'nobody', 'web', 'sh', '-c', 'echo kept > /data/index.html');
		await engine.docker('restart', '-t', '1', 'web');
		await expect.poll(answer, {timeout: 60_000}).toBe('kept');

		await run('/bin/sh', ['-c', view.replacement.rollBack], {env, cwd: folder});
		await expect.poll(answer, {timeout: 60_000}).toBe('hello');
	}, 300_000);

	it('takes no evidence from the process that has the number of one that ended', async () => {
		const other: {State: {Pid: number}}[] = JSON.parse(await engine.docker('inspect', 'mute'));
		await withCase('web', async ({assessed: {facts}}, {reader}) => {
			const host = localHost();
			const reused = await gatherEvidence({reader, host}, {...facts, pid: other[0]?.State.Pid ?? 0});
			const gone = {known: false, reason: {reason: 'the process does not, or no longer, belong to this container'}};
			// The engine reports the container itself.
			expect(reused.processes.known && reused.processes.value.map(({command}) => String(command))).toContain('httpd');
			expect(reused.peaks).toMatchObject({known: true, value: {source: 'stats'}});
			const {listening, portStart, chrooted, rawSockets} = reused;
			expect([listening, portStart, chrooted, rawSockets]).toMatchObject([gone, gone, gone, gone]);
			const live = await gatherEvidence({reader, host}, facts);
			expect([live.listening, live.portStart, live.chrooted, live.rawSockets].map(({known}) => known)).toEqual(
				Array(4).fill(true),
			);
		});
	});

	itSlow(
		'says of a root service that served no client that it was only seen to start',
		async () => {
			const {result} = await rehearsed('mute');
			expect(result.state, result.trials.map(trial => trial.note).join('\n')).toBe('worked');
			expect(result.summary).toMatch(/no client was served, so this shows only that it starts/);
		},
		240_000,
	);

	it('refuses what would reach the host, and creates nothing', async () => {
		const {result} = await rehearsed('powerful');
		expect(result).toMatchObject({state: 'refused', summary: expect.stringMatching(/^refused: .*privileged/), trials: []});
	});

	it('refuses when a twin without any change does not work', async () => {
		const {result} = await rehearsed('stateful');
		expect(result).toMatchObject({state: 'refused', summary: expect.stringMatching(/does not work on its own.*status 3/)});
		expect(await leftTwins()).toBe('');
	});

	it('sees with what status a twin ended, also where that happens between two questions', async () => {
		const waits = "trap 'exit 3' TERM; echo ready; while :; do sleep 0.1; done";
		const id = await engine.docker('run', '-d', '--name', 'ending', 'plain:1', 'sh', '-c', waits);
		// A signal that comes before the trap is lost on a first process.
		await until('the trap is set', async () => (await engine.docker('logs', 'ending')) === 'ready');
		await withCase('ending', async ({assessed: {facts}}, {reader}) => {
			const answers = [await reader.inspect(id)];
			await engine.docker('stop', 'ending');
			// An engine on a busy host takes seconds for an answer.
			const slow = () => sleep(2500);
			const late = {
				...reader,
				inspect: async () => answers.pop() ?? reader.inspect(id),
				top: () => slow().then(() => reader.top(id)),
			};
			expect(await observeTwin({reader: late, local: true, facts}, id)).toMatchObject({running: false, exitCode: 3, pid: 0});
			expect(answers).toEqual([]);
		});
	});

	itSlow(
		'does not blame a change when another client removes its twin',
		async () => {
			const remove = async (): Promise<void> => {
				let ids = '';
				while (ids === '') ids = await leftTwins();
				await engine.docker('rm', '-f', ...ids.split('\n'));
			};
			let removed: Promise<void> | null = null;
			const {result} = await rehearsed('web', ({what, ok}) => {
				if (what === 'hardened twin' && ok === null) removed ??= remove();
			});
			await removed;
			expect(result).toMatchObject({state: 'refused', summary: 'refused: a twin was removed by someone else during its trial'});
			expect(result.trials.at(-1)).toMatchObject({what: 'hardened twin', ok: false});
			expect(await leftTwins()).toBe('');
		},
		240_000,
	);

	it('starts over a copy of the data when that is chosen, and leaves the original and the engine as they were', async () => {
		const volumes = await engine.docker('volume', 'ls', '-q');
		const {result, copies} = await rehearsed('stateful', undefined, undefined, 4 * 2 ** 20);
		const story = result.trials.map(trial => `${trial.what}: ${trial.note}`).join('\n');
		expect(result.state, `${result.summary}\n${story}`).toBe('worked');
		expect(result.exercised).toContain('start with a copy of its data');
		expect(result.notExercised).not.toContain('start with its current data');
		expect(sizes(copies.mounts)).toBe('/m: 0.1 MB');
		expect(await leftTwins()).toBe('');
		expect(await engine.docker('volume', 'ls', '-q')).toBe(volumes);
	});

	it('copies only what was allowed', async () => {
		await expect(rehearsed('stateful', undefined, undefined, 1000)).rejects.toThrow(/more than 0 MB \(reached in \/m\)/);
		expect(await leftTwins()).toBe('');
	});

	itSlow(
		'gives a twin its own name, and minds no port of chance',
		async () => {
			const {result} = await rehearsed('odd');
			const story = result.trials.map(trial => `${trial.what}: ${trial.note}`).join('\n');
			expect(result.state, `${result.summary}\n${story}`).toBe('worked');
			expect(result.notExercised.join(), story).not.toMatch(/tcp\/4\d{4}/);
		},
		240_000,
	);

	it('removes its twins when it is cancelled', async () => {
		const stop = new AbortController();
		const cancelled = rehearsed('web', () => setTimeout(() => stop.abort(), 700), stop.signal);
		await expect(cancelled).rejects.toThrow(RehearsalCancelled);
		expect(await leftTwins()).toBe('');
	});

	it('removes also the twin that the engine was making when it was cancelled', async () => {
		const stop = new AbortController();
		const writer = createWriter({kind: 'unix', socketPath: engine.socketPath}, createJournal({XDG_STATE_HOME: folder}));
		const late: EngineWriter = {
			...writer,
			async create(name, body, signal) {
				const id = await writer.create(name, body);
				stop.abort();
				// Who gave the request up gets no answer any more.
				signal?.throwIfAborted();
				return id;
			},
		};
		await withCase('web', async ({assessed, evidence, plan}, {reader}) => {
			const rest = {
				enabled: enabledBy(plan, 'least'),
				check: null,
				copies: noCopies,
				cpus: 2,
				now: Date.now,
				onProgress: () => undefined,
			};
			const cancelled = rehearse({reader, writer: late, assessed, evidence, signal: stop.signal, ...rest});
			await expect(cancelled).rejects.toThrow(RehearsalCancelled);
		});
		writer.close();
		expect(await leftTwins()).toBe('');
	});

	it('gives a Compose override that makes the same container', async () => {
		const compose =
			(await findProgram('docker-compose')) ??
			join(await unpackPackages('docker-compose', ['docker-compose']), 'usr/bin/docker-compose');
		const up = (...files: string[]) =>
			run(compose, ['--project-name', 'shop', ...files.flatMap(file => ['--file', file]), 'up', '--detach'], {env, cwd: folder});
		await writeFile(
			join(folder, 'compose.yml'),
			'services: {front: {image: "plain:1", init: true, cap_add: [NET_ADMIN], command: ["sh", "-c", "mkdir -p /data; echo $$PPID > /data/x; exec sleep 100000"], environment: {PRICE: "5$$"}}}\n',
		);
		await up('compose.yml');
		const output = await withCase('shop-front-1', async (opened, {fleet}) => {
			const view = viewCase(opened, opened.plan, enabledBy(opened.plan, 'least'), fleet);
			return {...hardeningOutput('compose', view, opened.image), wanted: view.inspect.after.HostConfig};
		});
		expect(output.command).toMatch(/^docker compose -p shop -f \S*compose\.yml -f \S*override\.yml up -d --no-deps front$/);
		await writeFile(join(folder, 'compose.override.yml'), output.text);
		await up('compose.yml', 'compose.override.yml');

		const [made]: ContainerInspect[] = JSON.parse(await engine.docker('inspect', 'shop-front-1'));
		expect(comparable(made?.HostConfig), await readFile(join(folder, 'compose.override.yml'), 'utf8')).toEqual(
			comparable(output.wanted),
		);
		await engine.docker('rm', '-f', 'shop-front-1');
	});
});

/** What the flags say, with lists as sets: Compose orders them its own way and says some defaults. */
function comparable(host: ContainerInspect['HostConfig'] = {}): unknown {
	return {
		add: (host.CapAdd ?? []).toSorted(),
		drop: (host.CapDrop ?? []).toSorted(),
		readOnly: host.ReadonlyRootfs,
		tmpfs: host.Tmpfs ?? {},
		security: host.SecurityOpt ?? [],
		memory: host.Memory,
		swap: host.MemorySwap,
		pids: host.PidsLimit ?? null,
		volumes: [
			...(host.Binds ?? []).map(bind => bind.replace(/:rw$/, '')),
			...(host.Mounts ?? []).map(mount => `${mount.Source}:${mount.Target}`),
		].toSorted(),
		log: host.LogConfig,
	};
}
