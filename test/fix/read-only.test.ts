import {describe, expect, it} from 'vitest';
import {type ContainerInspect, known} from '../../src/base/answers/index.js';
import type {DirectoryEvidence, PathChange} from '../../src/fix/evidence/evidence.js';
import {enabledBy, hardened, planHardening} from '../../src/fix/plan/index.js';
import {flagsOf} from '../../src/judge/changes/change.js';
import {assessedOf, evidenceOf} from './subject.js';

const modified = (...paths: string[]): PathChange[] => paths.map(path => ({path, kind: 'modified'}));
const added = (...paths: string[]): PathChange[] => paths.map(path => ({path, kind: 'added'}));
/** A directory with files of the image, unless something else is said. */
const directory = (path: string, more: Partial<DirectoryEvidence> = {}): [string, DirectoryEvidence] => [
	path,
	{
		...{path, mode: 0o755, uid: 0, gid: 0, shipsContent: true, skeleton: [], files: 0, complete: true, bytes: 0},
		...{foreignOwner: false, executes: false},
		...more,
	},
];
const written = (path: string, more: Partial<DirectoryEvidence> = {}) =>
	directory(path, {shipsContent: false, files: 1, bytes: 10, ...more});

function readOnly(
	changes: readonly PathChange[],
	directories: readonly (readonly [string, DirectoryEvidence])[] = [],
	parts: Partial<ContainerInspect> = {},
) {
	const plan = planHardening(assessedOf(parts), evidenceOf({changes: known(changes), directories: new Map(directories)}));
	const found = plan.changes.find(({slug}) => slug === 'read-only');
	if (found === undefined) throw new Error('no such change');
	const add = flagsOf(found).add.filter(flag => !/^--read-only$|^--tmpfs \/tmp:/.test(flag));
	const {HostConfig: host, Config: config} = hardened(plan, enabledBy(plan, 'least'));
	return {
		...{add, rung: found.rung, danger: found.danger, why: String(found.why)},
		...{binds: host?.Binds ?? [], volumes: Object.keys(config?.Volumes ?? {}), env: config?.Env ?? []},
	};
}

describe('compiled Python modules', () => {
	it('touch nothing of the application: a variable stops them', () => {
		const changes = [
			...modified('/app', '/app/shop'),
			...added('/app/__pycache__', '/app/__pycache__/main.cpython-312.pyc', '/app/shop/__pycache__'),
			...added('/app/shop/__pycache__/cart.cpython-312.pyc'),
			...modified('/usr', '/usr/lib', '/usr/lib/python3', '/usr/lib/python3/dist-packages'),
			...added('/usr/lib/python3/dist-packages/__pycache__', '/usr/lib/python3/dist-packages/__pycache__/six.cpython-312.pyc'),
		];
		expect(readOnly(changes, [directory('/app'), directory('/app/shop')])).toMatchObject({
			...{add: ['--env PYTHONDONTWRITEBYTECODE=1'], rung: 'least', danger: null, binds: [], volumes: []},
			env: ['PYTHONDONTWRITEBYTECODE=1'],
		});
	});

	it('need no second variable', () => {
		const parts = {Config: {Image: 'shop/web:1', Env: ['PYTHONDONTWRITEBYTECODE=1']}};
		const made = readOnly([...modified('/app/__pycache__'), ...added('/app/__pycache__/a.pyc')], [], parts);
		expect(made.add).toEqual([]);
		expect(made.env).toEqual(['PYTHONDONTWRITEBYTECODE=1']);
	});
});

describe('a directory that the service made itself, next to content of the image', () => {
	const changes = [
		...modified('/home', '/home/alice'),
		...added('/home/alice/Maildir', '/home/alice/Maildir/new', '/home/alice/Maildir/new/1'),
	];
	const made = (more: Partial<DirectoryEvidence>) =>
		readOnly(changes, [directory('/home/alice'), written('/home/alice/Maildir', more)]);

	it.each([
		['of a user', {uid: 1000, gid: 1000}],
		['of a group', {gid: 8, mode: 0o775}],
		['for everyone', {mode: 0o1777}],
	])('is no new volume of root: %s', (_, more) => {
		const {rung, why} = made(more);
		expect(rung).toBe('choice');
		expect(why).toBe('a new volume at /home/alice/Maildir would belong to root, and another user wrote there');
	});

	it('may be one where root wrote', () => {
		expect(made({})).toMatchObject({rung: 'least', add: ['-v web-home-alice-Maildir:/home/alice/Maildir']});
	});
});

