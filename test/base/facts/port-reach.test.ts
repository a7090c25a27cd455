import {describe, expect, it} from 'vitest';
import {known, unknown} from '../../../src/base/answers/index.js';
import type {ListeningSocket, PacketMatch} from '../../../src/base/facts/index.js';
import {portReach} from '../../../src/base/facts/port-reach.js';
import {reachWords} from '../../../src/base/facts/reach-words.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {openFirewall} from '../../../src/judge/rules/shared/example-firewall.js';
import {exampleAttachment} from '../../../src/judge/rules/shared/examples.js';
import {containerScope} from '../../support/example-scope.js';

const socket = (port: number, address = '0.0.0.0'): ListeningSocket => ({
	protocol: 'tcp',
	family: 4,
	address: trusted(address),
	port,
	process: trusted('httpd'),
});
const listens = (...sockets: readonly ListeningSocket[]) => ({
	sockets: {own: known(sockets), inNetwork: known(sockets)},
});
const published = (...addresses: readonly (readonly [address: string, hostPort: number])[]): ContainerExample => ({
	NetworkSettings: {
		Ports: {'80/tcp': addresses.map(([HostIp, hostPort]) => ({HostIp, HostPort: String(hostPort)}))},
	},
	facts: listens(socket(80)),
});
const drop = (...matches: PacketMatch[]) => ({text: trusted('-j DROP'), matches, action: {do: 'drop'}}) as const;
const accept = (...matches: PacketMatch[]) => ({text: trusted('-j ACCEPT'), matches, action: {do: 'accept'}}) as const;
const not = (on: PacketMatch['on'], value: string): PacketMatch => ({on, not: true, values: [trusted(value)]});
const firewall = (...rules: ReturnType<typeof drop>[]) => ({firewall: openFirewall({forwardRules: rules})});

/** `0.0.0.0:8080 open to any network` of each place. */
function said(example: ContainerExample): string[] {
	const {container, host} = containerScope(example);
	return portReach(container, host).map(
		one => `${one.at === null ? `port ${one.port.port}` : `${one.at.address}:${one.at.hostPort}`} ${reachWords(one)}`,
	);
}

const everywhere = published(['0.0.0.0', 8080]);

describe('who can reach a port', () => {
	it.each<[string, ContainerExample, readonly string[]]>([
		['an open firewall', {...everywhere, host: firewall()}, ['0.0.0.0:8080 open to any network']],
		['a firewall that closes it', {...everywhere, host: firewall(drop())}, ['0.0.0.0:8080 closed by the host firewall']],
		[
			'a firewall that lets one network through',
			{...everywhere, host: firewall(drop(not('source', '10.0.0.0/8')))},
			['0.0.0.0:8080 open only to 10.0.0.0/8'],
		],
		[
			'a firewall that lets one network of each family through',
			{
				HostConfig: {NetworkMode: 'host'},
				facts: listens({...socket(80, '::'), family: 6}),
				host: {
					firewall: openFirewall(
						{inputRules: ['10.0.0.0/8', 'fd00::/8'].map(from => accept({on: 'source', not: false, values: [trusted(from)]}))},
						'ip6tables filter',
					),
				},
			},
			[':::80 open only to 10.0.0.0/8 and fd00::/8'],
		],
		[
			'a firewall that cannot be read',
			{...everywhere, host: {firewall: openFirewall({rules: unknown('host:firewall', 'permission denied')})}},
			['0.0.0.0:8080 may be open to any network (firewall not seen)'],
		],
		['another machine', everywhere, ['0.0.0.0:8080 may be open to any network (firewall not seen)']],
		[
			'sockets that were not seen',
			{...everywhere, facts: {}, host: firewall()},
			['0.0.0.0:8080 may be open to any network (sockets not seen)'],
		],
		[
			'sockets that were not seen behind a firewall that closes the port',
			{...everywhere, facts: {}, host: firewall(drop())},
			['0.0.0.0:8080 closed by the host firewall'],
		],
		['neither was seen', {...everywhere, facts: {}}, ['0.0.0.0:8080 may be open to any network (firewall and sockets not seen)']],
		['no listener', {...everywhere, facts: listens(), host: firewall()}, ['0.0.0.0:8080 nothing listens']],
		[
			'a listener on its own loopback address',
			{...everywhere, facts: listens(socket(80, '127.0.0.1')), host: firewall()},
			['0.0.0.0:8080 listens on loopback only'],
		],
		[
			'a container that does not run',
			{
				...everywhere,
				HostConfig: {PortBindings: {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '8080'}]}},
				State: {Status: 'exited', Running: false},
				host: firewall(),
			},
			['0.0.0.0:8080 not running'],
		],
		[
			'one port published twice: each number has its own answer',
			{...published(['127.0.0.1', 8099], ['0.0.0.0', 8080], ['192.0.2.7', 8081]), host: firewall()},
			['127.0.0.1:8099 this host only', '0.0.0.0:8080 open to any network', '192.0.2.7:8081 closed by the host firewall'],
		],
		[
			'a port that is not published',
			{facts: {...listens(socket(6379)), networks: [exampleAttachment('shop')]}, host: firewall(drop())},
			['port 6379 containers on its networks'],
		],
		[
			'a port that is not published, on a host that forwards to it',
			{facts: {...listens(socket(6379)), networks: [exampleAttachment('shop')]}, host: firewall()},
			['port 6379 reachable by routing through this host'],
		],
		[
			"each socket on the host's network, which may be on one address",
			{HostConfig: {NetworkMode: 'host'}, facts: listens(socket(9100, '127.0.0.1'), socket(9101)), host: firewall()},
			['127.0.0.1:9100 this host only', '0.0.0.0:9101 closed by the host firewall'],
		],
	])('%s', (_, example, words) => expect(said(example)).toEqual(words));

	it('names the rule that closes it', () => {
		const {container, host} = containerScope({...everywhere, host: firewall(drop())});
		expect(portReach(container, host)[0]?.evidence).toEqual([
			{source: 'host', path: 'iptables filter FORWARD', value: '-j DROP'},
		]);
	});
});
