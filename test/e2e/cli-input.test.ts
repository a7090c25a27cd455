import {execFile} from 'node:child_process';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, it} from 'vitest';
import type {AuditJson} from '../support/audit-json.js';
import {dockscope, program} from '../support/run-cli.js';
import {sharedFolder} from '../support/temporary-folder.js';
import {violations} from '../support/validate.js';

const folder = sharedFolder();

describe('a snapshot with the accounts of an image', () => {
	it('resolves a user given by name', async () => {
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
		const {verdicts} = JSON.parse(stdout) as AuditJson;
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
		const report = JSON.parse(stdout) as AuditJson & {blindSpots: unknown[]};
		expect(status).toBe(0);
		expect(report.verdicts.find(({rule}) => rule === 'container-privileged')?.verdict).toBe('fail');
		expect(report.blindSpots.length).toBeGreaterThan(0);
		expect(violations('audit', report)).toEqual([]);
	});
});

describe('a report for an image of a snapshot', () => {
	const vulnerability = {VulnerabilityID: 'CVE-2026-100001', PkgName: 'tar', InstalledVersion: '1', Severity: 'HIGH'};
	const input = JSON.stringify({
		SchemaVersion: 2,
		CreatedAt: '2026-10-02T03:04:05Z',
		ArtifactName: 'shop/api:1.4.2',
		Results: [{Class: 'os-pkgs', Type: 'debian', Vulnerabilities: [vulnerability]}],
	});
	const scan = (...args: readonly string[]) => dockscope(['scan', ...args, '--format', 'json'], {input});

	it.each(['shop-api', 'shop/api:1.4.2'])('is read for %s of the demo', async name => {
		const {status, stdout, stderr} = await scan('--demo', name, '--report', '-', '--fail-on', 'high');
		expect([status, stderr]).toEqual([1, '']);
		const report: unknown = JSON.parse(stdout);
		expect(violations('scan', report)).toEqual([]);
		expect(report).toMatchObject({target: {image: 'shop/api:1.4.2'}, vulnerabilities: [{id: 'CVE-2026-100001'}]});
	});

	it('is read for a container from docker inspect, which says nothing about its image', async () => {
		const Image = `sha256:${'b'.repeat(64)}`;
		const container = {Id: 'a'.repeat(64), Name: '/web', Image, HostConfig: {}, Config: {Image: 'shop/api:1.4.2'}, State: {}};
		const file = join(folder, 'inspect.json');
		await writeFile(file, JSON.stringify([container]));
		const {status, stdout} = await scan('--from', file, 'web', '--report', '-');
		expect(status).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({target: {image: 'shop/api:1.4.2', id: Image}});
	});

	it.each([
		[['shop-api'], 'a snapshot contains no image to scan: scan needs a live engine, or --report FILE'],
		[['shop-api', '--report', '-', '--scanner', 'basic'], 'a snapshot contains no image to scan'],
	])('is all that can be had of it: %j', async (args, message) => {
		const {status, stdout, stderr} = await scan('--demo', ...args);
		expect([status, stdout]).toEqual([2, '']);
		expect(stderr).toContain(`dockscope: ${message}`);
	});
});

describe('a report without an engine', () => {
	const report = (name: string) => ({
		SchemaVersion: 2,
		CreatedAt: '2026-10-02T03:04:05Z',
		ArtifactName: name,
		Results: [
			{
				Class: 'os-pkgs',
				Type: 'debian',
				Target: name,
				Vulnerabilities: [{VulnerabilityID: 'CVE-2026-100001', PkgName: 'tar', InstalledVersion: '1', Severity: 'HIGH'}],
			},
		],
	});
	const scan = (...args: readonly string[]) =>
		dockscope(['scan', ...args], {
			env: {DOCKER_HOST: 'unix:///nonexistent/docker.sock'},
			input: JSON.stringify(report('shop:1')),
		});

	it('asks none where no image is named', async () => {
		const {status, stdout, stderr} = await scan('--report', '-', '--format', 'json', '--fail-on', 'high');
		expect([status, stderr]).toEqual([1, '']);
		expect(JSON.parse(stdout)).toMatchObject({target: {image: 'shop:1', id: null}, scannedAt: '2026-10-02T03:04:05.000Z'});
	});
	it('says that none answers where one is named', async () => {
		const {status, stdout, stderr} = await scan('shop:1', '--report', '-', '--format', 'json');
		expect(status).toBe(0);
		expect(stderr).toMatch(/^the engine cannot be reached, so the report is shown without containers: .*nonexistent.*\n$/);
		expect(JSON.parse(stdout).vulnerabilities).toMatchObject([{id: 'CVE-2026-100001'}]);
	});
	it('needs one to keep it, and a report to keep', async () => {
		expect((await scan('shop:1', '--report', '-', '--keep')).status).toBe(3);
		const {status, stderr} = await scan('shop:1', '--keep');
		expect([status, stderr]).toEqual([2, 'dockscope: --keep keeps a report that is read: use it with --report FILE.\n']);
	});
});

