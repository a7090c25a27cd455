import {describe, expect, it} from 'vitest';
import {containerFacts} from '../../../src/base/facts/container-facts.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {processFacts} from '../../../src/base/facts/processes.js';
import {MASK} from '../../../src/base/facts/secrets.js';
import {recordedFleet} from './recorded.js';

const {answers, engine, container} = recordedFleet('podman-5.4.2-fleet.json');

describe('a recorded Podman engine', () => {
	it('is what it says', () =>
		expect(engine).toMatchObject({
			kind: 'podman',
			version: '5.4.2',
			rootless: false,
			userns: false,
			seccompProfile: 'default',
			appArmor: false,
			runcVersion: '1.1.15+ds1',
			rootDirectory: '/var/lib/containers/storage',
			loggingDriver: null,
			swarm: 'inactive',
			defaultBridge: {known: true, value: {name: 'bridge', defaultBinding: null}},
		}));
});

describe('recorded Podman containers', () => {
	it('plain: eleven capabilities, and system paths not reported', () => {
		const facts = container('plain');
		expect(facts.capabilities.granted.size).toBe(11);
		expect(facts.capabilities.beyondDefault).toEqual([]);
		expect(facts).toMatchObject({
			image: 'localhost/shop/base:1.0',
			systemPaths: {kind: 'unreported'},
			seccomp: {kind: 'default'},
			namespaces: {pid: {kind: 'private'}, ipc: {kind: 'shareable'}, uts: {kind: 'private'}, network: {kind: 'none'}},
			networks: [{name: 'none', driver: 'null', internal: true, peers: []}],
			stopSignal: '9',
			health: 'none',
		});
	});
	it('are Podman’s also where nothing is known of their engine', () => {
		const plain = answers.containers.find(({inspect}) => inspect.Name === '/plain');
		if (plain === undefined) throw new Error('no container plain');
		const facts = containerFacts(plain.inspect, {engine: engineFacts({version: {}, info: null})});
		expect(facts.capabilities.granted.size).toBe(11);
	});
	it('privileged: unmasked, whatever the host lacks', () =>
		expect(container('privileged')).toMatchObject({
			privileged: true,
			seccomp: {kind: 'unconfined', by: 'privileged'},
			systemPaths: {kind: 'unmasked', by: 'privileged'},
		}));
	it('drop-all: ALL comes back as names', () => {
		expect([...container('drop-all').capabilities.granted]).toEqual(['NET_BIND_SERVICE']);
		expect(container('drop-all').noNewPrivileges).toEqual({on: true, by: 'option'});
	});
	it('add-all and add-some', () => {
		expect(container('add-all').capabilities.granted.has('SYS_ADMIN')).toBe(false);
		expect(container('add-all').capabilities.granted.has('SYS_MODULE')).toBe(true);
		expect(container('add-some').capabilities.beyondDefault).toEqual(['NET_ADMIN', 'SYS_ADMIN']);
	});
	it('host-namespaces and those who join them', () => {
		expect(container('host-namespaces').namespaces).toMatchObject({pid: {kind: 'host', through: []}, uts: {kind: 'host'}});
		expect(container('pid-at-two-removes').namespaces.pid).toEqual({
			kind: 'host',
			through: ['pid-of-host-namespaces', 'host-namespaces'],
		});
	});
	it('seccomp-off', () => expect(container('seccomp-off').seccomp).toEqual({kind: 'unconfined', by: 'option'}));
	it('mounts: the host, its runtime directory, a socket', () => {
		const sockets = container('mounts').mounts.flatMap(({destination, runtimeSocket}) =>
			runtimeSocket === null ? [] : [`${destination} ${runtimeSocket}`],
		);
		expect(sockets.sort()).toEqual([
			'/docker.sock /run/docker.sock',
			'/host /run/podman/podman.sock',
			'/host-run /run/podman/podman.sock',
		]);
	});
	it('published-stopped: what it will bind', () =>
		expect(container('published-stopped').ports.find(({port}) => port === 22)).toMatchObject({
			reach: 'wildcard',
			published: [{address: '0.0.0.0', hostPort: 2222}],
		}));
	it('limits', () => expect(container('limits').limits).toMatchObject({memory: 268435456, pids: 100, cpu: null}));
	it('composed: secrets are masked', () => {
		expect(container('composed').compose).toMatchObject({project: 'shop', service: 'api'});
		expect(container('composed').env.find(({name}) => name === 'DB_PASSWORD')).toEqual({
			name: 'DB_PASSWORD',
			value: MASK,
			secret: true,
			fromImage: true,
		});
	});
	it('processes', () => {
		const top = answers.containers.find(({inspect}) => inspect.Name === '/plain')?.top ?? {};
		expect(processFacts(top)).toMatchObject([{pid: 1, uid: 0, command: 'busybox'}]);
	});
});
