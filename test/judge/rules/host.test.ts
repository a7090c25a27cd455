import {describe, expect, it} from 'vitest';
import {known, unknown} from '../../../src/base/answers/index.js';
import type {EngineFacts, HostFacts} from '../../../src/base/facts/index.js';
import {readHost} from '../../../src/base/host/read-host.js';
import {unseenHost} from '../../../src/base/host/unseen-host.js';
import {judgeHost} from '../../../src/judge/rules/judge.js';
import type {Verdict} from '../../../src/judge/rules/verdict.js';
import {type AuthoredEntry, authoredHost, processEntries, socketTable, tcpRow} from '../../support/authored-host.js';
import {hostScope} from '../../support/example-scope.js';
import {ordinaryHost, slash} from '../../support/ordinary-host.js';

async function facts(entries: Record<string, AuthoredEntry> = {}, socketPath = '/var/run/docker.sock'): Promise<HostFacts> {
	const host = authoredHost({...ordinaryHost, ...entries});
	return (await readHost({engine: {socketPath, rootDirectory: '/var/lib/docker'}, root: host.root})).facts;
}

function judge(host: HostFacts, engine: Partial<EngineFacts> = {}): Map<string, Verdict> {
	return new Map(judgeHost(hostScope({host, facts: engine})).map(verdict => [verdict.rule, verdict]));
}

const verdict = async (slug: string, entries: Record<string, AuthoredEntry> = {}) => judge(await facts(entries)).get(slug);

describe('permissions are compared bit by bit', () => {
	it.each([
		[0o644, 'pass', 'high'],
		[0o600, 'pass', 'high'],
		[0o400, 'pass', 'high'],
		[0o1644, 'pass', 'high'],
		[0o606, 'fail', 'high'],
		[0o622, 'fail', 'high'],
		[0o666, 'fail', 'high'],
		[0o700, 'fail', 'low'],
		[0o744, 'fail', 'low'],
		[0o2640, 'fail', 'high'],
		[0o4644, 'fail', 'high'],
	])('daemon.json with mode %o is a %s of severity %s', async (mode, expected, severity) => {
		const judged = await verdict('host-daemon-json-mode', {'/etc/docker/daemon.json': {content: '{}', mode}});
		expect(judged).toMatchObject({verdict: expected, severity});
	});

	it.each([
		[0o660, 'pass'],
		[0o600, 'pass'],
		[0o606, 'fail'],
		[0o646, 'fail'],
		[0o626, 'fail'],
		[0o666, 'fail'],
	])('the socket with mode %o is a %s', async (mode, expected) => {
		expect(await verdict('host-engine-socket-mode', {'/run/docker.sock': {mode, gid: 998}})).toMatchObject({verdict: expected});
	});

	it('of a directory may keep setgid, and of a shorter mask pass', async () => {
		expect(await verdict('host-etc-docker-mode', {'/etc/docker': {directory: true, mode: 0o2755}})).toMatchObject({
			verdict: 'pass',
		});
		expect(await verdict('host-etc-docker-mode', {'/etc/docker': {directory: true, mode: 0o700}})).toMatchObject({
			verdict: 'pass',
		});
		expect(await verdict('host-etc-docker-mode', {'/etc/docker': {directory: true, mode: 0o757}})).toMatchObject({
			verdict: 'fail',
		});
	});

	it('of a parent directory count: anyone who may write there can replace the file', async () => {
		const judged = await verdict('host-daemon-json-mode', {'/etc/docker': {directory: true, mode: 0o777}});
		expect(judged).toMatchObject({
			verdict: 'fail',
			severity: 'high',
			detail: 'other users can replace /etc/docker/daemon.json',
		});
		expect(judged?.remedy?.text).toContain('chmod go-w /etc/docker');
	});

	it('of the file that dockerd really reads count', async () => {
		const entries = {
			...processEntries({
				pid: 812,
				comm: 'dockerd',
				exe: '/usr/bin/dockerd',
				args: ['--config-file', '/srv/d.json'],
				sockets: [7001],
				unix: {'/run/docker.sock': 7001},
			}),
			'/srv/d.json': {content: '{}', mode: 0o666},
		};
		expect(await verdict('host-daemon-json-mode', entries)).toMatchObject({
			verdict: 'fail',
			evidence: [{source: 'host', path: 'stat /srv/d.json mode', value: '666'}],
		});
	});
});

