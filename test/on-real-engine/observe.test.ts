import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {chmod, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import type {ContainerFacts} from '../../src/base/facts/index.js';
import {openTree} from '../../src/base/host/host-tree.js';
import {createJournal} from '../../src/base/ownership/journal.js';
import {traceCapabilities} from '../../src/base/trace/capability-tracer.js';
import type {Observation} from '../../src/fix/evidence/evidence.js';
import {processesOnHost} from '../../src/fix/evidence/host-processes.js';
import {observe} from '../../src/fix/observation/observe.js';
import type {ObservationProgress} from '../../src/fix/observation/observe-options.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import {canActAsNobody, runAsNobody} from '../support/as-nobody.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {dockscope, program} from '../support/run-cli.js';

const run = promisify(execFile);
const missing = await whyNoEngine();
const instances = '/sys/kernel/tracing/instances';

/** What root does for a client: gives a file to another user, and becomes that user. */
const give =
	'touch /tmp/given; chown 65534:65534 /tmp/given; /usr/bin/setpriv --reuid 65534 --regid 65534 --clear-groups id -u; rm /tmp/given';
/** CAP_NET_RAW+ep as a v2 attribute. @source capabilities(7) */
const rawSocket = '0100000200200000000000000000000000000000';

describe.skipIf(missing !== null)('an observation of the live original', () => {
	let engine: PrivateEngine;
	let folder: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-observe-'));
		engine = await startPrivateEngine();
		await busyboxImage(engine, {
			name: 'plain:1',
			files: {'srv/give.sh': give},
			programs: {'usr/bin/whoami': {mode: 0o4755}, 'usr/bin/sleep': {mode: 0o4755}, 'usr/bin/id': {capability: rawSocket}},
			hostPrograms: ['setpriv'],
		});
		const start = (name: string, ...more: readonly string[]) =>
			engine.docker('run', '-d', '--init', '--name', name, '--stop-signal', 'KILL', ...more);
		await start('giver', 'plain:1', 'nc', '-ll', '-p', '9000', '-e', 'sh', '/srv/give.sh');
		await start('quiet', 'plain:1', 'sleep', '100000');
		const own =
			'cd /tmp; echo x > mine; chmod 600 mine; cat mine; echo y >> mine; mkdir d; chmod 700 d; ls d; cp mine d/g; mv d/g d/h';
		const loop = `while :; do (${own}; rm -r d mine) > /dev/null; sleep 0.2; done`;
		await start('owner', '--user', '1000:1000', 'plain:1', 'sh', '-c', loop);
		await start('writer', 'plain:1', 'sleep', '100000');
		const nested = 'while :; do unshare -Ur chroot / true; sleep 0.2; done';
		await start('nested', '--user', '1000', '--security-opt', 'seccomp=unconfined', 'plain:1', 'sh', '-c', nested);
		const works = (mode: string, user: string): string =>
			`while :; do touch /tmp/f; chown 0:5 /tmp/f; chmod ${mode} /tmp/f; start-stop-daemon -S -c ${user} -x /bin/true; rm /tmp/f; sleep 0.2; done`;
		await start('needless', 'plain:1', 'sh', '-c', works('640', 'root'));
		await start('needful', 'plain:1', 'sh', '-c', works('2750', 'nobody'));
		await start(
			'raiser',
			'--user',
			'1000',
			'plain:1',
			'sh',
			'-c',
			'while :; do /usr/bin/whoami >/dev/null; /usr/bin/sleep 0.3; done',
		);
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	/** Other dockscopes of this machine may trace meanwhile: those that a journal of this test has named are meant. */
	const named = new Set<string>();
	function ownTraces(): string[] {
		for (const created of [join(folder, 'dockscope/created'), join(folder, 'cli/dockscope/created')])
			for (const journal of existsSync(created) ? readdirSync(created) : [])
				for (const [name] of readFileSync(join(created, journal), 'utf8').matchAll(/dockscope-[0-9a-f]{16}-observe/g))
					named.add(name);
		return readdirSync(instances).filter(one => named.has(one));
	}

	/** The last event that is switched on: what happens before is not seen. */
	const isOn = (name: string): boolean =>
		/^1/.test(readFileSync(join(instances, name, 'events/sched/sched_process_exec/enable'), 'utf8'));

	const overran = (name: string): boolean =>
		readdirSync(join(instances, name, 'per_cpu')).some(cpu =>
			/^overrun: [1-9]/m.test(readFileSync(join(instances, name, 'per_cpu', cpu, 'stats'), 'utf8')),
		);

	const newReader = () => createReader({kind: 'unix', socketPath: engine.socketPath});

	async function factsOf(name: string): Promise<ContainerFacts> {
		const fleet = openFleet(newReader(), {});
		try {
			await fleet.start();
			const facts = fleet.model().entries.find(entry => entry.name === name)?.assessed?.facts;
			if (facts === undefined) throw new Error(`${name} is not there`);
			return facts;
		} finally {
			fleet.close();
		}
	}

	/** Observes a container while something happens to it. */
	async function observed(
		name: string,
		seconds: number,
		meanwhile: () => Promise<unknown> = async () => undefined,
		onProgress: (progress: ObservationProgress) => void = () => undefined,
	): Promise<Observation> {
		const facts = await factsOf(name);
		const reader = newReader();
		const journal = createJournal({XDG_STATE_HOME: folder});
		try {
			let begin: () => void = () => undefined;
			const began = new Promise<void>(resolve => {
				begin = resolve;
			});
			const watching = observe({
				reader,
				facts,
				journal,
				seconds,
				signal: new AbortController().signal,
				onProgress(progress) {
					begin();
					onProgress(progress);
				},
			});
			await Promise.race([began, watching]);
			await meanwhile();
			return await watching;
		} finally {
			journal.close();
			reader.close();
		}
	}

	const addressOf = (name: string): Promise<string> =>
		engine.docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', name);
	const ask = async (name: string, port: number): Promise<string> =>
		engine.inNetwork('bash', '-c', `exec 3<>/dev/tcp/${await addressOf(name)}/${port}; timeout 5 cat <&3 || true`);

	it('sees what root does for a client, by whom, and counts the client', async () => {
		const seen = await observed('giver', 5, async () => {
			await ask('giver', 9000);
			await sleep(500);
			await ask('giver', 9000);
		});
		expect(seen.missed).toEqual([]);
		expect(Object.fromEntries(seen.capabilities.map(({capability, by}) => [capability, by]))).toMatchObject({
			CHOWN: ['chown'],
			SETGID: ['setpriv'],
			SETUID: ['setpriv'],
		});
		expect(seen.capabilities.every(({onlyByExec, count}) => !onlyByExec && count >= 2)).toBe(true);
		expect(seen.programs.find(({path}) => path === '/usr/bin/setpriv')).toMatchObject({count: 2, raises: null});
		expect(seen.connections).toBe(2);
		expect(seen.lastNew).toBeGreaterThan(2);
		expect(seen.peaks?.windows.memory).toBeGreaterThan(seen.seconds);
	});

	it('reports nothing of a container that does nothing', async () => {
		const seen = await observed('quiet', 3);
		expect(seen).toMatchObject({capabilities: [], programs: [], written: [], connections: 0, lastNew: null, missed: []});
	});

	it('misses no use, though tasks get credentials where those that the overlay file system made for a moment have been', async () => {
		const makes = 'for i in $(seq 100); do mkdir /srv/d$i; touch /srv/d$i/f; chown 1000 /srv/d$i/f; done';
		const {capabilities} = await observed('writer', 6, () => engine.docker('exec', 'writer', 'sh', '-c', makes));
		expect(capabilities).toEqual([expect.objectContaining({capability: 'CHOWN', by: ['sh'], count: 100})]);
	});

	it('takes nothing for a need that only the overlay file system asks for', async () => {
		const facts = await factsOf('owner');
		const journal = createJournal({XDG_STATE_HOME: folder});
		const processes = processesOnHost(openTree('/'), facts.pid ?? 0);
		const pids = processes.known ? processes.value.flatMap(({pid}) => pid ?? []) : [];
		const everything = await traceCapabilities('everything', () => pids, journal);
		try {
			const seen = await observed('owner', 4);
			expect(seen.programs.length).toBeGreaterThan(0);
			expect(seen.capabilities).toEqual([]);
			const checks = everything.known ? everything.value.events() : [];
			expect(checks).toContainEqual(expect.objectContaining({kind: 'check', capability: 'DAC_OVERRIDE', granted: true}));
		} finally {
			if (everything.known) everything.value.close();
			journal.close();
		}
	});

	it('takes nothing for a need that was granted in a user namespace which the container made itself', async () => {
		expect(await engine.docker('exec', '--user', '1000', 'nested', 'unshare', '-Ur', 'chroot', '/', 'id', '-u')).toBe('0');
		const seen = await observed('nested', 4);
		expect(seen.programs.length).toBeGreaterThan(0);
		expect(seen.capabilities).toEqual([]);
	});

	it('takes nothing for a need that the kernel asks for whatever the call changes', async () => {
		const used = async (name: string) => (await observed(name, 3)).capabilities.map(({capability}) => capability).sort();
		// setgroups(2) fails without SETGID, whatever the groups are.
		expect(await used('needless')).toEqual(['CHOWN', 'SETGID']);
		expect(await used('needful')).toEqual(['CHOWN', 'FSETID', 'SETGID', 'SETUID']);
	});

	it('sees set-uid programs and file capabilities, also of a container without root, and what an exec starts', async () => {
		const seen = await observed('raiser', 4, () => engine.docker('exec', 'raiser', '/usr/bin/id'));
		const programs = new Map(seen.programs.map(program => [program.path, program]));
		expect(programs.get('/usr/bin/whoami')).toMatchObject({raises: 'set-uid', onlyByExec: false});
		// The other may have ended before it could be looked at.
		expect(programs.get('/usr/bin/sleep')).toMatchObject({uids: [1000], raises: 'set-uid', onlyByExec: false});
		expect(programs.get('/usr/bin/id')).toMatchObject({raises: 'file capabilities', count: 1, onlyByExec: true});
		expect(seen.programs.some(({path}) => /runc|\/proc\//.test(path))).toBe(false);
		const bySetuid = seen.capabilities.find(({capability}) => capability === 'SETUID')?.by;
		expect(bySetuid?.toSorted()).toEqual(['sleep', 'whoami']);
		expect(ownTraces()).toEqual([]);
	});

	it('sees a file that is deleted again, and says when its container stops', async () => {
		const seen = await observed('writer', 60, async () => {
			await engine.docker('exec', 'writer', 'sh', '-c', 'mkdir /srv/notes; echo x > /srv/notes/file');
			await sleep(7000);
			await engine.docker('exec', 'writer', 'rm', '-r', '/srv/notes');
			await engine.docker('rm', '--force', 'writer');
		});
		expect(seen.written).toContainEqual({path: '/srv/notes/file', kind: 'added', isDirectory: false});
		expect(seen.missed.join()).toMatch(/everything after \d+ s: it stopped or was restarted/);
		expect(seen.seconds).toBeLessThan(30);
	});

	describe('from the command line', () => {
		/** `harden NAME --observe …`, which is running until the test ends it; resolves once it watches. */
		async function started(name: string, ...more: readonly string[]) {
			const child = spawn(process.execPath, [program, 'harden', name, '--host', engine.host, '--observe', '5m', ...more], {
				env: {PATH: process.env['PATH'] ?? '', HOME: folder, XDG_STATE_HOME: join(folder, 'cli'), LANG: 'C.UTF-8'},
				stdio: ['ignore', 'pipe', 'pipe'],
			});
			const ended = once(child, 'exit');
			onTestFinished(async () => {
				child.kill('SIGTERM');
				await ended;
			});
			let out = '';
			let err = '';
			child.stdout.on('data', data => (out += data));
			child.stderr.on('data', data => (err += data));
			const saying = (what: RegExp) => until(`stderr has ${what}`, async () => what.test(err));
			return {child, ended, saying, out: () => out, err: () => err};
		}

		it('asks first', async () => {
			const said = await dockscope(['harden', 'giver', '--host', engine.host, '--observe', '5m']);
			expect(said).toMatchObject({status: 1, stdout: ''});
			expect(said.stderr).toMatch(
				/^Observe giver for 5 min\?.*\n {2}a kernel trace instance .*\n.*an observation needs your consent/,
			);
			expect(ownTraces()).toEqual([]);
		});

		it('refuses a recorded fleet, a container that does not run, and a duration that is none', async () => {
			const demo = await dockscope(['harden', 'shop-web', '--demo', '--observe', '5m', '--yes']);
			expect(demo).toMatchObject({status: 1, stdout: '', stderr: expect.stringMatching(/a recorded fleet cannot be observed/)});
			await engine.docker('create', '--name', 'never', 'plain:1', 'true');
			const still = await dockscope(['harden', 'never', '--host', engine.host, '--observe', '5m', '--yes']);
			expect(still).toMatchObject({status: 1, stdout: '', stderr: 'dockscope: never cannot be observed: it is not running\n'});
			const soon = await dockscope(['harden', 'giver', '--host', engine.host, '--observe', 'soon', '--yes']);
			expect(soon.status).toBe(2);
		});

		it.each(['stdout', 'a file'])('keeps what it saw when Ctrl-C ends it, and writes its plan to %s', async destination => {
			const plan = join(folder, 'plan.sh');
			const watch = await started('giver', '--yes', ...(destination === 'stdout' ? [] : ['--output', plan]));
			await until('it traces', async () => ownTraces().some(isOn));
			await ask('giver', 9000);
			await watch.saying(/new: SETUID by setpriv/);
			watch.child.kill('SIGINT');
			expect(await watch.ended).toEqual([0, null]);
			expect(watch.err()).toMatch(/^watched \d+ s, 1 connection; last new need .*\nused: .*SETUID by setpriv/m);
			expect(destination === 'stdout' ? watch.out() : readFileSync(plan, 'utf8')).toMatch(/^docker run /);
			expect(ownTraces()).toEqual([]);
			expect(readdirSync(join(folder, 'cli/dockscope/created'))).toEqual([]);
		});

		it('does without a trace what an ordinary user may, asks nothing, and says what is missing', async ({skip}) => {
			const enters = (await canActAsNobody()) && (await runAsNobody(program, '--version').catch(() => null)) !== null;
			if (!enters) return skip('the user nobody cannot run the program here');
			await chmod(engine.socketPath, 0o666);
			const asNobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups', process.execPath, program];
			const running = run('setpriv', [...asNobody, 'harden', 'giver', '--host', engine.host, '--observe', '6s'], {
				env: {PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8'},
			});
			await sleep(5000);
			await ask('giver', 9000);
			const {stdout, stderr} = await running;
			expect(stderr).toMatch(/^Observing giver for 6 s, without a trace of its capabilities and programs \(not run as root\)/);
			expect(stderr).toMatch(/^watched 6 s, [01] connections?; /m);
			expect(stderr).toMatch(/^not watched: capabilities and programs: tracing needs root on the host of the engine$/m);
			expect(stdout).toMatch(/^docker run /);
		});

		it('says how many events the kernel dropped when it could not keep up', async () => {
			// Thousands of checks in each run, and no one reads them for a while.
			const flood = 'touch /tmp/f; L=$(yes /tmp/f | head -n 5000); while :; do chown 65534 $L; done';
			await engine.docker('run', '-d', '--init', '--name', 'flood', '--stop-signal', 'KILL', 'plain:1', 'sh', '-c', flood);
			try {
				const watch = await started('flood', '--yes');
				await watch.saying(/new: CHOWN by chown/);
				watch.child.kill('SIGSTOP');
				await until('the buffer overflows', async () => ownTraces().some(overran));
				watch.child.kill('SIGCONT');
				watch.child.kill('SIGINT');
				expect(await watch.ended).toEqual([0, null]);
				expect(watch.err()).toMatch(/^used: CHOWN by .*chown/m);
				expect(watch.err()).toMatch(
					/^not watched: \d+ trace events that the kernel dropped: a capability or a program may be missing$/m,
				);
			} finally {
				await engine.docker('rm', '--force', 'flood');
			}
		});

		it('ends without a plan on SIGTERM', async () => {
			const watch = await started('giver', '--yes');
			await until('a trace', async () => ownTraces().length === 1);
			watch.child.kill('SIGTERM');
			expect(await watch.ended).toEqual([130, null]);
			expect(watch.out()).toBe('');
			expect(ownTraces()).toEqual([]);
		});

		it('leaves a trace when it is killed, which a sweep removes', async () => {
			const watch = await started('giver', '--yes');
			await until('a trace', async () => ownTraces().length === 1);
			watch.child.kill('SIGKILL');
			await watch.ended;
			const [left] = ownTraces();
			const swept = await dockscope(['sweep', '--yes', '--host', engine.host], {env: {XDG_STATE_HOME: join(folder, 'cli')}});
			expect(swept, swept.stderr).toMatchObject({status: 0, stdout: expect.stringContaining(`removed trace ${left}`)});
			expect(ownTraces()).toEqual([]);
		});
	});
});
