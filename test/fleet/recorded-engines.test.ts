import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {openFleet} from '../../src/fleet/fleet.js';
import type {FleetModel} from '../../src/fleet/fleet-model.js';
import {openSnapshot} from '../../src/fleet/open-snapshot.js';

async function replay(name: string): Promise<FleetModel> {
	const {reader} = openSnapshot(readFileSync(resolve(import.meta.dirname, '../recorded', name), 'utf8'), name);
	const fleet = openFleet(reader, {now: () => Date.parse('2026-12-01T00:00:00Z'), unwatched: true});
	await fleet.start();
	const model = fleet.model();
	fleet.close();
	return model;
}

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

	it('lowers what only root of the host makes dangerous, and says so', () => {
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

	it('publishes like any other, and joins namespaces of the host through containers', () => {
		expect(assessedOf(model, 'published').facts.ports.map(({port, reach}) => `${port} ${reach}`)).toEqual([
			'8080 wildcard',
			'9229 loopback',
		]);
		expect(verdictOf(model, 'pid-of-host-namespaces', 'container-host-pid')?.verdict).toBe('fail');
		expect(verdictOf(model, 'hardened', 'container-capabilities')?.verdict).toBe('pass');
		expect(verdictOf(model, 'hardened', 'container-no-new-privileges')?.verdict).toBe('pass');
	});
});

describe('a Docker Engine on control groups version 2, whose kernel has left it no controller', () => {
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

	it('has no release_agent to run: SYS_ADMIN alone still escapes otherwise', () => {
		expect(verdictOf(model, 'sys-admin', 'container-cgroup-release-agent')?.verdict).toBe('pass');
		expect(verdictOf(model, 'sys-admin', 'container-escape-capability')?.verdict).toBe('fail');
		expect(pathsOf(model, 'sys-admin').join()).not.toContain('release_agent');
	});

	it('drops limits that its kernel cannot keep, which is no limit', () => {
		for (const rule of ['container-memory-limit', 'container-pids-limit'])
			expect(verdictOf(model, 'limits', rule)?.verdict).toBe('fail');
	});
});
