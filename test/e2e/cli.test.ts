import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, open, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Readable} from 'node:stream';
import {text} from 'node:stream/consumers';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {dockscope, program} from '../support/run-cli.js';
import {violations} from '../support/validate.js';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'dockscope-cli-'));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

type Report = {
	targets: {name: string; risk: {grade: string}}[];
	verdicts: {rule: string; verdict: string; severity: string; target: {name: string; kind: string}}[];
	summary: {fail: Record<string, number>};
};
const audit = async (...args: string[]): Promise<Report> =>
	JSON.parse((await dockscope(['audit', '--demo', '--format', 'json', ...args])).stdout) as Report;

describe('the demo fleet', () => {
	it('is printed once into a pipe, without colour', async () => {
		const {status, stdout} = await dockscope(['--demo']);
		expect(status).toBe(0);
		expect(stdout).toMatch(/^RISK\s+NAME\s+BADGES/m);
		expect(stdout).not.toContain('\u001B');
	});

	it('is audited as the contract says', async () => {
		const report = await audit();
		expect(violations('audit', report)).toEqual([]);
		expect(report.targets.length).toBeGreaterThan(5);
		expect(new Set(report.targets.map(({risk}) => risk.grade)).size).toBeGreaterThan(2);
	});

	it.each(['table', 'sarif', 'junit', 'markdown', 'html'])('is audited as %s', async format => {
		const {status, stdout, stderr} = await dockscope(['audit', '--demo', '--format', format]);
		expect({status, stderr}).toEqual({status: 0, stderr: ''});
		expect(stdout.length).toBeGreaterThan(1000);
	});

	it('meets a threshold with status 1, and writes the report all the same', async () => {
		const {status, stdout} = await dockscope(['audit', '--demo', '--fail-on', 'critical', '--format', 'json']);
		expect(status).toBe(1);
		expect(violations('audit', JSON.parse(stdout))).toEqual([]);
	});

	it('is narrowed to one container and one section', async () => {
		const [{name = ''} = {}] = (await audit()).targets;
		const report = await audit(name, '--only', '5');
		expect(report.targets.map(target => target.name)).toEqual([name]);
		expect(new Set(report.verdicts.map(({target}) => target.name))).toEqual(new Set([name]));
	});

	it('has nothing new beside itself', async () => {
		const baseline = join(folder, 'baseline.json');
		await dockscope(['audit', '--demo', '--format', 'json', '--output', baseline]);
		expect((await stat(baseline)).mode & 0o777).toBe(0o600);
		const {summary} = await audit('--baseline', baseline);
		expect(Object.values(summary.fail).every(count => count === 0)).toBe(true);
	});

	it('is inspected, one container at a time', async () => {
		const [{name = ''} = {}] = (await audit()).targets;
		const {status, stdout} = await dockscope(['inspect', name, '--demo']);
		expect(status).toBe(0);
		expect(stdout).toContain(name);
		expect(stdout).toMatch(/^WHY [A-F] \d+/m);
		const found = stdout.slice(stdout.indexOf('FINDINGS')).match(/^ {2}(critical|high|medium|low|info)/gm) ?? [];
		const order = ['critical', 'high', 'medium', 'low', 'info'];
		expect(found.length).toBeGreaterThan(5);
		expect(found).toEqual([...found].sort((a, b) => order.indexOf(a.trim()) - order.indexOf(b.trim())));
	});

	it.each(['text', 'json'])('has no event to tell, which is no failure: %s', async format => {
		const {status, stdout, stderr} = await dockscope(['events', '--demo', '--format', format]);
		expect({status, stdout}).toEqual({status: 0, stdout: ''});
		expect(stderr).toBe('the demo fleet is recorded: nothing happens in it, so there are no events to follow\n');
	});

	it('makes a snapshot that is judged as itself', async () => {
		const file = join(folder, 'again.json');
		expect((await dockscope(['snapshot', '--demo', '--output', file])).status).toBe(0);
		const again = JSON.parse((await dockscope(['audit', '--from', file, '--format', 'json'])).stdout) as Report;
		const key = ({verdicts}: Report) =>
			verdicts.map(({rule, verdict, target}) => `${target.kind} ${target.name} ${rule} ${verdict}`).sort();
		expect(key(again)).toEqual(key(await audit()));
	});
});

