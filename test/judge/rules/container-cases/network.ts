import {known, unknown} from '../../../../src/base/answers/index.js';
import type {PacketMatch} from '../../../../src/base/facts/index.js';
import {trusted} from '../../../../src/base/text/safe-text.js';
import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {openFirewall} from '../../../../src/judge/rules/shared/example-firewall.js';
import {exampleAttachment, exampleBridge, exampleSockets} from '../../../../src/judge/rules/shared/examples.js';
import {type Cases, row} from '../rule-cases.js';
import {published} from './case.js';

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
const attached = (...given: Parameters<typeof exampleAttachment>) => ({facts: {networks: [exampleAttachment(...given)]}});
const peers = (count: number) => Array.from({length: count}, (_, index) => `c${index}`);
/** What is seen to listen in its network namespace. */
const socketAt = (port: number) =>
	exampleSockets({inNetwork: known([{protocol: 'tcp', family: 6, address: trusted('::'), port, process: null}])});
const listening: ContainerExample = {facts: {...attached('shop').facts, sockets: socketAt(6379)}};
const stopped = {Status: 'exited', Running: false};
const withOneNeighbour = attached('bridge', {defaultBridge: true, peers: ['x']});
const untranslated: PacketMatch = {on: 'translated', not: true, values: []};
const unreadable = unknown('host:firewall', 'permission denied');
const web = published('', '8080', '80/tcp');
const onLoopback = published('127.0.0.1', '80', '80/tcp');
const rule = (action: 'accept' | 'drop' | 'not-understood', ...matches: PacketMatch[]) => ({
	text: trusted(action),
	matches,
	action: {do: action},
});
const only = (on: PacketMatch['on'], value: string, not = false): PacketMatch => ({on, not, values: [trusted(value)]});
const firewall = (...given: Parameters<typeof openFirewall>) => ({firewall: openFirewall(...given)});

const loopbackSocket = (port: number) =>
	({protocol: 'tcp', family: 4, address: trusted('127.0.0.1'), port, process: null}) as const;
/** On the host's network: what listens there, and which of these ports are its own. */
const sharing = (ports: readonly number[], its: readonly number[] = []) =>
	exampleSockets({own: known(its.map(loopbackSocket)), inNetwork: known(ports.map(loopbackSocket))});

