import {known, unknown} from '../../../src/answers/index.js';
import type {PacketMatch} from '../../../src/facts/index.js';
import type {ContainerExample} from '../../../src/rules/rule.js';
import {openFirewall} from '../../../src/rules/shared/example-firewall.js';
import {exampleAttachment, exampleBridge, exampleLiveState} from '../../../src/rules/shared/examples.js';
import {own} from '../../../src/terminal/safe-text.js';
import {type Cases, published} from './case.js';

const withoutIcc: ContainerExample['engine'] = {defaultBridge: exampleBridge({icc: false})};
const onBoth: ContainerExample = {
	HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '8080'}]}},
	NetworkSettings: {
		Ports: {
			'80/tcp': [
				{HostIp: '0.0.0.0', HostPort: '8080'},
				{HostIp: '::', HostPort: '8080'},
			],
		},
	},
};
const listening: ContainerExample = {
	facts: {
		networks: [exampleAttachment('shop')],
		truth: exampleLiveState({
			inNetwork: known([{protocol: 'tcp', family: 4, address: own('0.0.0.0'), port: 6379, process: null}]),
		}),
	},
};
const untranslated: PacketMatch = {on: 'translated', not: true, values: []};
const unreadable = unknown('host:firewall', 'permission denied');
const web = published('', '8080', '80/tcp');
const rule = (action: 'accept' | 'drop' | 'not-understood', ...matches: PacketMatch[]) => ({
	text: own(action),
	matches,
	action: {do: action},
});
const only = (on: PacketMatch['on'], value: string, not = false): PacketMatch => ({on, not, values: [own(value)]});
const firewall = (...given: Parameters<typeof openFirewall>) => ({firewall: openFirewall(...given)});

const onLoopback = (port: number) => ({protocol: 'tcp', family: 4, address: own('127.0.0.1'), port, process: null}) as const;
/** On the host's network: what listens there, and which of these ports are its own. */
const sharing = (ports: readonly number[], its: readonly number[] = []) =>
	exampleLiveState({listening: known(its.map(onLoopback)), inNetwork: known(ports.map(onLoopback))});