describe('a snapshot with the accounts of an image', () => {
	it('tells who a user given by name is', async () => {
		const Image = `sha256:${'b'.repeat(64)}`;
		const inspect = {
			Id: 'a'.repeat(64),
			Name: '/web',
			Image,
			HostConfig: {},
			Config: {Image: 'web:1', User: 'toor'},
			State: {Status: 'exited'},
		};
		const images = [{inspect: {Id: Image}, passwd: 'root:x:0:0:::\ntoor:x:0:0:::\n'}];
		const input = JSON.stringify({schema: 'dockscope.snapshot/1', containers: [{inspect}], images});
		const {status, stdout} = await dockscope(['audit', '--from', '-', '--format', 'json'], {input});
		expect(status).toBe(0);
		const {verdicts} = JSON.parse(stdout) as Report;
		expect(verdicts.find(({rule}) => rule === 'container-root-user')?.verdict).toBe('fail');
	});
});

describe('plain docker inspect output', () => {
	it('is audited from stdin, with what is missing as blind spots', async () => {
		const containers = [
			{
				Id: 'a'.repeat(64),
				Name: '/web',
				Image: `sha256:${'b'.repeat(64)}`,
				HostConfig: {Privileged: true},
				Config: {Image: 'web:1'},
				State: {Status: 'running'},
			},
		];
		const {status, stdout} = await dockscope(['audit', '--from', '-', '--format', 'json'], {input: JSON.stringify(containers)});
		const report = JSON.parse(stdout) as Report & {blindSpots: unknown[]};
		expect(status).toBe(0);
		expect(report.verdicts.find(({rule}) => rule === 'container-privileged')?.verdict).toBe('fail');
		expect(report.blindSpots.length).toBeGreaterThan(0);
		expect(violations('audit', report)).toEqual([]);
	});
});

