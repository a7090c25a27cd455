import {
	type Chain,
	type Firewall,
	type HostInterface,
	type Known,
	known,
	type PacketFilter,
	type PacketRule,
	trusted,
} from '../../../base/index.js';

const outward: HostInterface = {
	name: trusted('eth0'),
	addresses: [trusted('192.0.2.7/24'), trusted('2001:db8::7/64')],
	defaultRoute: [4, 6],
	internal: false,
};
const bridge: HostInterface = {name: trusted('docker0'), addresses: [trusted('172.17.0.1/16')], defaultRoute: [], internal: true};

const translate: PacketRule = {
	text: trusted('-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80'),
	matches: [{on: 'port', not: false, values: [trusted('8080')]}],
	action: {do: 'dnat', address: trusted('172.17.0.2'), port: 80},
};

const chain = (table: string, name: string, hook: 'prerouting' | 'input' | 'forward', rules: Chain['rules']): Chain => ({
	table: trusted(table),
	family: table.startsWith('ip6') ? 'ip6' : 'ip',
	name: trusted(name),
	base: {hook, priority: table.endsWith('nat') ? -100 : 0, drops: hook === 'input', nat: table.endsWith('nat'), devices: []},
	rules,
});

type Parts = Partial<Firewall> & {readonly forwardRules?: Chain['rules']; readonly inputRules?: Chain['rules']};

/**
 * A host whose firewall denies every IPv4 port to its own programs, and lets through what the engine forwards, but for `forwardRules`.
 *
 * @param parts  laid over it
 * @param inputTables  those whose input chain drops
 */
export function openFirewall(
	{forwardRules = [], inputRules = [], ...parts}: Parts,
	...inputTables: readonly string[]
): Known<Firewall> {
	const filter: PacketFilter = {
		interfaces: [outward, bridge],
		forwarding: {ipv4: true, ipv6: true},
		chains: [
			chain('iptables nat', 'PREROUTING', 'prerouting', [translate]),
			...['iptables filter', ...inputTables].map(table => chain(table, 'INPUT', 'input', inputRules)),
			chain('iptables filter', 'FORWARD', 'forward', forwardRules),
		],
		unlisted: null,
	};
	return known({ufw: false, firewalld: false, rules: known(filter), ...parts});
}
