import {describe, expect, it} from 'vitest';
import {known, type NetworkInspect, type PortBinding} from '../../../src/base/answers/index.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {serviceOf} from '../../../src/base/facts/port-services.js';
import {dockerInfo, dockerVersion, facts, inspect, podman} from './answers.js';

type Ports = Record<string, PortBinding[] | null>;
const running = (Ports: Ports) => facts({NetworkSettings: {Ports}}).ports;
const stopped = (PortBindings: Ports, more = {}, context = {}) =>
	facts({State: {Status: 'exited'}, NetworkSettings: {Ports: {}}, HostConfig: {PortBindings, ...more}}, context).ports;

describe('ports of a running container', () => {
	it.each([
		[[{HostIp: '0.0.0.0', HostPort: '80'}], 'wildcard'],
		[[{HostIp: '::', HostPort: '80'}], 'wildcard'],
		[[{HostIp: '', HostPort: '80'}], 'wildcard'],
		[[{HostIp: '127.0.0.1', HostPort: '80'}], 'loopback'],
		[
			[
				{HostIp: '127.0.0.53', HostPort: '80'},
				{HostIp: '::1', HostPort: '80'},
			],
			'loopback',
		],
		[[{HostIp: '192.168.1.10', HostPort: '80'}], 'address'],
		[
			[
				{HostIp: '127.0.0.1', HostPort: '80'},
				{HostIp: '192.168.1.10', HostPort: '80'},
			],
			'address',
		],
		[null, 'none'],
		[[], 'none'],
	])('with %j reach: %s', (bindings, reach) => expect(running({'80/tcp': bindings})[0]?.reach).toBe(reach));

	it('are exposed, published, or both', () =>
		expect(
			facts({
				Config: {ExposedPorts: {'80/tcp': {}, '53/udp': {}, '9999/sctp': {}}},
				NetworkSettings: {
					Ports: {
						'80/tcp': [{HostIp: '0.0.0.0', HostPort: '8080'}],
						'53/udp': null,
						'22/tcp': [{HostIp: '::1', HostPort: '2222'}],
					},
				},
			}).ports,
		).toMatchObject([
			{port: 22, exposed: false, reach: 'loopback', service: 'SSH', administrative: true},
			{port: 53, protocol: 'udp', exposed: true, published: [], reach: 'none'},
			{port: 80, protocol: 'tcp', exposed: true, published: [{address: '0.0.0.0', hostPort: 8080}]},
			{port: 9999, protocol: 'sctp', exposed: true},
		]));
	it('name an address once', () =>
		expect(
			running({
				'80/tcp': [
					{HostIp: '0.0.0.0', HostPort: '80'},
					{HostIp: '0.0.0.0', HostPort: '80'},
				],
			})[0]?.published,
		).toHaveLength(1));
	it('leave out what is no port', () => expect(running({'http/tcp': [], '': null})).toEqual([]));
});