const device = {'/dev/null': {mode: 0o666}};

const rules = (...lines: string[]) => ({'/etc/audit/rules.d/docker.rules': lines.join('\n')});

const environment = {'/proc/812/environ': 'HOME=/home/ops\0DOCKER_CERT_PATH=pki\0'};

/** Started in /srv. */
const dockerd = (...args: string[]): Record<string, AuthoredEntry> => ({
	...processEntries({
		pid: 812,
		comm: 'dockerd',
		exe: '/usr/bin/dockerd',
		args,
		sockets: [7001],
		unix: {'/run/docker.sock': 7001},
	}),
	'/proc/812/cwd': {link: '../../srv'},
	'/etc/passwd': 'root:x:0:0::/home/ops:/bin/sh\n',
});

describe('what root runs', () => {
	it.each<[string, Record<string, AuthoredEntry>, string]>([
		['host-program-replaceable', {}, 'pass'],
		['host-program-replaceable', {'/usr/sbin/runc': {mode: 0o775, gid: 27}}, 'fail'],
		['host-program-replaceable', {'/usr/sbin/runc': {mode: 0o755, uid: 1000}}, 'fail'],
		['host-program-replaceable', {'/usr/sbin': {directory: true, mode: 0o777}}, 'fail'],
		['host-unit-drop-ins', {}, 'not-applicable'],
		['host-unit-drop-ins', {'/etc/systemd/system/docker.service.d/a.conf': {mode: 0o644}}, 'pass'],
		['host-unit-drop-ins', {'/etc/systemd/system/docker.service.d/a.conf': {mode: 0o646}}, 'fail'],
		[
			'host-unit-drop-ins',
			{
				'/etc/systemd/system/docker.service.d/a.conf': {mode: 0o644},
				'/usr/lib/systemd/system/docker.service.d/a.conf': {mode: 0o666},
			},
			'pass',
		],
		['host-unit-drop-ins', {'/etc/systemd/system/service.d/a.conf': {mode: 0o646}}, 'fail'],
		[
			'host-unit-drop-ins',
			{
				...device,
				'/etc/systemd/system/docker.service.d/a.conf': {link: '/dev/null'},
				'/usr/lib/systemd/system/docker.service.d/a.conf': {mode: 0o666},
			},
			'not-applicable',
		],
		['host-docker-service-mode', {...device, '/etc/systemd/system/docker.service': {link: '/dev/null'}}, 'not-applicable'],
		[
			'host-docker-socket-unit-mode',
			{...device, '/run/systemd/system/docker.socket': {link: '../../../dev/null'}},
			'not-applicable',
		],
		['host-audit-docker-service', {...device, '/etc/systemd/system/docker.service': {link: '/dev/null'}}, 'not-applicable'],
		['host-audit-etc-docker', rules('-w /etc/docker -p wa'), 'pass'],
		['host-audit-etc-docker', rules('-a never,exit -F dir=/etc', '-w /etc/docker -p wa'), 'fail'],
		['host-audit-etc-docker', rules('-w /etc/docker -p wa', '-a never,exit -F dir=/etc'), 'pass'],
		['host-audit-etc-docker', rules('-w /etc/docker -p wa', '-a task,never'), 'fail'],
		['host-audit-etc-docker', rules('-a never,exit -F dir=/etc/docker/plugins', '-w /etc/docker -p wa'), 'pass'],
		['host-tls-key-mode', {...dockerd('--tlsverify', '--tlskey=key.pem'), '/srv/key.pem': {mode: 0o440}}, 'fail'],
		['host-tls-key-mode', {...dockerd('--tlskey', 'tls/key.pem'), '/srv/tls/key.pem': {mode: 0o400}}, 'pass'],
		['host-tls-key-owner', {...dockerd('--tls'), '/home/ops/.docker/key.pem': {mode: 0o400, uid: 1000}}, 'fail'],
		['host-tls-key-mode', {...dockerd('--tls'), ...environment, '/srv/pki/key.pem': {mode: 0o444}}, 'fail'],
		['host-tls-ca-mode', {...dockerd('--tlsverify'), '/home/ops/.docker/ca.pem': {mode: 0o444}}, 'pass'],
		['host-tls-ca-mode', {...dockerd('--tlsverify')}, 'not-applicable'],
		['host-tls-key-mode', {...dockerd('--debug'), '/home/ops/.docker/key.pem': {mode: 0o666}}, 'not-applicable'],
		['host-socket-group', {'/etc/group': 'docker:x:998:toor,root\n', '/etc/passwd': 'root:x:0:0::/:\ntoor:x:0:0::/:\n'}, 'pass'],
		['host-socket-group', {'/etc/group': 'docker:x:998:\nbuild:x:998:ada\n'}, 'fail'],
		['host-data-root-mode', {}, 'pass'],
		['host-data-root-mode', {'/var/lib/docker': {directory: true, mode: 0o711}}, 'fail'],
	])('%s on %j is %s', async (slug, entries, expected) => {
		expect(await verdict(slug, entries)).toMatchObject({verdict: expected});
	});
});

