import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import type {FleetModel} from '../../../src/judge/inventory/fleet-model.js';
import {replay as replayText} from './replayed.js';

const replay = (name: string): Promise<FleetModel> =>
	replayText(readFileSync(resolve(import.meta.dirname, '../../recorded', name), 'utf8'));

const assessedOf = (model: FleetModel, name: string) => {
	const found = model.entries.find(entry => entry.name === name)?.assessed;
	if (found == null) throw new Error(`no container ${name}`);
	return found;
};
const verdictOf = (model: FleetModel, name: string, rule: string) =>
	assessedOf(model, name).verdicts.find(verdict => verdict.rule === rule);
const pathsOf = (model: FleetModel, name: string) =>
	assessedOf(model, name).attackPaths.map(({severity, hops}) => `${severity}: ${hops.map(({label}) => label).join(' > ')}`);

describe('a rootless Podman', () => {
	let model: FleetModel;
	beforeAll(async () => {
		model = await replay('podman-5.4.2-rootless.json');
	});

	it('is what it says, and judged whole', () => {
		expect(model.engine).toMatchObject({kind: 'podman', rootless: true, cgroupVersion: 1, seccompProfile: 'default'});
		expect(model.entries).toHaveLength(11);
		expect(model.entries.filter(({assessed}) => assessed === null)).toEqual([]);
		expect(
			model.verdicts.filter(({rule}) => ['engine-rootless', 'engine-userns'].includes(rule)).map(({verdict}) => verdict),
		).toEqual(['pass', 'pass']);
	});

	it('lowers what is dangerous only for host root, and says so', () => {
		for (const [name, rule, severity] of [
			['privileged', 'container-privileged', 'high'],
			['socket', 'container-runtime-socket', 'high'],
			['seccomp-off', 'container-escape-capability', 'medium'],
			['host-namespaces', 'container-host-pid', 'medium'],
			['plain', 'container-root-user', 'low'],
			['mounts', 'container-readable-host-secrets', 'medium'],
		] as const) {
			expect([name, verdictOf(model, name, rule)]).toMatchObject([name, {verdict: 'fail', severity}]);
			expect(verdictOf(model, name, rule)?.mitigations.join()).toMatch(/^(rootless engine|user namespace)/);
		}
	});

	it('gives away the account that runs it, not the host', () => {
		expect(pathsOf(model, 'socket')).toEqual(["high: code in socket > uid 0 > podman.sock > the engine's account"]);
		expect(model.entries.flatMap(({name}) => pathsOf(model, name)).filter(path => path.includes('host root'))).toEqual([]);
	});

	it('has its socket, volumes and keys in places of its user', () => {
		expect(assessedOf(model, 'socket').facts.mounts[0]).toMatchObject({
			runtimeSocket: '/run/user/1000/podman/podman.sock',
			writable: true,
		});
		const bySource = new Map(assessedOf(model, 'mounts').facts.mounts.map(mount => [mount.destination as string, mount]));
		expect(bySource.get('/data')).toMatchObject({kind: 'volume', sensitivity: null});
		expect(bySource.get('/keys')?.sensitivity).toMatchObject({whenRead: 'secrets'});
		expect(bySource.get('/site')).toMatchObject({sensitivity: null, writable: true});
	});

	it('publishes like any other, and joins host namespaces through containers', () => {
		expect(assessedOf(model, 'published').facts.ports.map(({port, reach}) => `${port} ${reach}`)).toEqual([
			'8080 wildcard',
			'9229 loopback',
		]);
		expect(verdictOf(model, 'pid-of-host-namespaces', 'container-host-pid')?.verdict).toBe('fail');
		expect(verdictOf(model, 'hardened', 'container-capabilities')?.verdict).toBe('pass');
		expect(verdictOf(model, 'hardened', 'container-no-new-privileges')?.verdict).toBe('pass');
	});
});

describe('a Docker Engine on cgroup v2 without any controller', () => {
	let model: FleetModel;
	beforeAll(async () => {
		model = await replay('docker-26.1.5-cgroup2.json');
	});

	it('is what it says', () => {
		expect(model.engine).toMatchObject({kind: 'docker', cgroupVersion: 2, rootless: false});
		expect(model.verdicts.find(({rule}) => rule === 'engine-cgroup-v1')?.verdict).toBe('pass');
	});

	it('has namespaces of control groups by default, and one container that shares that of the host', () => {
		const verdicts = Object.fromEntries(
			model.entries.map(({name}) => [name, verdictOf(model, name, 'container-cgroup-namespace')?.verdict]),
		);
		expect(verdicts).toEqual({
			'cgroupns-host': 'fail',
			'cgroupns-private': 'pass',
			limits: 'pass',
			plain: 'pass',
			privileged: 'pass',
			'sys-admin': 'pass',
		});
	});

	it('has no release_agent: SYS_ADMIN still escapes in other ways', () => {
		expect(verdictOf(model, 'sys-admin', 'container-cgroup-release-agent')?.verdict).toBe('pass');
		expect(verdictOf(model, 'sys-admin', 'container-escape-capability')?.verdict).toBe('fail');
		expect(pathsOf(model, 'sys-admin').join()).not.toContain('release_agent');
	});

	it('drops limits that its kernel cannot keep, which is no limit', () => {
		for (const rule of ['container-memory-limit', 'container-pids-limit'])
			expect(verdictOf(model, 'limits', rule)?.verdict).toBe('fail');
	});
});

