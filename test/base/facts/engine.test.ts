import {describe, expect, it} from 'vitest';
import {type ContainerInspect, known} from '../../../src/base/answers/index.js';
import {attachments} from '../../../src/base/facts/attachments.js';
import {engineFacts, engineKind} from '../../../src/base/facts/engine.js';
import {networkFacts} from '../../../src/base/facts/networks.js';
import {dockerInfo, dockerVersion, dockerWithoutInfo, inspect, podmanVersion} from './answers.js';

const withInfo = (info: object) => engineFacts({version: dockerVersion, info: {...dockerInfo, ...info}});

describe('engineFacts', () => {
	it('knows almost nothing before /info has answered, and says so', () =>
		expect(dockerWithoutInfo).toMatchObject({
			kind: 'docker',
			version: '26.1.5',
			rootless: null,
			userns: null,
			noNewPrivilegesDefault: null,
			seccompProfile: null,
			appArmor: null,
			seLinux: null,
			cgroupVersion: null,
			liveRestore: null,
			swarm: 'unknown',
			cpus: null,
			networks: {known: false},
			defaultBridge: {known: false},
			plugins: {known: false},
		}));

	it('knows the data root by the files of its containers where /info has not answered', () => {
		const at = (root: string, id: string) => inspect({Id: id, ResolvConfPath: `${root}/containers/${id}/resolv.conf`});
		const [one, other] = ['a'.repeat(64), 'b'.repeat(64)];
		const rootOf = (...containers: ContainerInspect[]) =>
			engineFacts({version: dockerVersion, info: null, containers}).rootDirectory;
		expect(rootOf(at('/data/docker', one), at('/data/docker', other))).toBe('/data/docker');
		// Of two engines, put together by hand.
		expect(rootOf(at('/data/docker', one), at('/srv/docker', other))).toBeNull();
		expect(rootOf(inspect({ResolvConfPath: '', LogPath: '/run/containers/storage/x/userdata/ctr.log'}))).toBeNull();
		const containers = [at('/data/docker', one)];
		expect(engineFacts({version: dockerVersion, info: dockerInfo, containers}).rootDirectory).toBe('/var/lib/docker');
	});

	it('recognises Podman by the name of its first component', () => {
		expect(engineKind(podmanVersion)).toBe('podman');
		expect(engineKind(dockerVersion)).toBe('docker');
		expect(engineKind({})).toBe('docker');
	});

	it('reads the security options of the engine', () => {
		const engine = withInfo({
			SecurityOptions: 'name=apparmor name=seccomp,profile=/etc/docker/s.json name=rootless name=cgroupns name=selinux'.split(
				' ',
			),
		});
		expect(engine).toMatchObject({
			appArmor: true,
			seLinux: true,
			seccompProfile: '/etc/docker/s.json',
			rootless: true,
			userns: false,
			noNewPrivilegesDefault: false,
		});
	});
	it.each([
		[[], false],
		[[{Name: 'rootlesskit', Version: '2.0.2', Details: {NetworkDriver: 'slirp4netns', PortDriver: 'builtin'}}], true],
		// RootlessKit with --net=host.
		[[{Name: 'rootlesskit', Version: '2.0.2', Details: {}}], false],
	])('knows by the answer %j whether a rootless Docker has a network of its own: %s', (Components, own) =>
		expect(engineFacts({version: {...dockerVersion, Components}, info: dockerInfo}).ownNetwork).toBe(own),
	);
	it('reads the options of engines before 1.25', () =>
		expect(withInfo({SecurityOptions: ['apparmor', 'seccomp']})).toMatchObject({appArmor: true, seccompProfile: 'builtin'}));

	it('treats null as an empty list, as Go writes it', () =>
		expect(withInfo({SecurityOptions: null})).toMatchObject({rootless: false, seccompProfile: null, appArmor: false}));
	it.each([undefined, 'seccomp'])('treats a feature list of %j as no answer', SecurityOptions =>
		expect(withInfo({SecurityOptions})).toMatchObject({
			rootless: null,
			userns: null,
			noNewPrivilegesDefault: null,
			seccompProfile: null,
			appArmor: null,
			seLinux: null,
		}),
	);

	it('names insecure registries, except loopback', () =>
		expect(
			withInfo({
				RegistryConfig: {
					InsecureRegistryCIDRs: ['127.0.0.0/8', '::1/128', '10.0.0.0/8'],
					IndexConfigs: {
						'docker.io': {Secure: true},
						'registry.example:5000': {Secure: false},
						'localhost:5000': {Secure: false},
					},
				},
			}).insecureRegistries,
		).toEqual(['registry.example:5000', '10.0.0.0/8']));

	it.each([
		[
			'API is accessible on http://0.0.0.0:2375 without encryption.\n         Access to the remote API is equivalent to root access',
			'plain',
		],
		['API is accessible on https://0.0.0.0:2376 without TLS client verification.', 'tls-without-client-certificate'],
		['No swap limit support', 'none-seen'],
	])('reads the warning %s', (warning, tcpApi) => expect(withInfo({Warnings: [warning]}).tcpApi).toBe(tcpApi));

	it.each([
		[{LocalNodeState: 'inactive'}, 'inactive'],
		[{LocalNodeState: 'active', ControlAvailable: true}, 'manager'],
		[{LocalNodeState: 'active', ControlAvailable: false}, 'worker'],
		[{LocalNodeState: 'locked'}, 'unknown'],
		[{LocalNodeState: 'pending'}, 'unknown'],
		[undefined, 'inactive'],
	])('reads the swarm state %j', (Swarm, role) => expect(withInfo({Swarm}).swarm).toBe(role));

	it('reads the versions of its parts', () =>
		expect(
			engineFacts({
				version: {
					Components: [
						{Name: 'containerd', Version: 'v1.7.24'},
						{Name: 'runc', Version: '1.1.15+ds1-2+b4'},
					],
				},
				info: null,
			}),
		).toMatchObject({containerdVersion: '1.7.24', runcVersion: '1.1.15+ds1-2+b4'}));

	it('knows that there is no default bridge, when it knows the networks', () => {
		const engine = engineFacts({version: dockerVersion, info: null, networks: known([{Name: 'host', Driver: 'host'}])});
		expect(engine.defaultBridge).toEqual({known: true, value: null});
	});
});