describe('owners', () => {
	it('are compared as numbers', async () => {
		expect(await verdict('host-daemon-json-owner')).toMatchObject({verdict: 'pass'});
		const entries = {'/etc/docker/daemon.json': {content: '{}', uid: 1000, gid: 0}};
		expect(await verdict('host-daemon-json-owner', entries)).toMatchObject({verdict: 'fail'});
	});

	it('of a rootless engine are its user', async () => {
		const entries = {
			'/etc/docker/daemon.json': {content: '{}', uid: 1000, gid: 1000},
			...processEntries({
				pid: 812,
				comm: 'dockerd',
				exe: '/usr/bin/dockerd',
				uid: 1000,
				sockets: [7001],
				unix: {'/run/docker.sock': 7001},
			}),
		};
		const read = await facts(entries);
		expect(judge(read, {rootless: true}).get('host-daemon-json-owner')).toMatchObject({verdict: 'pass'});
		expect(judge(read, {rootless: false}).get('host-daemon-json-owner')).toMatchObject({verdict: 'fail'});
	});

	it("of the engine's socket of a rootless Podman, which has no daemon, are who owns its data", async () => {
		const judged = async (owner: number) => {
			const data = {'/var/lib/docker': {directory: true, mode: 0o700, uid: 1000, gid: 1000}};
			const read = await facts({...data, '/run/docker.sock': {mode: 0o600, uid: owner, gid: owner}});
			const podman = {...read, daemon: unknown('host:/proc', 'Podman has none')};
			return judge(podman, {rootless: true, kind: 'podman'}).get('host-engine-socket-owner')?.verdict;
		};
		expect([await judged(1000), await judged(1001)]).toEqual(['pass', 'fail']);
	});

	it("of the engine's socket may be root and the group docker, or only root", async () => {
		expect(await verdict('host-engine-socket-owner')).toMatchObject({verdict: 'pass'});
		expect(await verdict('host-engine-socket-owner', {'/run/docker.sock': {mode: 0o600}})).toMatchObject({verdict: 'pass'});
		const users = {'/run/docker.sock': {mode: 0o660, gid: 27}};
		expect(await verdict('host-engine-socket-owner', users)).toMatchObject({verdict: 'fail'});
	});
});

