import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {sample} from '../support/slow.js';
import {type FirewallHost, hidden, other, served, startFirewallHost} from './firewall-host.js';
import {cannotLook} from './judged-host.js';

const rules = (name: string): string => readFileSync(join(import.meta.dirname, 'firewall-rules', name), 'utf8');
const restore = (program: 'iptables' | 'ip6tables', name: string): string => `${program}-restore -n <<'END'\n${rules(name)}END\n`;
const ufw = restore('iptables', 'ufw.v4.rules') + restore('ip6tables', 'ufw.v6.rules');
const nft = (table: string): string => `nft -f - <<'END'\n${table}\nEND\n`;
const {bridge, ipv6, hostNetwork, address} = served;

/** Ports whose answer is `unknown` in a scene, and why; the answer for any other is what the other machine meets. */
type Unclear = Readonly<Record<string, RegExp>>;
type Scene = {readonly title: string; readonly script: string; readonly unclear: Unclear};
const scene = (title: string, script: string, unclear: Unclear = {}): Scene => ({title, script, unclear});

const onlyTen = /lets some sources through: 10\.9\.9\.0\/24/;

const scenes: readonly Scene[] = [
	scene('nothing but the rules of the engine', 'true'),
	scene('ufw, which the engine passes by', ufw),
	scene(
		'ufw, and DOCKER-USER closes the port',
		`${ufw}iptables -I DOCKER-USER -i fw0 -p tcp -m conntrack --ctorigdstport ${bridge} -j DROP`,
	),
	scene('DOCKER-USER drops another port', 'iptables -I DOCKER-USER -p tcp -m conntrack --ctorigdstport 9999 -j DROP'),
	scene('DOCKER-USER drops by the port of the container', 'iptables -I DOCKER-USER -i fw0 -p tcp --dport 80 -j DROP'),
	scene(
		'DOCKER-USER names the published port, which nothing has any more',
		`iptables -I DOCKER-USER -p tcp --dport ${bridge} -j DROP`,
	),
	scene('DOCKER-USER drops all that comes in', 'iptables -I DOCKER-USER -i fw0 -j DROP'),
	scene('DOCKER-USER lets one network through', 'iptables -I DOCKER-USER -i fw0 ! -s 10.9.9.0/24 -j DROP', {
		[`${bridge}/4`]: onlyTen,
		[`${ipv6}/4`]: onlyTen,
		[`${address}/4`]: onlyTen,
	}),
	scene('DOCKER-USER keeps one network out', 'iptables -I DOCKER-USER -s 10.9.9.0/24 -j DROP'),
	scene(
		'ip6tables drops, iptables does not',
		'ip6tables -P INPUT DROP; ip6tables -P FORWARD DROP; ip6tables -F FORWARD; ip6tables -A INPUT -p ipv6-icmp -j ACCEPT',
	),
	scene(
		'a native chain drops at forward, for both families',
		nft(
			`table inet guard { chain forward { type filter hook forward priority 10; policy accept; iifname "fw0" ct state new drop; }; }`,
		),
	),
	scene(
		'a native chain accepts at forward, where FORWARD drops',
		`iptables -I FORWARD -j DROP; ${nft('table inet guard { chain forward { type filter hook forward priority -10; accept; }; }')}`,
	),
	scene(
		'a native chain drops a port before it is translated',
		nft(
			`table inet guard { set closed { type inet_service; elements = { ${bridge}, ${hostNetwork} }; }
			chain early { type filter hook prerouting priority -200; iifname != "lo" tcp dport @closed drop; }; }`,
		),
	),
	scene(
		'a native chain lets nothing be forwarded',
		nft(
			`table inet guard { chain forward { type filter hook forward priority filter; policy drop; ct state established,related accept; oifname "fw0" accept; }; }`,
		),
	),
	scene(
		'a native verdict map decides by the port',
		nft(
			`table ip dockscope { chain closed { drop; }
			chain forward { type filter hook forward priority 5; ct original proto-dst vmap { ${bridge} : jump closed, ${address} : accept }; }; }`,
		),
	),
	scene('firewalld, which lets translated packets through', nft(rules('firewalld.nft'))),
	scene(
		'a limit, of which nobody knows whether it is reached',
		'iptables -I DOCKER-USER -i fw0 -m hashlimit --hashlimit-name x --hashlimit-above 900000/sec --hashlimit-mode srcip -j DROP',
		{[`${bridge}/4`]: /hashlimit/, [`${ipv6}/4`]: /hashlimit/, [`${address}/4`]: /hashlimit/},
	),
	scene(
		'marks decide',
		'iptables -t mangle -A PREROUTING -i fw0 -p tcp --dport 8080 -j MARK --set-mark 0x20; iptables -I DOCKER-USER -m mark --mark 0x20/0x20 -j DROP',
	),
];