/** Who reaches it. */
export const networkCases: Cases = {
	'container-default-bridge': [
		[
			'a task of a swarm, which says bridge and is on an overlay',
			{HostConfig: {NetworkMode: 'bridge'}, NetworkSettings: {Networks: {ingress: {NetworkID: 'n9'}}}},
			'pass',
		],
		[
			'both',
			{HostConfig: {NetworkMode: 'bridge'}, NetworkSettings: {Networks: {bridge: {NetworkID: 'n0'}, shop: {NetworkID: 'n1'}}}},
			'fail',
		],
		['an answer without networks', {HostConfig: {NetworkMode: 'default'}, NetworkSettings: {}}, 'fail'],
		[
			'an engine without one, which says bridge all the same',
			{
				HostConfig: {NetworkMode: 'bridge'},
				NetworkSettings: {Networks: {bridge: {NetworkID: ''}}},
				engine: {defaultBridge: known(null)},
			},
			'not-applicable',
		],
	],
	'container-firewall-bypass': [
		['a remote engine', web, 'unknown'],
		['no manager, and rules that cannot be read', {...web, host: firewall({rules: unreadable})}, 'unknown'],
		['managers that cannot be seen', {...web, host: firewall({ufw: null})}, 'unknown'],
		['rules that cannot be read', {...web, host: firewall({ufw: true, rules: unreadable})}, 'unknown'],
		[
			'a rule of another port',
			{...web, host: firewall({ufw: true, forwardRules: [rule('drop', only('port', '81'))]})},
			'fail',
			'high',
		],
		['a rule of this port', {...web, host: firewall({ufw: true, forwardRules: [rule('drop', only('port', '80'))]})}, 'pass'],
		[
			'a rule that lets one network through',
			{...web, host: firewall({ufw: true, forwardRules: [rule('drop', only('source', '10.0.0.0/8', true))]})},
			'pass',
		],
		['a rule that is not understood', {...web, host: firewall({ufw: true, forwardRules: [rule('not-understood')]})}, 'unknown'],
		['a port that ufw allows', {...web, host: firewall({ufw: true, inputRules: [rule('accept', only('port', '8080'))]})}, 'pass'],
		['a firewall of somebody else', {...web, host: firewall({})}, 'fail', 'high', /rules for the host/],
		['no firewall', {...web, host: firewall({inputRules: [rule('accept')]})}, 'not-applicable'],
		['a certain address', {...published('192.0.2.7', '8080', '80/tcp'), host: firewall({ufw: true})}, 'fail', 'high'],
		[
			'a container that does not run',
			{...web, State: {Status: 'exited', Running: false}, host: firewall({ufw: true})},
			'unknown',
		],
	],
	'container-ipv6-publish': [
		['an address without IPv6 rules', {...onBoth, host: firewall({})}, 'fail', 'medium'],
		['rules that cannot be read', {...onBoth, host: firewall({rules: unreadable})}, 'unknown'],
		['an input chain that drops', {...onBoth, host: {firewall: openFirewall({}, 'ip6tables filter')}}, 'pass'],
	],
	'container-wildcard-publish': [
		[
			'a firewall that closes it',
			{...published('0.0.0.0', '8080', '80/tcp'), host: firewall({forwardRules: [rule('drop')]})},
			'fail',
			'low',
			/closed by the host firewall/,
		],
		[
			'a firewall that closes it to some',
			{...web, host: firewall({forwardRules: [rule('drop', only('source', '10.0.0.0/8', true))]})},
			'fail',
			'medium',
		],
	],
	'container-host-loopback': [
		['a host of which nothing was seen', {HostConfig: {NetworkMode: 'host'}}, 'unknown'],
		[
			'an engine whose process was not seen, by the sockets that the container shares',
			{HostConfig: {NetworkMode: 'host'}, facts: {truth: sharing([5432])}, host: {hostListens: unreadable}},
			'fail',
			'high',
			/1 service/,
		],
		[
			"sockets of another network namespace, where the container's are those that count",
			{HostConfig: {NetworkMode: 'host'}, facts: {truth: sharing([5432])}, host: {hostListens: known([])}},
			'fail',
			'high',
		],
		[
			'a socket of its own, which is no service of the host',
			{HostConfig: {NetworkMode: 'host'}, facts: {truth: sharing([5432], [5432])}, host: {hostListens: known([])}},
			'pass',
		],
	],
	'container-direct-routing': [
		['rules that cannot be read', {...listening, host: firewall({rules: unreadable})}, 'unknown'],
		['sockets that cannot be read', {facts: {networks: [exampleAttachment('shop')]}, host: firewall({})}, 'unknown'],
		['a forward chain that drops', {...listening, host: firewall({forwardRules: [rule('drop')]})}, 'pass'],
		[
			'a forward chain that drops what was not translated',
			{...listening, host: firewall({forwardRules: [rule('drop', untranslated)]})},
			'pass',
		],
		[
			'on the host’s network',
			{...listening, HostConfig: {NetworkMode: 'host'}, facts: {...listening.facts, networks: []}},
			'not-applicable',
		],
		['one that does not run', {...listening, State: {Status: 'exited', Running: false}, host: firewall({})}, 'not-applicable'],
		[
			'a port published on loopback',
			{...listening, ...published('127.0.0.1', '8080', '6379/tcp'), host: firewall({})},
			'fail',
			'medium',
		],
		[
			'a port published on every address',
			{...listening, ...published('0.0.0.0', '8080', '6379/tcp'), host: firewall({})},
			'pass',
		],
	],
	'container-loopback-reach': [
		[
			'loopback of IPv6, which the kernel keeps inside',
			{...published('::1', '80', '80/tcp'), engine: {version: own('26.1.5')}},
			'pass',
		],
		['loopback of IPv4', {...published('127.0.0.1', '80', '80/tcp'), engine: {version: own('26.1.5')}}, 'fail', 'medium'],
		['podman', {...published('127.0.0.1', '80', '80/tcp'), engine: {kind: 'podman', version: own('5.4.2')}}, 'not-applicable'],
		['a version that cannot be read', {...published('127.0.0.1', '80', '80/tcp'), engine: {version: own('dev')}}, 'unknown'],
	],
	'container-privileged-port': [
		[
			'80 where the host allows it to everyone',
			{...published('127.0.0.1', '80', '80/tcp'), host: {sysctls: {'net.ipv4.ip_unprivileged_port_start': own('80')}}},
			'pass',
		],
		[
			'one that the engine will choose',
			{State: {Status: 'created', Running: false}, HostConfig: {PortBindings: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: ''}]}}},
			'pass',
		],
	],
	'container-flat-network': [
		[
			'a crowd',
			{facts: {networks: [exampleAttachment('big', {peers: Array.from({length: 20}, (_, index) => `c${index}`)})]}},
			'fail',
			'medium',
			/21 containers/,
		],
		[
			'a crowd that the bridge keeps apart',
			{
				facts: {
					networks: [exampleAttachment('big', {separated: true, peers: Array.from({length: 20}, (_, index) => `c${index}`)})],
				},
			},
			'pass',
		],
		[
			'the default bridge has its own rule',
			{
				facts: {
					networks: [
						exampleAttachment('bridge', {defaultBridge: true, peers: Array.from({length: 30}, (_, index) => `c${index}`)}),
					],
				},
			},
			'pass',
		],
	],
	'container-neighbours': [
		[
			'kept apart on paper alone',
			{
				facts: {networks: [exampleAttachment('bridge', {defaultBridge: true, peers: ['x']})]},
				engine: {...withoutIcc, warnings: [own('WARNING: bridge-nf-call-iptables is disabled')]},
			},
			'fail',
			'medium',
		],
		[
			'kept apart',
			{facts: {networks: [exampleAttachment('bridge', {defaultBridge: true, peers: ['x']})]}, engine: withoutIcc},
			'pass',
		],
		['alone there', {facts: {networks: [exampleAttachment('bridge', {defaultBridge: true})]}}, 'pass'],
		[
			'with those of its own pod alone, which Podman lists too',
			{
				facts: {networks: [exampleAttachment('podman', {defaultBridge: true, peers: ['f'.repeat(64)]})]},
				engine: {kind: 'podman', defaultBridge: exampleBridge({})},
				HostConfig: {NetworkMode: `container:${'f'.repeat(64)}`},
				others: [{Id: 'f'.repeat(64), Name: '/infra', HostConfig: {NetworkMode: 'bridge'}}],
			},
			'pass',
		],
		[
			'the engine has not said',
			{
				facts: {networks: [exampleAttachment('bridge', {defaultBridge: true, peers: ['x']})]},
				engine: {defaultBridge: unknown('engine:/networks', 'refused')},
			},
			'unknown',
		],
	],
	'container-pinned-hosts': [
		['a private name', {HostConfig: {ExtraHosts: ['db.internal:10.0.0.7']}}, 'info'],
		['the host itself', {HostConfig: {ExtraHosts: ['host.docker.internal:host-gateway']}}, 'info'],
	],
	'container-published-unused': [
		[
			'something listens',
			{
				...published('', '80', '80/tcp'),
				facts: {
					truth: exampleLiveState({
						inNetwork: known([{protocol: 'tcp', family: 6, address: own('::'), port: 80, process: null}]),
					}),
				},
			},
			'pass',
		],
		[
			'a container that joined its network listens there',
			{
				...published('', '80', '80/tcp'),
				facts: {
					truth: exampleLiveState({
						listening: known([]),
						inNetwork: known([{protocol: 'tcp', family: 6, address: own('::'), port: 80, process: null}]),
					}),
				},
			},
			'pass',
		],
		['the sockets cannot be read', {...published('', '80', '80/tcp'), facts: {truth: exampleLiveState({})}}, 'unknown'],
	],
};