/** Who can reach the container. */
export const networkCases: Cases<ContainerExample> = {
	'container-default-bridge': [
		row('a swarm task, which reports bridge and is on an overlay', 'pass', {
			HostConfig: {NetworkMode: 'bridge'},
			NetworkSettings: {Networks: {ingress: {NetworkID: 'n9'}}},
		}),
		row('both', 'fail', {
			HostConfig: {NetworkMode: 'bridge'},
			NetworkSettings: {Networks: {bridge: {NetworkID: 'n0'}, shop: {NetworkID: 'n1'}}},
		}),
		row('an answer without networks', 'fail', {HostConfig: {NetworkMode: 'default'}, NetworkSettings: {}}),
		row('an engine without a default bridge, which reports bridge anyway', 'not-applicable', {
			HostConfig: {NetworkMode: 'bridge'},
			NetworkSettings: {Networks: {bridge: {NetworkID: ''}}},
			engine: {defaultBridge: known(null)},
		}),
	],
	'container-firewall-bypass': [
		row('a remote engine', 'unknown', web),
		row('no manager, and rules that cannot be read', 'unknown', {...web, host: firewall({rules: unreadable})}),
		row('managers that cannot be seen', 'unknown', {...web, host: firewall({ufw: null})}),
		row('rules that cannot be read', 'unknown', {...web, host: firewall({ufw: true, rules: unreadable})}),
		row('a rule of another port', 'high', {
			...web,
			host: firewall({ufw: true, forwardRules: [rule('drop', only('port', '81'))]}),
		}),
		row('a rule of this port', 'pass', {...web, host: firewall({ufw: true, forwardRules: [rule('drop', only('port', '80'))]})}),
		row('a rule that lets one network through', 'pass', {
			...web,
			host: firewall({ufw: true, forwardRules: [rule('drop', only('source', '10.0.0.0/8', true))]}),
		}),
		row('a rule that is not understood', 'unknown', {
			...web,
			host: firewall({ufw: true, forwardRules: [rule('not-understood')]}),
		}),
		row('a port that ufw allows', 'pass', {
			...web,
			host: firewall({ufw: true, inputRules: [rule('accept', only('port', '8080'))]}),
		}),
		row('another firewall', ['high', /rules for the host/], {...web, host: firewall({})}),
		row('no firewall', 'not-applicable', {...web, host: firewall({inputRules: [rule('accept')]})}),
		row('a specific address', 'high', {...published('192.0.2.7', '8080', '80/tcp'), host: firewall({ufw: true})}),
		row('a stopped container', 'unknown', {...web, State: stopped, host: firewall({ufw: true})}),
	],
	'container-ipv6-publish': [
		row('an address without IPv6 rules', 'medium', {...onBoth, host: firewall({})}),
		row('rules that cannot be read', 'unknown', {...onBoth, host: firewall({rules: unreadable})}),
		row('an input chain that drops', 'pass', {...onBoth, host: {firewall: openFirewall({}, 'ip6tables filter')}}),
	],
	'container-wildcard-publish': [
		row('a firewall that closes it', ['low', /closed by the host firewall/], {
			...published('0.0.0.0', '8080', '80/tcp'),
			host: firewall({forwardRules: [rule('drop')]}),
		}),
		row('a firewall that closes it for some sources', 'medium', {
			...web,
			host: firewall({forwardRules: [rule('drop', only('source', '10.0.0.0/8', true))]}),
		}),
	],
	'container-host-loopback': [
		row('a host of which nothing was seen', 'unknown', {HostConfig: {NetworkMode: 'host'}}),
		row('an engine whose process was not seen, by the sockets that the container shares', ['high', /1 service/], {
			HostConfig: {NetworkMode: 'host'},
			facts: {sockets: sharing([5432])},
			host: {hostListens: unreadable},
		}),
		row("sockets of another network namespace, where the container's are those that count", 'high', {
			HostConfig: {NetworkMode: 'host'},
			facts: {sockets: sharing([5432])},
			host: {hostListens: known([])},
		}),
		row('a socket of its own, which is no service of the host', 'pass', {
			HostConfig: {NetworkMode: 'host'},
			facts: {sockets: sharing([5432], [5432])},
			host: {hostListens: known([])},
		}),
	],
	'container-direct-routing': [
		row('rules that cannot be read', 'unknown', {...listening, host: firewall({rules: unreadable})}),
		row('sockets that cannot be read', 'unknown', {...attached('shop'), host: firewall({})}),
		row('a forward chain that drops', 'pass', {...listening, host: firewall({forwardRules: [rule('drop')]})}),
		row('a forward chain that drops what was not translated', 'pass', {
			...listening,
			host: firewall({forwardRules: [rule('drop', untranslated)]}),
		}),
		row('on the host’s network', 'not-applicable', {
			...listening,
			HostConfig: {NetworkMode: 'host'},
			facts: {...listening.facts, networks: []},
		}),
		row('a stopped container', 'not-applicable', {...listening, State: stopped, host: firewall({})}),
		row('a port published on loopback', 'medium', {
			...listening,
			...published('127.0.0.1', '8080', '6379/tcp'),
			host: firewall({}),
		}),
		row('a port published on every address', 'pass', {
			...listening,
			...published('0.0.0.0', '8080', '6379/tcp'),
			host: firewall({}),
		}),
	],
	'container-loopback-reach': [
		row('IPv6 loopback, which the kernel never routes', 'pass', {
			...published('::1', '80', '80/tcp'),
			engine: {version: trusted('26.1.5')},
		}),
		row('IPv4 loopback', 'medium', {...onLoopback, engine: {version: trusted('26.1.5')}}),
		row('podman', 'not-applicable', {...onLoopback, engine: {kind: 'podman', version: trusted('5.4.2')}}),
		row('a version that cannot be read', 'unknown', {...onLoopback, engine: {version: trusted('dev')}}),
	],
	'container-privileged-port': [
		row('80 where the host allows every user to bind it', 'pass', {
			...onLoopback,
			host: {sysctls: {'net.ipv4.ip_unprivileged_port_start': trusted('80')}},
		}),
		row('a port that the engine will choose', 'pass', {
			State: {Status: 'created', Running: false},
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: ''}]}},
		}),
	],
	'container-flat-network': [
		row('many containers', ['medium', /21 containers/], {...attached('big', {peers: peers(20)})}),
		row('many containers that the bridge isolates', 'pass', {...attached('big', {separated: true, peers: peers(20)})}),
		row('the default bridge has its own rule', 'pass', {...attached('bridge', {defaultBridge: true, peers: peers(30)})}),
	],
	'container-neighbours': [
		row('isolated on paper only', 'medium', {
			...withOneNeighbour,
			engine: {...withoutIcc, warnings: [trusted('WARNING: bridge-nf-call-iptables is disabled')]},
		}),
		row('isolated', 'pass', {...withOneNeighbour, engine: withoutIcc}),
		row('the only container', 'pass', {...attached('bridge', {defaultBridge: true})}),
		row('with its own pod only, which Podman lists too', 'pass', {
			...attached('podman', {defaultBridge: true, peers: ['f'.repeat(64)]}),
			engine: {kind: 'podman', defaultBridge: exampleBridge({})},
			HostConfig: {NetworkMode: `container:${'f'.repeat(64)}`},
			others: [{Id: 'f'.repeat(64), Name: '/infra', HostConfig: {NetworkMode: 'bridge'}}],
		}),
		row('not reported by the engine', 'unknown', {
			...withOneNeighbour,
			engine: {defaultBridge: unknown('engine:/networks', 'refused')},
		}),
	],
	'container-pinned-hosts': [
		row('a private name', 'info', {HostConfig: {ExtraHosts: ['db.internal:10.0.0.7']}}),
		row('the host itself', 'info', {HostConfig: {ExtraHosts: ['host.docker.internal:host-gateway']}}),
	],
	'container-published-unused': [
		row('something listens', 'pass', {...published('', '80', '80/tcp'), facts: {sockets: socketAt(80)}}),
		row('a container that joined its network listens there', 'pass', {
			...published('', '80', '80/tcp'),
			facts: {sockets: {...socketAt(80), own: known([])}},
		}),
		row('the sockets cannot be read', 'unknown', {...published('', '80', '80/tcp'), facts: {sockets: exampleSockets({})}}),
	],
};
