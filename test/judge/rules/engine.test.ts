import {describe, expect, it} from 'vitest';
import {type EngineInfo, type EngineVersion, known, type NetworkInspect, unknown} from '../../../src/base/answers/index.js';
import {type EngineAddress, reachOf} from '../../../src/base/engine/endpoint/address.js';
import {type EngineFacts, engineFacts, type HostFacts} from '../../../src/base/facts/index.js';
import {unseenHost} from '../../../src/base/host/unseen-host.js';
import {sanitise} from '../../../src/base/text/safe-text.js';
import {exampleDaemon} from '../../../src/judge/rules/host/shared/host-files.js';
import {judgeEngine} from '../../../src/judge/rules/judge.js';
import {defaultSettings} from '../../../src/judge/rules/scope.js';
import {compareVersions, isAffected, isDistributionBuild, parseVersion} from '../../../src/judge/rules/shared/tables/versions.js';
import type {Verdict} from '../../../src/judge/rules/verdict.js';
import {engineScope} from '../../support/example-scope.js';

type Asked = {
	info?: EngineInfo | null;
	version?: EngineVersion;
	networks?: NetworkInspect[];
	host?: Partial<HostFacts>;
	now?: string;
};

/** Verdicts on an engine by its own answers, through the facts. */
function judge({info = {}, version = {Version: '29.10.0'}, networks = [], host, now}: Asked): Map<string, Verdict> {
	const facts = engineFacts({version, info, networks: known(networks)});
	const scope = engineScope({facts, ...(host === undefined ? {} : {host}), ...(now === undefined ? {} : {now})});
	return new Map(judgeEngine(scope).map(verdict => [verdict.rule, verdict]));
}

const options = (settings: Record<string, unknown>): Partial<HostFacts> => ({daemon: exampleDaemon(settings)});
const security = (...names: string[]): EngineInfo => ({SecurityOptions: names.map(name => `name=${name}`)});