describe('a Docker Engine on Debian 13 with AppArmor', () => {
	let model: FleetModel;
	beforeAll(async () => {
		model = await replay('docker-26.1.5-apparmor.json');
	});
	const severityOf = (name: string, rule: string) => {
		const {verdict, severity} = verdictOf(model, name, rule) ?? {};
		return verdict === 'fail' ? severity : verdict;
	};

	it('says who is confined', () => {
		const failing = model.entries.filter(({name}) => severityOf(name, 'container-apparmor') !== 'pass').map(({name}) => name);
		expect(failing.map(String).sort()).toEqual(['privileged', 'sys-admin-unconfined', 'unconfined']);
		expect(model.verdicts.find(({rule}) => rule === 'host-no-mandatory-access-control')).toMatchObject({verdict: 'pass'});
	});

	// What the containers could do and what not was tried in each of them.
	it.each([
		['etc', 'container-writable-host-path', 'critical', 'writes /etc/try'],
		['ksm-elsewhere', 'container-sys-mount', 'high', 'writes /host/mm/ksm/run'],
		['sys', 'container-sys-mount', 'high', 'makes a control group'],
		['ksm', 'container-sys-mount', 'medium', 'may not write /sys/kernel/mm/ksm/run'],
		['ksm', 'container-writable-host-path', 'pass', 'finds nothing there that starts a program'],
		['sys-module', 'container-escape-capability', 'critical', 'loads the module dummy'],
		['sys-admin', 'container-escape-capability', 'medium', 'may not mount'],
		['sys-admin-unconfined', 'container-escape-capability', 'high', 'mounts'],
		['system-paths', 'container-system-paths', 'high', 'may not write core_pattern'],
		['host-pid-ptrace', 'container-ptrace-host', 'high', 'may not read /proc/1/root'],
		['host-pid', 'container-host-pid-root', 'high', 'reads the environment of another container'],
	])('%s: %s is %s, since it %s', (name, rule, expected) => {
		expect(severityOf(name, rule)).toBe(expected);
	});

	it('leads paths by what the profile leaves open', () => {
		expect(pathsOf(model, 'etc')).toEqual(['critical: code in etc > uid 0 > writes /etc > host root']);
		expect(pathsOf(model, 'ksm')).toEqual([]);
		expect(pathsOf(model, 'sys-module').join()).toMatch(/^critical: .*SYS_MODULE/);
		expect(pathsOf(model, 'sys-admin').join()).toMatch(/^medium: /);
	});

	it('runs on a host whose files, units and kernel were read', () => {
		expect(model.host?.unseen).toBeNull();
		const failing = model.verdicts.filter(({target, verdict}) => target.kind === 'host' && verdict === 'unknown');
		expect(failing.map(({rule}) => rule)).toEqual([]);
	});
});

describe('a Docker Engine on Debian 13 with SELinux, which is permissive', () => {
	let model: FleetModel;
	beforeAll(async () => {
		model = await replay('docker-26.1.5-selinux.json');
	});

	it('shows by the labels who would be confined', () => {
		const states = Object.fromEntries(model.entries.map(({name}) => [name, assessedOf(model, name).facts.seLinux]));
		expect(states).toMatchObject({
			plain: {kind: 'confined', profile: expect.stringMatching(/^system_u:system_r:container_t:s0:c\d+,c\d+$/)},
			typed: {kind: 'confined', profile: 'system_u:system_r:container_t:s0:c100,c200'},
			etc: {kind: 'confined'},
			relabelled: {kind: 'confined'},
			'label-off': {kind: 'unconfined', by: 'option'},
			privileged: {kind: 'unconfined', by: 'privileged'},
			'host-pid': {kind: 'unconfined', by: 'host-namespace'},
		});
		expect(Object.keys(states)).toHaveLength(7);
	});

	it('is a host without confinement', () => {
		expect(model.verdicts.find(({rule}) => rule === 'host-no-mandatory-access-control')).toMatchObject({
			verdict: 'fail',
			detail: expect.stringContaining('permissive'),
		});
	});
});
