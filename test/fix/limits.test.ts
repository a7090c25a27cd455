import {describe, expect, it} from 'vitest';
import {type ContainerInspect, known, unknown} from '../../src/base/answers/index.js';
import type {ConfigFiles} from '../../src/base/facts/services/files/config-file.js';
import {openTree} from '../../src/base/host/host-tree.js';
import {sanitise} from '../../src/base/text/safe-text.js';
import type {HardeningEvidence, Peaks} from '../../src/fix/evidence/evidence.js';
import {hostPeaks, sampledPeaks} from '../../src/fix/evidence/peaks.js';
import {sizeFiles} from '../../src/fix/evidence/size-files.js';
import {planHardening} from '../../src/fix/plan/index.js';
import {flagsOf} from '../../src/judge/changes/change.js';
import {authoredHost, processEntries} from '../support/authored-host.js';
import {assessedOf, evidenceOf, processOf} from './subject.js';

const mebi = 2 ** 20;
const day = 86_400;
const peaks = (memory: number, seconds: number | null, pids = 5): {peaks: {known: true; value: Peaks}} => ({
	peaks: {known: true, value: {memory: memory * mebi, pids, source: 'cgroup', windows: {memory: seconds, pids: seconds}}},
});

/** The limits of a plan: their options, rung and reason. */
function limits(parts: Partial<ContainerInspect>, seen: Partial<HardeningEvidence>) {
	const {changes} = planHardening(assessedOf(parts), evidenceOf(seen));
	const one = (slug: string) => {
		const found = changes.find(change => change.slug === slug);
		return found === undefined ? null : {...flagsOf(found), rung: found.rung, why: String(found.why), evidence: found.evidence};
	};
	return {memory: one('memory'), pids: one('pids')};
}
/** MiB of `--memory 128m`. */
const size = (limit: ReturnType<typeof limits>['memory']): number => Number(/(\d+)m$/.exec(limit?.add[0] ?? '')?.[1]);
const running = (program: string, ...args: readonly string[]) => ({
	...processOf(program, 0),
	args: sanitise([program, ...args].join(' ')),
});
const command = (...words: string[]): Partial<ContainerInspect> => ({Config: {Image: 'shop/app:1', Cmd: words}});
const file = (path: string, ...settings: readonly (readonly [string, string])[]): ConfigFiles =>
	new Map([
		[
			path,
			known({
				settings: settings.map(([name, value], index) => ({
					...{name, value: sanitise(value), path: sanitise(path)},
					line: index + 1,
				})),
			}),
		],
	]);