describe('an engine whose process is not seen, as behind a proxy of its socket', () => {
	const behindProxy = {'/run/proxy.sock': {mode: 0o660}, '/proc/net/tcp': socketTable(tcpRow('0100007F:1538', 5))};
	const containerdRules = ['host-containerd-socket-mode', 'host-containerd-socket-owner', 'host-audit-containerd-socket'];

	it('shows no sockets of another network namespace as its own', async () => {
		const seen = await facts(behindProxy, '/run/proxy.sock');
		expect(seen.hostListens).toMatchObject({known: false, reason: {reason: expect.stringContaining('no dockerd of this host')}});
	});

	it.each(['dockerd', 'proxy'])('has a containerd, though its socket was not found (%s)', async by => {
		const {'/run/containerd/containerd.sock': _, ...without} = ordinaryHost;
		const {root} = authoredHost({...without, ...behindProxy});
		const socketPath = by === 'proxy' ? '/run/proxy.sock' : '/var/run/docker.sock';
		const host = (await readHost({engine: {socketPath, rootDirectory: '/var/lib/docker'}, root})).facts;
		const verdicts = judge({...host, auditRules: known({source: 'kernel', enabled: true, watched: []})});
		for (const rule of containerdRules) expect([rule, verdicts.get(rule)?.verdict]).toEqual([rule, 'unknown']);
	});

	it('has its programs somewhere', async () => {
		const {'/usr/bin/containerd': _, ...without} = ordinaryHost;
		const {root} = authoredHost(without);
		const host = (await readHost({engine: {socketPath: '/var/run/docker.sock', rootDirectory: '/var/lib/docker'}, root})).facts;
		const verdicts = judge({...host, auditRules: known({source: 'kernel', enabled: true, watched: []})});
		for (const rule of ['host-audit-containerd', 'host-audit-containerd-shim-runc-v1'])
			expect([rule, verdicts.get(rule)?.verdict]).toEqual([rule, 'unknown']);
	});
});

describe('who may use the socket', () => {
	it('are the members of its group, those by their primary group too', async () => {
		const judged = await verdict('host-socket-group');
		expect(judged).toMatchObject({verdict: 'fail'});
		expect(judged?.evidence.map(({value}) => value)).toEqual(['ada', 'ops']);
	});

	it('is only the user for a rootless engine', async () => {
		const read = await facts({'/run/docker.sock': {mode: 0o660, uid: 1000, gid: 1000}});
		expect(judge(read, {rootless: true}).get('host-socket-group')).toMatchObject({verdict: 'pass'});
		expect(judge(read, {rootless: false}).get('host-socket-group')).toMatchObject({verdict: 'fail'});
	});

	it('is only root where the group is empty, whatever it is called', async () => {
		expect(await verdict('host-socket-group', {'/run/docker.sock': {mode: 0o660, gid: 0}})).toMatchObject({verdict: 'pass'});
	});
});

describe('audit rules', () => {
	const rules = (text: string) => ({'/etc/audit/rules.d/docker.rules': text});

	it.each([
		['host-audit-dockerd', '-w /usr/bin/dockerd -p wa', 'pass'],
		['host-audit-dockerd', '-w /usr/bin -p wa', 'pass'],
		['host-audit-dockerd', '-w /usr/bin/docker -p wa', 'fail'],
		['host-audit-dockerd', '-w /usr/bin/dockerd-rootless.sh -p wa', 'fail'],
		['host-audit-containerd', '-w /usr/bin/containerd-shim-runc-v2 -p wa', 'fail'],
		['host-audit-containerd-shim-runc-v2', '-w /usr/bin/containerd-shim-runc-v2 -p wa', 'pass'],
		['host-audit-etc-docker', '-w /etc/docker/daemon.json -p wa', 'fail'],
		['host-audit-etc-docker', '-w /etc/docker -p wa', 'pass'],
		['host-audit-etc-docker', '-a always,exit -F path=/etc/docker -F perm=wa', 'fail'],
		['host-audit-daemon-json', '-w /etc/docker -p wa', 'pass'],
		['host-audit-runc', '-w /usr/sbin/runc -p wa', 'pass'],
		['host-audit-runc', '-w /usr/bin/runc -p wa', 'fail'],
		['host-audit-data-root', '-w /var/lib/docker -k docker', 'pass'],
		['host-audit-docker-service', '-w /usr/lib/systemd/system/docker.service -p wa\n-e 0', 'fail'],
		['host-audit-docker-socket', '-w /var/run/docker.sock -p wa', 'pass'],
	])('%s on `%s` is a %s', async (slug, text, expected) => {
		expect(await verdict(slug, rules(text))).toMatchObject({verdict: expected});
	});

	it('name in the remedy the files that are there, and no others', async () => {
		const judged = await verdict('host-audit-docker-socket', rules('-w /x -p wa'));
		expect(judged?.remedy?.text).toContain('auditctl -w /var/run/docker.sock -p rwxa -k docker, and');
	});

	it('of files that the host lacks are not required', async () => {
		const verdicts = judge(await facts(rules('-w /x -p wa')));
		for (const slug of ['host-audit-containerd-shim', 'host-audit-sysconfig-docker', 'host-audit-containerd-config'])
			expect(verdicts.get(slug)).toMatchObject({verdict: 'not-applicable'});
	});
});