describe('networkFacts', () => {
	it('has a container once that knows its network by two names', () => {
		const on = (letter: string) => {
			const endpoint = {NetworkID: 'n1'};
			return inspect({Id: letter.repeat(64), NetworkSettings: {Networks: {shop: endpoint, 'shop again': endpoint}}});
		};
		const containers = [on('a'), on('b')];
		const networks = networkFacts([{Name: 'shop', Id: 'n1', Driver: 'bridge'}], containers);
		const [first] = containers.map(one => attachments(one, {engine: dockerWithoutInfo, networks}));
		expect(first?.map(({peers}) => peers)).toEqual([['b'.repeat(64)], ['b'.repeat(64)]]);
	});

	it('says who is on a network from the containers’ own answers', () => {
		const on = (letter: string, networks: object) =>
			inspect({Id: letter.repeat(64), NetworkSettings: {Networks: Object.fromEntries(Object.entries(networks))}});
		const [network] = networkFacts(
			[{Id: 'n1', Name: 'shop', Driver: 'bridge', Containers: {}}],
			[on('a', {shop: {NetworkID: 'n1'}}), on('b', {other: {NetworkID: 'n2'}}), on('c', {shop: {NetworkID: 'n1'}})],
		);
		expect(network?.containers).toEqual(['a'.repeat(64), 'c'.repeat(64)]);
	});
	it.each([
		[{Driver: 'bridge'}, {icc: true, encrypted: false}],
		[{Driver: 'bridge', Options: {'com.docker.network.bridge.enable_icc': 'false'}}, {icc: false}],
		[
			{Driver: 'overlay', Options: {encrypted: ''}},
			{icc: null, encrypted: true},
		],
		[{Driver: 'overlay', Options: {encrypted: 'false'}}, {encrypted: true}],
		[
			{Driver: 'overlay', Ingress: true},
			{ingress: true, encrypted: false},
		],
		[
			{Driver: 'macvlan', Internal: true},
			{icc: null, internal: true},
		],
		[{Driver: 'bridge', IPAM: {Config: [{Subnet: '10.0.0.0/24'}]}}, {subnets: ['10.0.0.0/24']}],
		[{Driver: 'bridge', Name: 'x', Options: {'com.docker.network.bridge.default_bridge': 'true'}}, {defaultBridge: true}],
		[
			{Driver: 'bridge', Name: 'x'},
			{defaultBridge: false, defaultBinding: null},
		],
	])('reads %j', (network, expected) => expect(networkFacts([network])[0]).toMatchObject(expected));
});