describe('a memory limit', () => {
	it('is off while the peak is younger than a day, and says so', () => {
		expect(limits({}, peaks(25, 120)).memory).toMatchObject({
			rung: 'choice',
			why: 'peak 25 MB in 2 minutes: too short to say',
		});
		expect(limits({}, peaks(25, day - 1)).memory?.rung).toBe('choice');
	});

	it('is off where only a sample is known, and calls it none', () => {
		expect(limits({}, peaks(25, null)).memory).toMatchObject({rung: 'choice', why: '25 MB at one moment: no peak is recorded'});
	});

	it('is safe with the peak of a day, and leaves three times of it; of a week, twice', () => {
		const processes = known([processOf('web', 0)]);
		const made = (seconds: number) => limits({}, {processes, ...peaks(300, seconds)}).memory;
		expect(made(day)).toMatchObject({rung: 'safe', add: ['--memory 912m'], why: 'peak 300 MB in 24 hours'});
		expect(made(7 * day)).toMatchObject({rung: 'safe', add: ['--memory 608m'], why: 'peak 300 MB in 7 days'});
	});

	it('takes the longer window and the higher peak of an observation', () => {
		const observation = {
			...{
				seconds: 2 * day,
				connections: 9,
				requests: null,
				traced: true,
				capabilities: [],
				programs: [],
				written: [],
				lastNew: null,
				missed: [],
				recording: null,
			},
			peaks: {memory: 400 * mebi, pids: null, source: 'cgroup', windows: {memory: 2 * day, pids: null}},
		};
		expect(limits({}, {...peaks(300, null), observation}).memory).toMatchObject({rung: 'safe', add: ['--memory 1200m']});
	});

	it.each([
		['PostgreSQL', running('postgres', '-D', '/data')],
		['MariaDB', running('mariadbd')],
		['Redis', running('redis-server', '*:6379')],
		['MongoDB', running('mongod')],
		['a JVM', running('java', '-jar', 'app.jar')],
		['a JVM with a share of its limit', running('java', '-XX:MaxRAMPercentage=75', '-jar', 'app.jar')],
		['Node', running('node', 'server.js')],
		['.NET', running('dotnet', 'app.dll')],
		['a CI runner', running('gitlab-runner', 'run')],
		['a notebook', running('jupyter-lab')],
		['etcd', running('etcd')],
	])('of %s is never safe without a declared size', (_, process) => {
		const {memory} = limits({}, {processes: known([process]), ...peaks(25, 30 * day)});
		expect(memory?.rung).toBe('choice');
		expect(memory?.why).toMatch(/^peak 25 MB in 30 days: [\w.-]+: \w/);
		expect(size(memory)).toBeGreaterThanOrEqual(128);
	});

	it('of a store of the service table that no one listed here is none either', () => {
		expect(limits({Config: {Image: 'cassandra:5'}}, peaks(25, 30 * day)).memory?.rung).toBe('choice');
	});

	it.each<[string, Partial<ContainerInspect>, ReturnType<typeof running>, number]>([
		['-Xmx', {}, running('java', '-Xmx2g', '-jar', 'app.jar'), 3072],
		['JAVA_TOOL_OPTIONS', {Config: {Env: ['JAVA_TOOL_OPTIONS=-Xmx1024m']}}, running('java', '-jar', 'app.jar'), 1536],
		['ES_JAVA_OPTS', {Config: {Image: 'elasticsearch:8', Env: ['ES_JAVA_OPTS=-Xms4g -Xmx4g']}}, running('java'), 6144],
		['maxmemory', {}, running('redis-server', '--maxmemory', '512mb'), 1088],
		['--max-old-space-size', {}, running('node', '--max-old-space-size=2048', 'app.js'), 2688],
		['NODE_OPTIONS', {Config: {Env: ['NODE_OPTIONS=--max-old-space-size=1024']}}, running('node', 'app.js'), 1408],
		['-m of memcached', {}, running('memcached', '-m', '1024'), 1344],
		['wiredTigerCacheSizeGB', {}, running('mongod', '--wiredTigerCacheSizeGB', '2'), 3226],
		['innodb_buffer_pool_size', {}, running('mysqld', '--innodb-buffer-pool-size=2G'), 2200 + 528],
		['shared_buffers', {}, running('postgres', '-c', 'shared_buffers=1GB', '-c', 'max_connections=50'), 1024 + 50 * 14],
		['GCHeapHardLimit', {Config: {Env: ['DOTNET_GCHeapHardLimit=0x40000000']}}, running('dotnet', 'a.dll'), 1664],
	])('is never below what the program is set up to use: %s', (_, parts, process, least) => {
		const {memory} = limits(parts, {processes: known([process]), ...peaks(25, 2 * day)});
		expect(memory).toMatchObject({rung: 'safe'});
		expect(memory?.why).toMatch(/; it is set up to use up to \d+ MB$/);
		expect(size(memory)).toBeGreaterThanOrEqual(least);
		expect(size(memory)).toBeLessThan(1.8 * least);
	});

	it('reads the sizes in the files of the server, the last of which wins', () => {
		const sizes = new Map([
			...file('/data/postgresql.conf', ['shared_buffers', '128MB'], ['max_connections', '20']),
			...file('/data/postgresql.auto.conf', ['shared_buffers', '4GB']),
		]);
		const {memory} = limits({}, {processes: known([running('postgres', '-D', '/data')]), sizes, ...peaks(90, 9 * day)});
		expect(memory).toMatchObject({rung: 'safe'});
		expect(size(memory)).toBeGreaterThan(4096 + 20 * 14);
		expect(memory?.evidence).toContainEqual({
			source: 'file',
			path: '/data/postgresql.auto.conf:1',
			value: 'shared_buffers 4GB',
		});
	});

	it('is none where a file that may say more was not read', () => {
		const processes = known([running('postgres', '-D', '/data')]);
		const unread = new Map([['/data/postgresql.conf', unknown('file', 'denied')]]);
		expect(limits({}, {processes, sizes: unread, ...peaks(90, 9 * day)}).memory?.rung).toBe('choice');
		const more = file('/data/postgresql.conf', ['shared_buffers', '128MB'], ['include_dir', 'conf.d']);
		expect(limits({}, {processes, sizes: more, ...peaks(90, 9 * day)}).memory?.rung).toBe('choice');
	});

	it('is unbounded with maxmemory 0, which is none', () => {
		const sizes = file('/etc/redis.conf', ['maxmemory', '0']);
		const made = limits({}, {processes: known([running('redis-server', '/etc/redis.conf')]), sizes, ...peaks(9, 9 * day)});
		expect(made.memory).toMatchObject({
			rung: 'choice',
			why: expect.stringMatching(/redis-server: its memory grows with its data/),
		});
	});

	it('is not proposed where there is one', () => {
		expect(limits({HostConfig: {Memory: 2 ** 30}}, peaks(25, day)).memory).toBeNull();
	});

	it('is known of a program that only its command names', () => {
		expect(limits(command('redis-server'), peaks(9, 9 * day)).memory?.rung).toBe('choice');
		expect(
			limits({Config: {Image: 'shop/app:1', Env: ['JAVA_HOME=/opt/java'], Cmd: ['/start']}}, peaks(9, 9 * day)).memory?.rung,
		).toBe('choice');
	});
});