describe('caches', () => {
	it.each([
		['/app/node_modules/.cache', '/app/node_modules/.cache/babel/x.json'],
		['/home/node/.npm', '/home/node/.npm/_logs/2026.log'],
		['/root/.cache', '/root/.cache/pip/http/a'],
		['/root/.composer', '/root/.composer/cache/repo/packages.json'],
		['/home/gradle/.gradle', '/home/gradle/.gradle/caches/8/x.lock'],
		['/app/tmp/cache', '/app/tmp/cache/bootsnap/load-path-cache'],
		['/app/.pytest_cache', '/app/.pytest_cache/v/nodeids'],
		['/var/www/html/var/cache', '/var/www/html/var/cache/prod/twig/a/b.php'],
		['/app/templates_c', '/app/templates_c/a.tpl.php'],
		['/app/storage/framework/views', '/app/storage/framework/views/a.php'],
		['/srv/app/.next/cache', '/srv/app/.next/cache/webpack/0.pack'],
		['/root/.cache', '/root/.cache/go-build/00/a'],
		['/root/.cache', '/root/.cache/fontconfig/a.cache-9'],
	])('are a tmpfs at exactly %s', (cache, file) => {
		const parents = file
			.split('/')
			.slice(1, -1)
			.map((_, index, all) => `/${all.slice(0, index + 1).join('/')}`);
		const changes = [
			...parents.map((path): PathChange => ({path, kind: path.startsWith(cache) ? 'added' : 'modified'})),
			...added(file),
		];
		const made = readOnly(changes, [written(cache, {uid: 1000})]);
		expect(made.add).toEqual([expect.stringMatching(`^--tmpfs ${cache}:rw,noexec,nosuid,nodev,size=64m,mode=755,uid=1000$`)]);
		expect(made).toMatchObject({rung: 'least', danger: null});
	});

	it('with files of the image keep these: only what is new in them is a tmpfs', () => {
		const changes = [
			...modified('/root', '/root/.cache'),
			...added('/root/.cache/fontconfig', '/root/.cache/fontconfig/a.cache-9'),
		];
		const made = readOnly(changes, [directory('/root/.cache'), written('/root/.cache/fontconfig')]);
		expect(made.add).toEqual([expect.stringMatching(/^--tmpfs \/root\/\.cache\/fontconfig:/)]);
		expect(made.danger).toBeNull();
	});
});

describe('content of the image', () => {
	it('is never behind a volume by default: a file among it makes the change a choice, and a warning', () => {
		const made = readOnly([...modified('/app'), ...added('/app/shop.db')], [directory('/app', {files: 1})]);
		expect(made).toMatchObject({
			...{rung: 'choice', binds: [], volumes: []},
			why: 'it writes next to what the image has in /app',
			danger: 'later images are hidden behind the volume at /app: new code and security fixes there are not used',
		});
		expect(made.add).toEqual(['-v web-app:/app']);
	});

	it('that was changed or deleted is among it too', () => {
		expect(readOnly(modified('/app', '/app/settings.json'), [directory('/app', {files: 1})]).rung).toBe('choice');
		const deleted: PathChange = {path: '/app/install.php', kind: 'deleted'};
		expect(readOnly([...modified('/app'), deleted], [directory('/app')]).rung).toBe('choice');
	});

	it('is left alone where what was written lies in directories of its own', () => {
		const changes = [
			...modified('/app', '/app/public'),
			...added(
				'/app/data',
				'/app/data/shop.db',
				'/app/public/uploads',
				'/app/public/uploads/2026',
				'/app/public/uploads/2026/a.png',
			),
			...added('/app/__pycache__', '/app/__pycache__/a.pyc'),
		];
		const made = readOnly(changes, [
			directory('/app'),
			directory('/app/public'),
			written('/app/data'),
			written('/app/public/uploads'),
		]);
		expect(made).toMatchObject({
			rung: 'least',
			danger: null,
			binds: ['web-app-data:/app/data', 'web-app-public-uploads:/app/public/uploads'],
		});
		expect(made.add).toEqual([
			'--env PYTHONDONTWRITEBYTECODE=1',
			'-v web-app-data:/app/data',
			'-v web-app-public-uploads:/app/public/uploads',
		]);
	});

	it('behind an anonymous volume is a warning as well', () => {
		const made = readOnly([...modified('/run'), ...added('/run/app.pid')], [directory('/run')]);
		expect(made).toMatchObject({
			rung: 'choice',
			add: ['-v /run'],
			danger: expect.stringMatching(/^later images are hidden behind the volume at \/run/),
		});
	});

	it('may be where a directory was not read completely, or not at all', () => {
		const changes = [...modified('/data'), ...added('/data/x')];
		expect(readOnly(changes, [written('/data', {complete: false})]).rung).toBe('choice');
		expect(readOnly(changes).rung).toBe('choice');
		expect(readOnly(changes, [written('/data')])).toMatchObject({rung: 'least', danger: null, binds: ['web-data:/data']});
	});

	it('that is only empty directories is made again in a tmpfs', () => {
		const skeleton = [
			{path: '/run/lock', mode: 0o1777, uid: 0, gid: 0},
			{path: '/run/mysqld', mode: 0o755, uid: 101, gid: 102},
		];
		const made = readOnly([...modified('/run'), ...added('/run/app.pid')], [directory('/run', {shipsContent: false, skeleton})]);
		expect(made).toMatchObject({rung: 'least', danger: null, volumes: []});
		expect(made.add).toEqual([
			expect.stringMatching(/^--tmpfs \/run:.*mode=755$/),
			expect.stringMatching(/^--tmpfs \/run\/lock:.*mode=1777$/),
			expect.stringMatching(/^--tmpfs \/run\/mysqld:.*mode=755,uid=101,gid=102$/),
		]);
	});
});