/** Written after the evaluator, which was not changed for them. */
const heldBack: readonly Scene[] = [
	scene(
		'a chain of one device drops a port at ingress',
		nft(
			`table netdev guard { chain early { type filter hook ingress device "fw0" priority 0; tcp dport { ${bridge}, ${hostNetwork} } drop; }; }`,
		),
	),
	scene(
		'the raw table lets a range of addresses through',
		`iptables -t raw -N shut; iptables -t raw -A shut -m iprange ! --src-range 10.9.9.0-10.9.9.200 -j DROP
		iptables -t raw -A PREROUTING -i fw+ -p tcp -m multiport --dports 8079:${ipv6} -g shut`,
		{[`${bridge}/4`]: /lets some sources through: 10\.9\.9\.0\/25/, [`${ipv6}/4`]: /lets some sources through: 10\.9\.9\.0\/25/},
	),
	scene(
		'marks of a native table decide at input and at forward',
		nft(
			`table inet guard { chain early { type filter hook prerouting priority mangle; iifname "fw0" tcp dport { ${bridge}, ${hostNetwork} } meta mark set 7; }
			chain forward { type filter hook forward priority filter; meta mark 7 ct state new reject; }
			chain input { type filter hook input priority filter; meta mark & 0xf == 7 drop; }; }`,
		),
	),
	scene(
		'two halves of all addresses are dropped',
		'iptables -I DOCKER-USER -i fw0 -s 0.0.0.0/1 -j DROP; iptables -I DOCKER-USER -i fw0 -s 128.0.0.0/1 -j REJECT',
	),
	scene(
		'a dormant table does nothing, an accept ends only its own chain',
		nft(
			`table inet guard { flags dormant; chain forward { type filter hook forward priority 0; policy drop; }; }
			table inet other { chain a { type filter hook forward priority -5; accept; }
			chain b { type filter hook forward priority -4; ct original proto-dst ${address} drop; }; }`,
		),
	),
];

const probes = Object.values(served).flatMap(port => ([4, 6] as const).map(family => ({port, family})));

describe.skipIf(cannotLook)('what the firewall lets through', () => {
	let host: FirewallHost;
	beforeAll(async () => {
		host = await startFirewallHost();
	});
	afterEach(() => host.reset());
	afterAll(() => host?.stop());

	it.each(sample([...scenes, ...heldBack], 2))('$title', async ({script, unclear}) => {
		await host.onHost(script);
		const [seen, ...met] = await Promise.all([host.look(), ...probes.map(meet)]);
		const said = probes.map(({port, family}) => {
			const answer = seen.answer(port, family);
			const why = unclear[`${port}/${family}`];
			if (why === undefined)
				return `${port}/${family} ${answer.answer}${answer.answer === 'unknown' ? `: ${answer.reason.reason}` : ''}`;
			expect(answer.answer === 'unknown' && answer.reason.reason).toMatch(why);
			return `${port}/${family} unclear`;
		});
		expect(said).toEqual(probes.map((probe, index) => `${probe.port}/${probe.family} ${met[index]}`));

		/** `closed` where no address of the other machine comes through, `open` where its usual one does. */
		async function meet({port, family}: (typeof probes)[number]): Promise<string> {
			const why = unclear[`${port}/${family}`];
			if (why !== undefined) return 'unclear';
			if (await host.connects({port, family})) return 'open';
			return family === 4 && (await host.connects({port, family, from: other.behind})) ? 'open to some' : 'closed';
		}
	});

	it('is not known from another network namespace', async () => {
		const seen = await host.look({inside: false});
		for (const {port, family} of probes)
			expect(seen.answer(port, family)).toMatchObject({answer: 'unknown', reason: {reason: /another network namespace/}});
	});

	it.each(['ACCEPT', 'DROP'])('reaches ports that are not published through a FORWARD policy of %s, or not', async policy => {
		await host.onHost(`iptables -P FORWARD ${policy}`);
		const [verdicts, met] = await Promise.all([host.verdicts(hidden), host.routes()]);
		expect(met).toBe(policy === 'ACCEPT');
		expect(verdicts.get('container-direct-routing')).toBe(met ? 'fail' : 'pass');
	});

	it('is judged by what the kernel lets through', async () => {
		await host.onHost(ufw);
		expect((await host.verdicts('bridge')).get('container-firewall-bypass')).toBe('fail');
		await host.onHost('iptables -I DOCKER-USER -i fw0 -j DROP');
		const closed = await host.verdicts('bridge');
		expect(['firewall-bypass', 'ipv6-publish'].map(rule => closed.get(`container-${rule}`))).toEqual(['pass', 'pass']);
	});

	it('is looked at without changing or loading anything', async () => {
		const state =
			'nft list ruleset | sed "s/packets [0-9]* bytes [0-9]*//"; cat /proc/net/ip_tables_names /proc/net/ip6_tables_names || true';
		const before = await host.onHost(state);
		await host.look();
		expect(await host.onHost(state)).toBe(before);
	});
});
