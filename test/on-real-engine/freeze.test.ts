import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {dockscope} from '../support/run-cli.js';

const missing = await whyNoEngine();

describe.skipIf(missing !== null)('a bundle of an incident', () => {
	let engine: PrivateEngine;
	let env: Record<string, string>;
	beforeAll(async () => {
		engine = await startPrivateEngine();
		env = {DOCKER_HOST: engine.host, HOME: engine.dir};
		await busyboxImage(engine, {name: 'plain:1'});
		await engine.docker('network', 'create', 'shop');
		const work = [
			'echo dropped > /tmp/miner; chmod 4755 /tmp/miner; rm /bin/vi',
			// More than the events that the engine keeps: each is one when it is read.
			'mkdir -p /many/in; i=0; while [ $i -lt 300 ]; do echo $i > /many/in/$i; i=$((i+1)); done',
			'mkdir /few; for i in 1 2 3 4 5 6; do echo $i > /few/$i; done; truncate -s 900G /few/4; ln /few/1 /few/7',
			'for i in 1 2 3 4 5; do echo $i > /around/$i; echo no > /around/volume/$i; done',
			'ln -s /etc/shadow /tmp/link; mkfifo /tmp/pipe; truncate -s 900G /tmp/huge',
			`echo started PASSWORD=hunter2hunter2 $(printf '\\033[2J'); echo failing >&2`,
			'exec sleep 100000',
		].join('; ');
		await engine.docker(
			...[
				'run',
				'-d',
				'--name',
				'web',
				'--network',
				'shop',
				'-p',
				'127.0.0.1:8080:80',
				'--stop-signal',
				'KILL',
				'-v',
				'volume:/around/volume',
			],
			...['-e', 'API_TOKEN=secretsecretsecret', 'plain:1', 'sh', '-c', work],
		);
		await engine.docker('run', '-d', '--name', 'db', '--network', 'shop', '--stop-signal', 'KILL', 'plain:1', 'sleep', '100000');
	});
	afterAll(() => engine?.stop());

	/** The bundle unpacked by the system's tar, and the folder of its files. */
	function unpacked(path: string): string {
		const into = join(engine.dir, 'unpacked');
		mkdirSync(into, {recursive: true});
		execFileSync('tar', ['-xf', path, '-C', into]);
		return join(into, readdirSync(into)[0] ?? '');
	}

	it('has everything, hashed and masked, and leaves the container as it is', async () => {
		const before = await engine.docker('inspect', '--format', '{{json .State}} {{json .ExecIDs}}', 'web');
		const path = join(engine.dir, 'web.tar');
		const {status, stdout, stderr} = await dockscope(['freeze', 'web', '--output', path], {env});
		expect([status, stdout, stderr]).toEqual([0, `${path}\n`, '']);
		expect(await engine.docker('inspect', '--format', '{{json .State}} {{json .ExecIDs}}', 'web')).toBe(before);
		expect(statSync(path).mode & 0o777).toBe(0o600);

		const folder = unpacked(path);
		execFileSync('/usr/bin/sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], {cwd: folder});
		const text = (name: string) => readFileSync(join(folder, name), 'utf8');
		const listed = text('SHA256SUMS').match(/\S+$/gm) ?? [];
		expect(readdirSync(folder).toSorted()).toEqual([...listed, 'SHA256SUMS'].toSorted());

		const rows = text('changed-files.jsonl')
			.trim()
			.split('\n')
			.map(line => JSON.parse(line));
		const row = (name: string) => rows.find(({path: at}) => at === name);
		const sha256 = createHash('sha256').update('dropped\n').digest('hex');
		expect(row('/tmp/miner')).toMatchObject({change: 'changed', sha256, size: 8, mode: '4755', uid: 0, note: null});
		expect(row('/bin/vi')).toMatchObject({change: 'deleted', sha256: null});
		expect(row('/tmp/link')).toMatchObject({sha256: null, note: expect.stringMatching(/symlink/)});
		expect(row('/tmp/pipe')).toMatchObject({sha256: null, note: expect.any(String)});
		expect(row('/tmp/huge')).toMatchObject({sha256: null, note: 'larger than 256 MB', size: 900 * 2 ** 30});

		const hashOf = (content: string) => createHash('sha256').update(content).digest('hex');
		for (let index = 0; index < 300; index += 1)
			expect(row(`/many/in/${index}`), String(index)).toMatchObject({sha256: hashOf(`${index}\n`), mode: '0644', note: null});
		// One that is too large ends the reading of its directory; a second name is no link to nothing.
		for (const index of [1, 2, 3, 5, 6]) expect(row(`/few/${index}`)).toMatchObject({sha256: hashOf(`${index}\n`)});
		expect(row('/few/4')).toMatchObject({sha256: null, note: 'larger than 256 MB'});
		expect(row('/few/7')).toMatchObject({sha256: hashOf('1\n')});
		// The directory around a volume is new, the content of the volume is not its.
		for (const index of [1, 2, 3, 4, 5]) expect(row(`/around/${index}`)).toMatchObject({sha256: hashOf(`${index}\n`)});
		expect(row('/around/volume/1')).toBeUndefined();

		expect(text('log.txt')).toMatch(/^\S+Z stdout started PASSWORD=\*+/m);
		expect(text('log.txt')).toMatch(/^\S+Z stderr failing$/m);
		expect(JSON.parse(text('processes.json')).Processes.flat().join(' ')).toContain('sleep 100000');
		expect(text('events.jsonl')).toMatch(/"Action":"start"/);
		expect(JSON.parse(text('report.json'))).toMatchObject({schema: 'dockscope.inspect/1', target: {name: 'web'}});
		expect(JSON.parse(text('networks.json'))[0].Name).toBe('shop');

		const contents = text('CONTENTS.txt');
		expect(contents).toMatch(/^Incident bundle of the container web$/m);
		expect(contents).toMatch(/80\/tcp at 127\.0\.0\.1:8080: /);
		expect(contents).toMatch(/^ {2}db \(network shop\)$/m);
		expect(contents).toContain(createHash('sha256').update(text('log.txt')).digest('hex'));
		const everything = listed.map(text).join('');
		expect(everything).not.toMatch(/hunter2hunter2|secretsecretsecret|\x1b/);
	});

	it('goes to stdout, of a stopped container too, and says what it could not collect', async () => {
		await engine.docker('kill', 'db');
		const {status, stdout, stderr} = await dockscope(['freeze', 'db', '--output', '-'], {env});
		expect(status, stderr).toBe(0);
		expect(stdout).toContain('CONTENTS.txt');
		expect(stderr).toMatch(/^dockscope: not collected: processes\.json: /m);
		const other = await dockscope(['freeze', 'web', '--output', '-'], {env});
		expect(other.stdout).toMatch(/^ {2}db \(network shop, exited\)$/m);
	});

	it('of a snapshot has no file that is empty, and says which were empty and which are not recorded', async () => {
		const {status, stdout, stderr} = await dockscope(['freeze', 'ci-runner', '--demo', '--output', '-'], {env});
		expect(status, stderr).toBe(0);
		expect(stderr).toMatch(/^dockscope: not collected: events\.jsonl: a snapshot does not contain events$/m);
		expect(stdout).toMatch(/^Read, and empty\n {2}changed-files\.jsonl {4}every file that differs from its image/m);
		expect(stdout).not.toMatch(/\/(changed-files|events)\.jsonl/);
	});

	it('of an unknown container names the nearest', async () => {
		expect(await dockscope(['freeze', 'webb'], {env})).toMatchObject({
			status: 2,
			stderr: expect.stringContaining('did you mean "web"'),
		});
	});
});