describe('ports of a stopped container', () => {
	it('are those that it will bind', () =>
		expect(stopped({'80/tcp': [{HostIp: '', HostPort: '8080'}]})).toMatchObject([
			{
				reach: 'wildcard',
				published: [
					{address: '0.0.0.0', hostPort: 8080},
					{address: '::', hostPort: 8080},
				],
			},
		]));
	it('are IPv4 only with Podman', () =>
		expect(stopped({'80/tcp': [{HostPort: '8080'}]}, {}, {engine: podman})[0]?.published).toEqual([
			{address: '0.0.0.0', hostPort: 8080},
		]));
	it('are empty on the host network', () => expect(stopped({'80/tcp': [{HostPort: '80'}]}, {NetworkMode: 'host'})).toEqual([]));
	it('are empty where no joined network can publish', () => {
		const networks = [
			{Id: 'n1', Name: 'inside', Driver: 'bridge', Internal: true},
			{Id: 'n2', Name: 'lan', Driver: 'macvlan'},
			{Id: 'n3', Name: 'shop', Driver: 'bridge'},
		];
		const engine = engineFacts({version: dockerVersion, info: dockerInfo, networks: known(networks)});
		const on = (...names: string[]) =>
			facts(
				{
					State: {Status: 'created'},
					HostConfig: {NetworkMode: names[0], PortBindings: {'80/tcp': [{HostIp: '', HostPort: '80'}]}},
					NetworkSettings: {Ports: {}, Networks: Object.fromEntries(names.map(name => [name, {NetworkID: ''}]))},
				},
				{engine},
			).ports.map(({reach}) => reach);
		expect(on('inside')).toEqual([]);
		expect(on('lan', 'inside')).toEqual([]);
		expect(on('inside', 'shop')).toEqual(['wildcard']);
		expect(on('inside', 'unheard-of')).toEqual(['wildcard']);
	});
	it('are chosen later with -P', () =>
		expect(
			facts({State: {Status: 'exited'}, Config: {ExposedPorts: {'80/tcp': {}}}, HostConfig: {PublishAllPorts: true}}).ports,
		).toMatchObject([{reach: 'wildcard', published: [{hostPort: 0}, {hostPort: 0}]}]));
	it('begin a range', () =>
		expect(stopped({'80/tcp': [{HostIp: '::1', HostPort: '8000-8010'}]})[0]?.published[0]?.hostPort).toBe(8000));
});

describe('the address that a network gives', () => {
	const bridge = (binding: string, name = 'bridge'): NetworkInspect => ({
		Id: `id-${name}`,
		Name: name,
		Driver: 'bridge',
		Options: {'com.docker.network.bridge.host_binding_ipv4': binding},
	});
	const engine = (...networks: NetworkInspect[]) =>
		engineFacts({version: dockerVersion, info: dockerInfo, networks: known(networks)});
	const reach = (NetworkMode: string, ...networks: NetworkInspect[]) =>
		stopped({'80/tcp': [{HostPort: '80'}]}, {NetworkMode}, {engine: engine(...networks)})[0]?.reach;

	it('is where ports without an address go', () => {
		expect(reach('bridge', bridge('127.0.0.1'))).toBe('loopback');
		expect(reach('default', bridge('127.0.0.1'))).toBe('loopback');
		expect(reach('bridge', bridge('0.0.0.0'))).toBe('wildcard');
		expect(reach('shop', bridge('0.0.0.0'), bridge('10.1.2.3', 'shop'))).toBe('address');
		expect(reach('bridge')).toBe('wildcard');
	});
});

describe('a container in the network of another', () => {
	const owner = inspect({
		Id: 'b'.repeat(64),
		Name: '/vpn',
		NetworkSettings: {
			Ports: {'8080/tcp': [{HostIp: '0.0.0.0', HostPort: '80'}], '51820/udp': [{HostIp: '0.0.0.0', HostPort: '51820'}]},
		},
	});
	const joined = (containers?: Map<string, typeof owner>) =>
		facts(
			{Config: {ExposedPorts: {'8080/tcp': {}, '1/tcp': {}}}, HostConfig: {NetworkMode: `container:${owner.Id}`}},
			containers === undefined ? {} : {containers},
		);
	it('is reached through what its owner publishes, on its own ports', () =>
		expect(joined(new Map([[owner.Id, owner]])).ports).toMatchObject([
			{port: 1, reach: 'none'},
			{port: 8080, reach: 'wildcard'},
		]));
	it('shows what it exposes while the owner is not known', () =>
		expect(joined().ports).toMatchObject([
			{port: 1, reach: 'none'},
			{port: 8080, reach: 'none'},
		]));
});

describe('serviceOf', () => {
	it.each([
		[6379, 'tcp', 'Redis', true],
		[2375, 'tcp', 'Docker API', true],
		[443, 'tcp', 'HTTPS', false],
		[54321, 'tcp', null, false],
		[27017, 'udp', null, false],
		[11211, 'udp', 'memcached', true],
		[443, 'udp', 'HTTP/3', false],
		[2049, 'sctp', null, false],
	] as const)('%i/%s is %s', (port, protocol, service, administrative) =>
		expect(serviceOf(port, protocol)).toEqual({service, administrative}),
	);
});