/** As an engine answered them: `GET /containers/{id}/changes` of dockerd 26.1.5. */
describe('real applications', () => {
	const answered = (rows: readonly (readonly [path: string, kind: 0 | 1 | 2])[]): PathChange[] =>
		rows.map(([path, kind]) => ({path, kind: (['modified', 'added', 'deleted'] as const)[kind]}));

	it('keeps the code of a Node application in its image: npm start, a cache of its tools, an upload', () => {
		const changes = answered([
			...([
				['/srv', 0],
				['/srv/app', 0],
				['/srv/app/uploads', 1],
				['/srv/app/uploads/a.png', 1],
			] as const),
			...([
				['/srv/app/node_modules', 0],
				['/srv/app/node_modules/.cache', 1],
				['/srv/app/node_modules/.cache/shop', 1],
			] as const),
			...([
				['/srv/app/node_modules/.cache/shop/a.json', 1],
				['/root', 0],
				['/root/.npm', 1],
				['/root/.npm/_logs', 1],
			] as const),
			...([['/root/.npm/_logs/2026-11-29T04_22_19_636Z-debug-0.log', 1]] as const),
			['/root/.npm/_update-notifier-last-checked', 1],
		]);
		const made = readOnly(changes, [
			directory('/srv/app'),
			written('/srv/app/uploads'),
			written('/srv/app/node_modules/.cache'),
			written('/root/.npm'),
		]);
		expect(made.add.map(flag => flag.replace(/:rw,.*/, ''))).toEqual([
			'--tmpfs /root/.npm',
			'--tmpfs /srv/app/node_modules/.cache',
			'-v web-srv-app-uploads:/srv/app/uploads',
		]);
		expect(made).toMatchObject({rung: 'least', danger: null});
	});

	it('keeps the code of a PHP application in its image: compiled templates', () => {
		const changes = answered([
			...([
				['/var', 0],
				['/var/www', 0],
				['/var/www/html', 0],
				['/var/www/html/var', 1],
				['/var/www/html/var/cache', 1],
			] as const),
			...([
				['/var/www/html/var/cache/prod', 1],
				['/var/www/html/var/cache/prod/twig', 1],
			] as const),
			...([
				['/var/www/html/var/cache/prod/twig/a1', 1],
				['/var/www/html/var/cache/prod/twig/a1/t.php', 1],
			] as const),
		]);
		const made = readOnly(changes, [directory('/var/www/html'), written('/var/www/html/var/cache')]);
		expect(made.add.map(flag => flag.replace(/:rw,.*/, ''))).toEqual(['--tmpfs /var/www/html/var/cache']);
		expect(made).toMatchObject({rung: 'least', danger: null});
	});
});