describe('reported by the engine over its API', () => {
	it.each<[string, EngineInfo, Verdict['verdict']]>([
		['engine-no-new-privileges', security('seccomp,profile=builtin'), 'fail'],
		['engine-no-new-privileges', security('seccomp,profile=builtin', 'no-new-privileges'), 'pass'],
		['engine-userns', security('userns'), 'pass'],
		['engine-userns', security('rootless'), 'pass'],
		['engine-userns', security(), 'fail'],
		['engine-rootless', security('rootless'), 'pass'],
		['engine-seccomp-profile', security('seccomp,profile=builtin'), 'pass'],
		['engine-seccomp-profile', security('seccomp,profile=default'), 'pass'],
		['engine-seccomp-profile', security('seccomp,profile=unconfined'), 'fail'],
		['engine-seccomp-profile', security('seccomp,profile=/etc/docker/seccomp.json'), 'info'],
		['engine-seccomp-profile', security('apparmor'), 'fail'],
		['engine-live-restore', {LiveRestoreEnabled: true, Swarm: {LocalNodeState: 'inactive'}}, 'pass'],
		['engine-live-restore', {LiveRestoreEnabled: false, Swarm: {LocalNodeState: 'inactive'}}, 'fail'],
		[
			'engine-live-restore',
			{LiveRestoreEnabled: false, Swarm: {LocalNodeState: 'active', ControlAvailable: true}},
			'not-applicable',
		],
		['engine-insecure-registry', {RegistryConfig: {InsecureRegistryCIDRs: ['127.0.0.0/8', '::1/128']}}, 'pass'],
		['engine-insecure-registry', {RegistryConfig: {IndexConfigs: {'reg.example:5000': {Secure: false}}}}, 'fail'],
		['engine-storage-aufs', {Driver: 'aufs'}, 'fail'],
		['engine-storage-devicemapper', {Driver: 'devicemapper'}, 'fail'],
		['engine-base-device-size', {Driver: 'overlay2'}, 'not-applicable'],
		['engine-authorization-plugin', {Plugins: {Authorization: null}}, 'fail'],
		['engine-authorization-plugin', {Plugins: {Authorization: ['opa']}}, 'pass'],
		['engine-central-logging', {LoggingDriver: 'local'}, 'fail'],
		['engine-central-logging', {LoggingDriver: 'none'}, 'fail'],
		['engine-central-logging', {LoggingDriver: 'syslog'}, 'pass'],
		['engine-log-level', {Debug: true}, 'fail'],
		['engine-experimental', {ExperimentalBuild: true}, 'fail'],
		['engine-swarm-mode', {Swarm: {LocalNodeState: 'active'}}, 'fail'],
		['engine-swarm-mode', {Swarm: {LocalNodeState: 'inactive'}}, 'pass'],
		['engine-cgroup-v1', {CgroupVersion: '2'}, 'pass'],
	])('%s on %j is %s', (slug, info, expected) => {
		expect(judge({info}).get(slug)).toMatchObject({verdict: expected});
	});

	it('the option of the default bridge, not applicable without one', () => {
		const bridge = (icc: string): NetworkInspect => ({
			Name: 'bridge',
			Driver: 'bridge',
			Options: {'com.docker.network.bridge.default_bridge': 'true', 'com.docker.network.bridge.enable_icc': icc},
		});
		expect(judge({networks: [bridge('true')]}).get('engine-icc')).toMatchObject({verdict: 'fail'});
		expect(judge({networks: [bridge('false')]}).get('engine-icc')).toMatchObject({verdict: 'pass'});
		const unheard = {networks: [bridge('false')], info: {Warnings: ['WARNING: bridge-nf-call-iptables is disabled']}};
		expect(judge(unheard).get('engine-icc')).toMatchObject({
			verdict: 'fail',
			detail: expect.stringContaining('bypass the rules'),
		});
		expect(judge({networks: []}).get('engine-icc')).toMatchObject({verdict: 'not-applicable'});
	});

	it('by its warnings that the API is open', () => {
		const warnings = (text: string): EngineInfo => ({Warnings: [text]});
		const plain = 'WARNING: API is accessible on http://127.0.0.1:23750 without encryption.';
		const unverified = 'WARNING: API is accessible on https://0.0.0.0:2376 without TLS client verification.';
		expect(judge({info: warnings(plain)}).get('engine-tcp-api')).toMatchObject({verdict: 'fail', severity: 'critical'});
		expect(judge({info: warnings(unverified)}).get('engine-tcp-api')).toMatchObject({
			verdict: 'fail',
			detail: expect.stringContaining('TLS'),
		});
		expect(judge({info: {Warnings: null}}).get('engine-tcp-api')).toMatchObject({verdict: 'pass'});
	});
});