describe('bad input', () => {
	const engineless = {DOCKER_HOST: 'unix:///nonexistent/docker.sock'};

	it.each([
		[['audit', '--formt', 'json'], 2, 'did you mean "--format"?'],
		[['audt'], 2, 'did you mean "audit"?'],
		[['--frm', 'x.json'], 2, 'unknown option "--frm" (did you mean "--from"?)'],
		[['audit', '--demo', '--\u001b[2Jx'], 2, 'unknown option "--x"'],
		[['--', '--demo'], 2, 'the terminal UI takes only options, not "--demo"'],
		[['events', 'web', '--demo'], 2, 'events takes only options, not "web"'],
		[['doctor', 'web'], 2, 'doctor takes only options'],
		[['snapshot', '--demo', 'web'], 2, 'snapshot takes only options'],
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
		[['inspect', '549', '--demo'], 2, 'no container "549"; of an id, 4 characters are needed'],
		[['inspect', '--demo', '--', '--demo'], 2, 'no container "--demo"'],
		[['audit', '--demo', '--only', 'no-such-rule'], 2, 'no-such-rule'],
		[['audit', '--demo', '--policy', '/nonexistent.yaml'], 2, '/nonexistent.yaml'],
		[['audit', '--demo', '--output', '/nonexistent/x.json'], 2, '/nonexistent/x.json'],
		[['inspect', '--demo'], 2, 'one container'],
		[['inspect', 'no-such', '--demo'], 2, 'no-such'],
		[['policy', 'chek'], 2, 'policy check'],
		[['audit', '--from', '/'], 2, 'cannot read /: it is a directory'],
		[['audit', '--demo', '--output', '/'], 2, 'cannot write /: it is a directory'],
	])('%j ends with status %i and says what to do', async (args, status, words) => {
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
		const {verdicts} = JSON.parse(
			(await dockscope(['audit', '--demo', '--policy', file, '--format', 'json'])).stdout,
		) as AuditJson;
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

describe('a baseline', () => {
	it('is read as PowerShell writes it: UTF-16, or UTF-8 with its mark', async () => {
		const {stdout} = await dockscope(['audit', '--demo', '--format', 'json']);
		for (const bytes of [Buffer.from(`\uFEFF${stdout}`, 'utf16le'), Buffer.from(`\uFEFF${stdout}`, 'utf8')]) {
			const file = join(folder, 'baseline.json');
			await writeFile(file, bytes);
			const again = await dockscope(['audit', '--demo', '--baseline', file, '--fail-on', 'info']);
			expect(again).toMatchObject({status: 0, stderr: ''});
		}
	});
});

it('judges no container by rules about the engine, and says so', async () => {
	const result = await dockscope(['audit', '--demo', 'traefik', '--only', '2.1']);
	expect(result).toMatchObject({status: 2, stdout: '', stderr: expect.stringContaining('--only names no rule about containers')});
});

describe('a named pipe, and a device that never ends', () => {
	it.each([
		['policy', 'check', '--policy'],
		['config', '--config'],
		['audit', '--from'],
		['audit', '--demo', '--baseline'],
		['command', 'web', '--from'],
	])('are refused at once: %s %s', async (...args) => {
		const pipe = join(folder, args.join(''));
		await promisify(execFile)('mkfifo', [pipe]);
		expect(await dockscope([...args, pipe])).toMatchObject({
			status: 2,
			stdout: '',
			stderr: expect.stringContaining('it is a named pipe'),
		});
		expect(await dockscope([...args, '/dev/zero'])).toMatchObject({status: 2, stderr: expect.stringContaining('it is a device')});
	});

	it('are refused where they are found', async () => {
		const here = join(folder, 'found-pipe');
		await mkdir(here);
		await promisify(execFile)('mkfifo', [join(here, 'dockscope.yaml')]);
		const {status, stderr} = await dockscope(['audit', '--demo'], {cwd: here});
		expect(stderr).toMatch(/dockscope\.yaml:1:1: cannot read the policy: it is a named pipe/);
		expect(status).toBe(2);
	});
});

it('reads a pipe that a shell has opened', async () => {
	const script = 'exec "$0" "$1" policy check --policy <(echo "disabled: [container-privileged]")';
	const {stdout} = await promisify(execFile)('bash', ['-c', script, process.execPath, program]);
	expect(stdout).toContain('1 disabled rule');
});

describe('a container of Compose', () => {
	it('leaves Compose by the command, and not by an override', async () => {
		const labels = {project: 'pq', service: 'web', 'project.config_files': '/srv/compose.yml', 'project.working_dir': '/srv'};
		const container = {
			...{Id: 'ab'.repeat(32), Name: '/pq-web-1', Image: `sha256:${'1'.repeat(64)}`},
			...{State: {Status: 'running', Running: true}, Mounts: []},
			Config: {
				Image: 'web:1',
				Hostname: 'abababababab',
				Labels: Object.fromEntries(Object.entries(labels).map(([name, value]) => [`com.docker.compose.${name}`, value])),
			},
			HostConfig: {NetworkMode: 'pq_default'},
			NetworkSettings: {Networks: {pq_default: {}}},
		};
		const harden = async (...format: string[]) =>
			dockscope(['harden', 'pq-web-1', '--from', '-', ...format], {input: JSON.stringify([container])});
		expect((await harden('--format', 'run')).stderr).toMatch(/Compose will not manage/);
		const override = await harden('--format', 'compose');
		expect(override.status).toBe(0);
		const usual = await harden();
		expect(usual.stdout).toBe(override.stdout);
		expect(usual.stderr).toMatch(/^pq-web-1 is service web of Compose project pq: .*--format run prints the command/);
		expect(override.stderr).toMatch(/write it as \/srv\/dockscope\.override\.yml, then: docker compose/);
		expect(override.stderr).not.toMatch(/no longer manage/);
	});
});