describe('certificates', () => {
	it('of registries are judged with their keys', async () => {
		const entries = {
			'/etc/docker/certs.d/reg.example:5000/ca.crt': {mode: 0o444},
			'/etc/docker/certs.d/reg.example:5000/client.key': {mode: 0o440},
		};
		const verdicts = judge(await facts(entries));
		expect(verdicts.get('host-registry-certificates-mode')).toMatchObject({
			verdict: 'fail',
			severity: 'high',
			evidence: [{path: 'stat /etc/docker/certs.d/reg.example:5000/client.key mode', value: '440'}],
		});
		expect(verdicts.get('host-registry-certificates-owner')).toMatchObject({verdict: 'pass'});
	});

	it('of the TLS API are those that the engine is given', async () => {
		const entries = {
			'/etc/docker/daemon.json': '{"tlskey": "/etc/docker/tls/key.pem"}',
			'/etc/docker/tls/key.pem': {mode: 0o644},
		};
		const verdicts = judge(await facts(entries));
		expect(verdicts.get('host-tls-key-mode')).toMatchObject({verdict: 'fail', severity: 'high'});
		expect(verdicts.get('host-tls-ca-mode')).toMatchObject({verdict: 'not-applicable'});
	});
});

describe('where nothing can be seen', () => {
	it('every rule for hosts is unknown, with the reason', () => {
		for (const {verdict, reasons, rule} of judgeHost(hostScope({host: unseenHost('the engine runs elsewhere')}))) {
			expect([rule, verdict, reasons[0]?.reason]).toEqual([rule, 'unknown', 'the engine runs elsewhere']);
		}
	});

	it('a daemon that is not found leaves its file and its keys unknown', async () => {
		const verdicts = judge(await facts({'/proc/812/exe': {link: '/bin/busybox'}, '/proc/812/comm': 'sh\n'}));
		for (const slug of ['host-daemon-json-mode', 'host-daemon-json-owner', 'host-tls-key-mode', 'host-audit-daemon-json'])
			expect(verdicts.get(slug)).toMatchObject({verdict: 'unknown'});
	});

	it('a daemon that Podman does not have is not required', async () => {
		const verdicts = judge(await facts({'/proc/812/comm': 'podman\n'}), {kind: 'podman'});
		for (const slug of ['host-daemon-json-mode', 'host-tls-key-mode', 'host-audit-daemon-json'])
			expect(verdicts.get(slug)).toMatchObject({verdict: 'not-applicable'});
	});

	it('a file that cannot be read is unknown', async () => {
		const entries = {'/etc/group': {directory: true} as const};
		expect(await verdict('host-socket-group', entries)).toMatchObject({
			verdict: 'unknown',
			reasons: [{source: 'host:/etc/group'}],
		});
	});
});

describe('the host itself', () => {
	it('finds the data root on the file system of the host', async () => {
		expect(await verdict('host-data-partition')).toMatchObject({verdict: 'fail'});
		const entries = {'/proc/self/mountinfo': `${slash}37 36 8:16 / /var/lib/docker rw - ext4 /dev/sdb rw\n`};
		expect(await verdict('host-data-partition', entries)).toMatchObject({verdict: 'pass'});
	});

	it('finds a handler of crashes in a place that containers write', async () => {
		const pattern = (text: string) => ({'/proc/sys/kernel/core_pattern': text});
		expect(await verdict('host-core-pattern', pattern('|/var/lib/docker/overlay2/x/diff/h %P\n'))).toMatchObject({
			verdict: 'fail',
		});
		expect(await verdict('host-core-pattern', pattern('core\n'))).toMatchObject({verdict: 'pass'});
	});
});