describe('bad input', () => {
	const engineless = {DOCKER_HOST: 'unix:///nonexistent/docker.sock'};

	it.each([
		[['audit', '--formt', 'json'], 2, 'did you mean "--format"?'],
		[['audt'], 2, 'did you mean "audit"?'],
		[['--frm', 'x.json'], 2, 'unknown option "--frm" (did you mean "--from"?)'],
		[['audit', '--demo', '--\u001b[2Jx'], 2, 'unknown option "--x"'],
		[['--', '--demo'], 2, 'the inspector takes options alone, no "--demo"'],
		[['events', 'web', '--demo'], 2, 'events takes options alone, no "web"'],
		[['doctor', 'web'], 2, 'doctor takes options alone'],
		[['snapshot', '--demo', 'web'], 2, 'snapshot takes options alone'],
		[['audit', '--host', ' '], 2, 'it is empty'],
		[['audit', '--host', 'tcp://host:99999'], 2, 'the port is not a number'],
		[['audit', '--host', 'unix:///etc/passwd'], 3, 'nothing listens there'],
		[['inspect', 'a\u001b[2Jb', '--demo'], 2, 'no container "ab"'],
		[['audit', '--demo', '--fail-on'], 2, 'needs a value'],
		[['audit', '--demo', '--only', '99.99'], 2, 'no recommendation 99.99'],
		[['audit', '--host', 'htp:/x'], 2, 'htp:/x'],
		[['audit', '--host', 'unix:///nonexistent/docker.sock'], 3, '/nonexistent/docker.sock'],
		[['audit', '--host', 'tcp://127.0.0.1:1'], 3, '127.0.0.1:1'],
		[['audit', '--context', 'nope'], 2, 'nope'],
		[['audit', '--from', '/nonexistent.json'], 2, '/nonexistent.json'],
		[['audit', '--demo', '--from', 'x.json'], 2, '--from and --demo'],
		[['audit', '--demo', 'no-such-container'], 2, 'no-such-container'],
		[['audit', '--demo', '--only', 'no-such-rule'], 2, 'no-such-rule'],
		[['audit', '--demo', '--policy', '/nonexistent.yaml'], 2, '/nonexistent.yaml'],
		[['audit', '--demo', '--output', '/nonexistent/x.json'], 2, '/nonexistent/x.json'],
		[['inspect', '--demo'], 2, 'one container'],
		[['inspect', 'no-such', '--demo'], 2, 'no-such'],
		[['policy', 'chek'], 2, 'policy check'],
		[['audit', '--from', '/'], 2, 'cannot read /: it is a directory'],
		[['audit', '--demo', '--output', '/'], 2, 'cannot write /: it is a directory'],
	])('%j ends with status %i and words that say what to do', async (args, status, words) => {
		const result = await dockscope(args, {env: engineless});
		expect(result.stdout).toBe('');
		expect(result.stderr).toContain(words);
		expect(result.stderr).not.toContain('unexpected failure');
		expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
		expect(result.status).toBe(status);
	});

	it.each([
		['{', 'JSON'],
		['[]x', 'JSON'],
		['[]', 'docker inspect has found nothing'],
		['42', ''],
		['{"schema": "something/9"}', 'schema'],
		['[{"Name": 1}]', ''],
		['', 'empty'],
		['[null]', 'null'],
		['\u00ff\u00fe[1', 'JSON'],
		['{"schema": "dockscope.snapshot/1"}', '"containers" is missing'],
		['{"schema": "dockscope.snapshot/1", "containers": [{"inspect": {"Id": 5}}]}', '"Id"'],
		['['.repeat(200_000), 'too early'],
	])('the broken snapshot %j is refused in one line', async (text, words) => {
		const file = join(folder, 'broken.json');
		await writeFile(file, text);
		const {status, stderr} = await dockscope(['audit', '--from', file]);
		expect(status).toBe(2);
		expect(stderr).toContain('broken.json');
		expect(stderr).toContain(words);
		expect(stderr.trimEnd().split('\n')).toHaveLength(1);
	});

	it('knows rules by their CIS ids', async () => {
		const file = join(folder, 'cis.yaml');
		await writeFile(file, 'severities:\n  5.10: info\ndisabled: [CIS-5.26, CIS-1.8.0-2.7]\n');
		expect(await dockscope(['policy', 'check', file])).toMatchObject({status: 0, stderr: ''});
		const {verdicts} = JSON.parse((await dockscope(['audit', '--demo', '--policy', file, '--format', 'json'])).stdout) as Report;
		expect(verdicts.filter(({rule}) => rule === 'container-no-new-privileges')).toEqual([]);
		const hostNetwork = verdicts.filter(({rule, verdict}) => rule === 'container-host-network' && verdict === 'fail');
		expect(new Set(hostNetwork.map(({severity}) => severity))).toEqual(new Set(['info']));

		await writeFile(file, 'disabled:\n  - 5.26\n  - 2.7\n');
		const {status, stderr} = await dockscope(['policy', 'check', file]);
		expect(status).toBe(2);
		expect(stderr).toMatch(/cis\.yaml:3:5: "2\.7" is engine-tcp-api in .*write CIS-1\.6\.0-2\.7 or CIS-1\.8\.0-2\.7/);
	});

	it('names line and column of a wrong policy', async () => {
		const file = join(folder, 'dockscope.yaml');
		await writeFile(file, 'disabled:\n  - container-privilegd\n');
		const {status, stderr} = await dockscope(['policy', 'check', file]);
		expect(status).toBe(2);
		expect(stderr).toMatch(/dockscope\.yaml:2:\d+: .*container-privilegd.*did you mean "container-privileged"/);
	});
});