describe('a limit on tasks', () => {
	it('needs a day too, and leaves room for what is idle now', () => {
		expect(limits({}, peaks(25, 120)).pids).toMatchObject({
			rung: 'choice',
			why: 'peak 5 processes and threads in 2 minutes: too short to say',
		});
		expect(limits({}, peaks(25, day)).pids).toMatchObject({rung: 'safe', add: ['--pids-limit 512']});
		expect(limits({}, peaks(25, day, 300)).pids).toMatchObject({add: ['--pids-limit 1200']});
	});

	it.each<[string, ReturnType<typeof running>, ConfigFiles, number]>([
		['gunicorn', running('gunicorn', '-w', '200', '--threads', '4', 'app:app'), new Map(), 1564],
		['puma', running('puma', '-w', '40', '-t', '5:32'), new Map(), 2044],
		['PHP-FPM', running('php-fpm'), file('/usr/local/etc/php-fpm.d', ['www.pm.max_children', '900']), 2764],
		['PostgreSQL', running('postgres', '-c', 'max_connections=2000'), new Map(), 6064],
	])('is above the workers that %s is set up for', (_, process, sizes, limit) => {
		const {pids} = limits({}, {processes: known([process]), sizes, ...peaks(25, day)});
		expect(pids).toMatchObject({rung: 'safe', add: [`--pids-limit ${limit}`]});
		expect(pids?.why).toMatch(/it is set up for up to \d+$/);
	});

	it('is a choice for what runs the programs of others', () => {
		expect(limits({}, {processes: known([running('gitlab-runner', 'run')]), ...peaks(25, 9 * day)}).pids).toMatchObject({
			rung: 'choice',
			add: ['--pids-limit 4096'],
		});
	});
});

describe('the window of a peak', () => {
	const host = (files: Record<string, string>) =>
		openTree(
			authoredHost({
				...processEntries({pid: 60, comm: 'conmon', exe: '/usr/bin/conmon'}),
				...processEntries({pid: 70, comm: 'web', exe: '/web', parent: 60, nested: [1]}),
				'/proc/60/cgroup': '0::/host\n',
				'/proc/70/cgroup': '0::/box\n',
				...files,
			}).root,
		);

	it('is the time since the start where the kernel records the peak', () => {
		const tree = host({'/sys/fs/cgroup/box/memory.peak': '5000\n', '/sys/fs/cgroup/box/pids.peak': '7\n'});
		expect(hostPeaks(tree, 70, 3600)).toMatchObject({value: {memory: 5000, pids: 7, windows: {memory: 3600, pids: 3600}}});
	});

	it('is none for what is used now', () => {
		const tree = host({'/sys/fs/cgroup/box/memory.peak': '5000\n', '/sys/fs/cgroup/box/pids.current': '7\n'});
		expect(hostPeaks(tree, 70, 3600)).toMatchObject({value: {memory: 5000, pids: 7, windows: {memory: 3600, pids: null}}});
	});

	it('of the engine’s statistics is one only with max_usage', () => {
		const stats = (memory: {usage: number; max_usage?: number}) => ({
			cpu_stats: {cpu_usage: {total_usage: 1}},
			memory_stats: memory,
			pids_stats: {current: 3},
		});
		expect(sampledPeaks(stats({usage: 10}), 3600)).toMatchObject({value: {windows: {memory: null, pids: null}}});
		expect(sampledPeaks(stats({usage: 10, max_usage: 20}), 3600)).toMatchObject({
			value: {memory: 20, windows: {memory: 3600, pids: null}},
		});
	});
});

it('reads files of sizes only of programs that have some', async () => {
	const asked: string[] = [];
	const reader = {
		archive: async (_: string, path: string) => {
			asked.push(path);
			return null;
		},
	} as unknown as Parameters<typeof sizeFiles>[0];
	const files = (process: ReturnType<typeof running>) => sizeFiles(reader, assessedOf().facts, known([process]));
	await files(running('nginx'));
	expect(asked).toEqual([]);
	const read = await files(running('postgres', '-D', '/data'));
	expect([...read.keys()]).toEqual(['/data/postgresql.conf', '/data/postgresql.auto.conf']);
	expect([...read.values()]).toEqual([known(null), known(null)]);
});