describe('what the engine does not report', () => {
	const hostOnly = 'engine-log-level engine-iptables engine-default-ulimit engine-cgroup-parent engine-userland-proxy'.split(' ');

	it.each(hostOnly)('%s is unknown without the host, and with one that may not be read', slug => {
		expect(judge({info: {Debug: false}}).get(slug)).toMatchObject({verdict: 'unknown'});
		const far = judge({info: {Debug: false}, host: unseenHost('the engine runs elsewhere')}).get(slug);
		expect(far).toMatchObject({verdict: 'unknown', reasons: [{reason: 'the engine runs elsewhere'}]});
	});

	it.each<[string, Record<string, unknown>, Verdict['verdict']]>([
		['engine-log-level', {}, 'pass'],
		['engine-log-level', {'log-level': 'debug'}, 'fail'],
		['engine-log-level', {'log-level': 'INFO'}, 'pass'],
		['engine-log-level', {'log-level': 'information'}, 'fail'],
		['engine-iptables', {iptables: false}, 'fail'],
		['engine-iptables', {ip6tables: false}, 'fail'],
		['engine-iptables', {iptables: true}, 'pass'],
		['engine-default-ulimit', {'default-ulimits': {}}, 'fail'],
		['engine-cgroup-parent', {'cgroup-parent': '/docker'}, 'pass'],
		['engine-cgroup-parent', {'cgroup-parent': '/'}, 'fail'],
		['engine-userland-proxy', {'userland-proxy': true}, 'fail'],
		['engine-userland-proxy', {}, 'fail'],
		['engine-userland-proxy', {'userland-proxy': false}, 'pass'],
		['engine-tcp-api', {hosts: ['tcp://0.0.0.0:2375']}, 'fail'],
		['engine-tcp-api', {hosts: ['tcp://0.0.0.0:2376'], tlsverify: true}, 'pass'],
		['engine-tcp-api', {hosts: ['tcp://0.0.0.0:2376'], tls: true, tlsverify: false}, 'fail'],
		['engine-tcp-api', {hosts: ['fd://']}, 'pass'],
	])('%s with %j of its daemon is %s', (slug, settings, expected) => {
		expect(judge({info: {Debug: false, Warnings: null}, host: options(settings)}).get(slug)).toMatchObject({verdict: expected});
	});

	it('is reported with the place where it was set, and changed there', () => {
		const set = (onCommandLine: string[]): Partial<HostFacts> => {
			const daemon = exampleDaemon({'userland-proxy': true});
			return daemon.known ? {daemon: known({...daemon.value, onCommandLine: onCommandLine.map(sanitise)})} : {};
		};
		const judged = (host: Partial<HostFacts>) => judge({host}).get('engine-userland-proxy');
		expect(judged(set([]))?.evidence).toMatchObject([{path: '/etc/docker/daemon.json userland-proxy'}]);
		expect(judged(set([]))?.remedy?.text).not.toContain('command line');
		expect(judged(set(['icc', 'userland-proxy']))).toMatchObject({
			evidence: [{path: 'command line of dockerd: userland-proxy'}],
			remedy: {text: expect.stringMatching(/userland-proxy is set on dockerd's command line: make the change there/)},
		});
	});

	it('does not exist for Podman', () => {
		const version = {Version: '5.4.2', Components: [{Name: 'Podman Engine', Version: '5.4.2'}]};
		const verdicts = judge({version, info: {Debug: false}});
		const dockerOnly = ['engine-live-restore', 'engine-experimental', 'engine-authorization-plugin', 'engine-plugins'];
		for (const slug of [...hostOnly, ...dockerOnly]) expect(verdicts.get(slug)).toMatchObject({verdict: 'not-applicable'});
		expect(verdicts.get('engine-no-new-privileges')).toMatchObject({verdict: 'unknown'});
	});

	it('counts running proxies, whatever the file says', () => {
		const host = {...options({'userland-proxy': false}), dockerProxies: known(2)};
		expect(judge({host}).get('engine-userland-proxy')).toMatchObject({verdict: 'fail'});
	});

	it('is never passed while /info has not answered', () => {
		const verdicts = judge({info: null});
		const passed = [...verdicts.values()].filter(({verdict}) => verdict === 'pass').map(({rule}) => rule);
		// What these judge does not come from /info.
		expect(passed.sort()).toEqual(['engine-advisories', 'engine-container-sprawl', 'engine-version'].sort());
	});

	it('stores images without a name, of which those in use are no finding', () => {
		const row = (letter: string, RepoTags: string[] | null, RepoDigests: string[] | null = null) => ({
			Id: `sha256:${letter.repeat(64)}`,
			RepoTags,
			RepoDigests,
		});
		const rows = [
			row('a', null),
			row('b', ['<none>:<none>'], ['<none>@<none>']),
			row('c', ['web:1']),
			row('d', [], ['web@sha256:0f']),
		];
		const inUse = {Id: 'e'.repeat(64), Name: '/old', Image: `sha256:${'a'.repeat(64)}`};
		const of = (imageList: EngineFacts['imageList'], containers: readonly (typeof inUse)[] = []) =>
			judgeEngine(engineScope({facts: {imageList}, containers})).find(({rule}) => rule === 'engine-dangling-images');
		expect(of(known(rows))).toMatchObject({verdict: 'fail', detail: '2 images'});
		expect(of(known(rows), [inUse])).toMatchObject({verdict: 'fail', detail: '1 image'});
		expect(of(known(rows.slice(2)))).toMatchObject({verdict: 'pass'});
		expect(of(unknown('engine:/images', 'refused'))).toMatchObject({verdict: 'unknown', reasons: [{reason: 'refused'}]});
	});
});

describe('releases', () => {
	const at = (version: string, now = '2026-11-24T00:00:00Z') => judge({version: {Version: version}, now}).get('engine-version');

	it.each([
		['29.10.0', 'pass'],
		['29.9.0', 'fail'],
		['29.5.0', 'fail'],
		['28.5.2', 'fail'],
		['17.12.1-ce', 'fail'],
		['30.1.0', 'unknown'],
		['dev', 'unknown'],
		['', 'unknown'],
	])('%s is %s', (version, expected) => {
		expect(at(version)).toMatchObject({verdict: expected});
	});

	it('end on a day, which the verdict says with the date of the table', () => {
		expect(at('28.5.2', '2026-05-12T00:00:00Z')).toMatchObject({verdict: 'pass'});
		expect(at('28.5.2', '2026-05-13T00:00:00Z')).toMatchObject({
			verdict: 'fail',
			severity: 'medium',
			detail: expect.stringMatching(/2026-05-13.*2026-11-16/),
		});
	});

	it('of distributions ask to verify', () => {
		expect(at('26.1.5+dfsg1')).toMatchObject({verdict: 'fail', severity: 'low', detail: expect.stringContaining('verify')});
	});

	it('of Podman are unknown', () => {
		const version = {Version: '5.4.2', Components: [{Name: 'Podman Engine', Version: '5.4.2'}]};
		expect(judge({version}).get('engine-version')).toMatchObject({verdict: 'unknown'});
		expect(judge({version}).get('engine-advisories')).toMatchObject({verdict: 'fail'});
	});
});

describe('the connection', () => {
	const tls = (skipVerify: boolean) => ({ca: null, cert: null, key: null, skipVerify});
	it.each<[EngineAddress, string, string]>([
		[{kind: 'unix', socketPath: '/run/docker.sock'}, 'pass', 'high'],
		[{kind: 'ssh', host: 'prod', user: null, port: null, socketPath: null}, 'pass', 'high'],
		[{kind: 'tcp', host: 'prod', port: 2376, tls: tls(false)}, 'pass', 'high'],
		[{kind: 'tcp', host: 'prod', port: 2376, tls: tls(true)}, 'fail', 'medium'],
		[{kind: 'tcp', host: 'prod', port: 2375, tls: null}, 'fail', 'high'],
		[{kind: 'tcp', host: '127.0.0.1', port: 2375, tls: null}, 'fail', 'low'],
		[{kind: 'tcp', host: '127.0.0.1.example.org', port: 2375, tls: null}, 'fail', 'high'],
	])('%j is %s, %s', (address, verdict, severity) => {
		const engine = engineFacts({version: {}, info: {}, reachedBy: reachOf(address)});
		const scope = {
			engine,
			images: new Map(),
			fleet: new Map(),
			host: null,
			settings: defaultSettings,
			now: '2026-11-25T12:00:00Z',
		};
		expect(judgeEngine(scope).find(({rule}) => rule === 'engine-plain-connection')).toMatchObject({verdict, severity});
	});
});

describe('advisories', () => {
	const runc = (version: string) =>
		judge({version: {Version: '29.9.0', Components: [{Name: 'runc', Version: version}]}}).get('engine-runc-advisories');

	it.each([
		['1.3.7', 'pass'],
		['1.3.3', 'fail'],
		['1.4.4', 'pass'],
		['1.2.8', 'fail'],
		// Of next year: nothing is known of it.
		['1.9.0', 'info'],
		['1.1.12-0-g51d5e94', 'fail'],
		['1.2.5', 'fail'],
		['1.0.0-rc93', 'fail'],
		['1.1.15+ds1', 'info'],
		['1.3.0-0ubuntu2~24.04.1', 'info'],
		['v1.1.11', 'fail'],
		['commit: 1234', 'unknown'],
	])('of runc %s: %s', (version, expected) => {
		expect(runc(version)).toMatchObject({verdict: expected});
	});

	it('of checkpoints count where an engine restores them', () => {
		const runc = [{Name: 'runc', Version: '1.3.6'}];
		const verdict = (Experimental: boolean) =>
			judge({version: {Version: '29.9.0', Experimental, Components: runc}}).get('engine-runc-advisories')?.verdict;
		expect([verdict(false), verdict(true)]).toEqual(['pass', 'fail']);
	});

	it('that need an authorization plugin count where there is one', () => {
		const version = {Version: '27.1.0'};
		const ids = (info: EngineInfo) =>
			judge({version, info})
				.get('engine-advisories')
				?.evidence.map(({path}) => path)
				.join();
		expect(ids({Plugins: {Authorization: ['opa']}})).toContain('CVE-2024-41110');
		expect(ids({Plugins: {Authorization: []}})).not.toContain('CVE-2024-41110');
	});

	it('pass nothing by a table that is too old', () => {
		const at = (now: string) => judge({version: {Version: '29.10.0'}, now}).get('engine-advisories');
		expect(at('2027-01-30T00:00:00Z')).toMatchObject({verdict: 'pass'});
		expect(at('2027-02-03T00:00:00Z')).toMatchObject({
			verdict: 'info',
			detail: expect.stringMatching(/^none of the \d+ known until /),
		});
		expect(judge({version: {Version: '30.1.0'}}).get('engine-advisories')).toMatchObject({verdict: 'info'});
	});

	it('leave out what only the CRI reaches', () => {
		const version = {Version: '29.10.0', Components: [{Name: 'containerd', Version: '2.2.3'}]};
		expect(judge({version}).get('engine-containerd-advisories')).toMatchObject({verdict: 'pass'});
	});

	it('are unknown for a component that the engine does not name', () => {
		expect(judge({}).get('engine-runc-advisories')).toMatchObject({verdict: 'unknown'});
		expect(judge({}).get('engine-containerd-advisories')).toMatchObject({verdict: 'unknown'});
	});
});

describe('versions', () => {
	const version = (text: string) => parseVersion(text) ?? expect.fail(`${text} is a version`);

	it.each([
		['1.2.3', '1.2.10'],
		['1.0.0-rc.95', '1.0.0'],
		['1.0.0-rc93', '1.0.0-rc.95'],
		['19.03.15', '20.10.0'],
	])('%s comes before %s', (older, newer) => {
		expect(compareVersions(version(older), version(newer))).toBeLessThan(0);
		expect(compareVersions(version(newer), version(older))).toBeGreaterThan(0);
	});

	it('are affected up to the fix of their branch, and all where a branch got none', () => {
		const advisory = {fixed: ['23.0.11', '25.0.5', '26.0.0']};
		const affected = (text: string) => isAffected(version(text), advisory);
		expect(['23.0.10', '24.0.9', '25.0.4', '20.10.0'].map(affected)).toEqual([true, true, true, true]);
		expect(['23.0.11', '25.0.5', '26.0.0', '26.1.0', '29.0.0'].map(affected)).toEqual([false, false, false, false, false]);
		expect(isAffected(version('28.1.0'), {...advisory, fixed: ['28.3.3'], since: '28.2.0'})).toBe(false);
	});

	it('of distributions are recognised', () => {
		expect(
			['26.1.5+dfsg1', '1.7.24~ds1', '1.1.15+ds1-2+b4', '28.2.2-0ubuntu1', '25.0.8-1.amzn2023'].map(isDistributionBuild),
		).toEqual([true, true, true, true, true]);
		expect(['29.9.0', '1.1.12-0-g51d5e94', '1.0.0-rc93', '17.12.1-ce'].map(isDistributionBuild)).toEqual([
			false,
			false,
			false,
			false,
		]);
	});
});