it('lets no escape sequence of a container through, whatever the format', async () => {
	const evil = '\u001B]0;owned\u0007\u001B[2J\u202Eevil\u200B';
	const containers = [
		{
			Id: 'c'.repeat(64),
			Name: `/x${evil}`,
			Image: 'sha256:1',
			State: {Status: 'running'},
			Config: {Image: `img${evil}`, Cmd: [evil], Env: [`A=${evil}`], Labels: {[evil]: evil}},
			HostConfig: {CapAdd: [evil], Binds: [`/${evil}:/x`]},
		},
	];
	for (const format of ['table', 'json', 'sarif', 'junit', 'markdown', 'html']) {
		const {stdout} = await dockscope(['audit', '--from', '-', '--format', format, '--all'], {input: JSON.stringify(containers)});
		expect(stdout, format).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u202A-\u202E\u2066-\u2069]/);
		expect(stdout, format).not.toMatch(/\\u001b|\\u202e/i);
	}
});

it('shows no secret of the environment in any report', async () => {
	const secret = 'hunter2-Zq9xVb7Lk3';
	const containers = [
		{
			Id: 'd'.repeat(64),
			Name: '/db',
			State: {Status: 'running'},
			Config: {
				Image: 'db:1',
				Env: [`POSTGRES_PASSWORD=${secret}`],
				Cmd: ['run', `--password=${secret}`],
				Labels: {'db.password': secret},
			},
			HostConfig: {},
		},
	];
	const input = JSON.stringify(containers);
	for (const args of [
		['audit', '--format', 'table', '--all'],
		['audit', '--format', 'json'],
		['audit', '--format', 'sarif'],
		['audit', '--format', 'html'],
		['inspect', 'db'],
		['inspect', 'db', '--format', 'json'],
		['snapshot'],
	]) {
		const {stdout, stderr} = await dockscope([...args, '--from', '-'], {input});
		expect(stdout.length, args.join(' ')).toBeGreaterThan(20);
		expect(stdout + stderr, args.join(' ')).not.toContain(secret);
	}
});

it.each([['audit'], ['inspect', 'traefik'], ['doctor'], []])(
	'writes ASCII alone where the locale knows no more: %s',
	async (...args) => {
		const {stdout} = await dockscope([...args, '--demo'], {env: {LC_ALL: 'C'}});
		expect(stdout).toMatch(/^[\n\x20-\x7e]+$/);
	},
);

it('says in one line that its output is lost', async () => {
	const full = await open('/dev/full', 'w');
	const child = spawn(process.execPath, [program, 'audit', '--demo'], {stdio: ['ignore', full.fd, 'pipe']});
	const [said, [status]] = await Promise.all([text(child.stderr as Readable), once(child, 'exit') as Promise<[number]>]);
	await full.close();
	expect(said).toBe('dockscope: cannot write the result: no space is left there\n');
	expect(status).toBe(2);
});

it('prints help and version', async () => {
	expect((await dockscope(['help'])).stdout).toBe((await dockscope(['--help'])).stdout);
	expect((await dockscope(['help', 'audit'])).stdout).toBe((await dockscope(['audit', '--help'])).stdout);
	expect((await dockscope(['--help'])).stdout).toContain('dockscope audit');
	expect((await dockscope(['audit', '--help'])).stdout).toContain('--fail-on SEVERITY');
	expect((await dockscope(['--version'])).stdout).toMatch(/^dockscope \d+\.\d+\.\d+\n$/);
});

it('says what the doctor sees, and exits 3 without an engine', async () => {
	const {status, stdout} = await dockscope(['doctor'], {env: {DOCKER_HOST: 'unix:///nonexistent/docker.sock'}});
	expect(status).toBe(3);
	expect(stdout).toMatch(/engine\s+.*nonexistent/);
	expect(stdout).toMatch(/scanner\s+trivy/);
});

it('keeps its JSON Schema beside it', async () => {
	expect(JSON.parse(await readFile(new URL('../../schemas/audit.schema.json', import.meta.url), 'utf8'))).toMatchObject({
		$id: 'dockscope.audit/1',
	});
});
