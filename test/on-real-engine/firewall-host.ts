import {resolve} from 'node:path';
import {firewallAnswer} from '../../src/base/facts/firewall/firewall-answer.js';
import type {ContainerFacts, HostFacts} from '../../src/base/facts/index.js';
import {bracketed} from '../../src/base/text/bracketed.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import {openSnapshot} from '../../src/judge/snapshot/open-snapshot.js';
import {busyboxImage} from '../support/images.js';
import {type NetworkNamespace, newNetworkNamespace} from '../support/network-namespace.js';
import {type PrivateEngine, runProgram, startPrivateEngine} from '../support/private-engine.js';
import {program} from '../support/run-cli.js';

/** A host with an engine, and another machine on its network. */
export type FirewallHost = {
	readonly engine: PrivateEngine;
	/** The one that its containers run. */
	readonly image: string;
	/** Runs a script of the shell in the host's network namespace. */
	onHost(script: string): Promise<string>;
	/** Whether the other machine gets an answer. */
	connects(probe: Probe): Promise<boolean>;
	/** Whether the other machine, which has a route to it, gets an answer of the container that publishes nothing. */
	routes(): Promise<boolean>;
	/** What dockscope sees, as root in the host's network namespace, or outside of it. */
	look(where?: {inside: boolean}): Promise<Look>;
	/** What the audit says of a container, there, by rule. */
	verdicts(container: string): Promise<ReadonlyMap<string, string>>;
	/** The whole report of the audit, there or outside of it. */
	audit(container: string, where?: {inside: boolean}): Promise<AuditJson>;
	/** Takes back every rule that was made since the start. */
	reset(): Promise<void>;
	stop(): Promise<void>;
};

export type Probe = {readonly port: number; readonly family: 4 | 6; readonly from?: string};

export type Look = {
	readonly host: HostFacts | null;
	readonly containers: readonly ContainerFacts[];
	/** By the port of the host. */
	answer(hostPort: number, family: 4 | 6): ReturnType<typeof firewallAnswer>;
};

/** Containers by the port on which the host answers for them. */
export const served = {bridge: 8080, ipv6: 8081, hostNetwork: 8082, address: 8083} as const;

/** The container that publishes nothing. */
export const hidden = 'hidden';

/** The other machine's usual address in each family, and one of a network behind it. */
export const other = {4: '198.51.100.2', 6: '2001:db8:51::2', behind: '10.9.9.9'} as const;
const ours = {4: '198.51.100.1', 6: '2001:db8:51::1'} as const;

/** @param more  options and command of another container, between which the image goes: its rules stay through every `reset` */
export async function startFirewallHost(more?: {
	readonly options: readonly string[];
	readonly command: readonly string[];
}): Promise<FirewallHost> {
	const engine = await startPrivateEngine({daemonJson: {experimental: true, ip6tables: true}});
	const client = await newNetworkNamespace();
	await connect(engine, client);
	const image = await busyboxImage(engine);
	const run = ['run', '--detach', '--stop-signal', 'KILL'];
	const serve = (port: number) => [image, 'httpd', '-f', '-p', String(port), '-h', '/etc'];
	await engine.docker('network', 'create', '--ipv6', '--subnet', 'fd00:51::/64', 'six');
	await engine.docker(...run, '--name', 'bridge', '--publish', `${served.bridge}:80`, ...serve(80));
	await engine.docker(...run, '--network', 'six', '--publish', `${served.ipv6}:80`, ...serve(80));
	await engine.docker(...run, '--network', 'host', ...serve(served.hostNetwork));
	await engine.docker(...run, '--publish', `${ours[4]}:${served.address}:80`, ...serve(80));
	await engine.docker(...run, '--name', hidden, ...serve(80));
	if (more !== undefined) await engine.docker(...run, ...more.options, image, ...more.command);
	const routed = await engine.docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', hidden);
	const onHost = (script: string) => engine.inNetwork('sh', '-euc', script);
	const before = `${engine.dir}/rules`;
	await onHost(`iptables-save >${before}.v4; ip6tables-save >${before}.v6`);
	return {
		engine,
		image,
		onHost,
		async connects({port, family, from = other[family]}) {
			return gets(client, `http://${bracketed(ours[family])}:${port}/passwd`, '--interface', from);
		},
		routes: () => gets(client, `http://${routed}/passwd`),
		look: ({inside: isInside} = {inside: true}) => look(engine, isInside),
		async verdicts(container) {
			const {verdicts} = await audit(engine, container, true);
			return new Map(verdicts.map(({rule, verdict}) => [rule, verdict]));
		},
		audit: (container, {inside: isInside} = {inside: true}) => audit(engine, container, isInside),
		async reset() {
			const native = await onHost('nft list tables');
			const made = native.split('\n').filter(line => /^table (inet|netdev|bridge) |^table ip6? dockscope/.test(line));
			await onHost(
				[
					...made.map(line => `nft delete ${line}`),
					'iptables -t raw -F; iptables -t raw -X; iptables -t mangle -F',
					`iptables-restore <${before}.v4; ip6tables-restore <${before}.v6`,
				].join('\n'),
			);
		},
		async stop() {
			await engine.stop();
			client.release();
		},
	};
}

const inside = ({holder}: NetworkNamespace, command: readonly string[]): Promise<string> =>
	runProgram('nsenter', ['-n', '-t', String(holder), ...command], {PATH: process.env['PATH'] ?? ''});

async function gets(client: NetworkNamespace, url: string, ...options: readonly string[]): Promise<boolean> {
	const answer = inside(client, ['curl', '--silent', '--max-time', '1.5', '--noproxy', '*', ...options, url]);
	return (await answer.catch(() => '')).includes('root:x:0:0');
}

export type AuditJson = {
	readonly verdicts: readonly {
		readonly rule: string;
		readonly verdict: string;
		readonly severity: string;
		readonly detail?: string;
		readonly title: string;
		readonly evidence: readonly {readonly source: string; readonly path: string; readonly value: unknown}[];
	}[];
	readonly targets: readonly {
		readonly badges: readonly string[];
		readonly attackPaths: readonly {readonly severity: string; readonly steps: readonly string[]}[];
	}[];
};

async function audit(engine: PrivateEngine, container: string, isInside: boolean): Promise<AuditJson> {
	return JSON.parse(
		await runDockscope(engine, isInside, ['audit', container, '--host', engine.host, '--format', 'json']),
	) as AuditJson;
}

/** dockscope, in the host's network namespace or outside of it. */
const runDockscope = (engine: PrivateEngine, isInside: boolean, args: readonly string[]): Promise<string> =>
	isInside
		? engine.inNetwork(process.execPath, resolve(program), ...args)
		: runProgram(process.execPath, [resolve(program), ...args], {PATH: process.env['PATH'] ?? '', HOME: engine.dir});

/** A cable from the host (fw0) to the other machine, by which the host's default routes lead. */
async function connect(engine: PrivateEngine, client: NetworkNamespace): Promise<void> {
	const [v4, v6] = [ours[4], ours[6]];
	await engine.inNetwork(
		...['sh', '-euc'],
		`ip link add fw0 type veth peer name fw1 netns ${client.holder}
		ip address add ${v4}/24 dev fw0; ip address add ${v6}/64 dev fw0 nodad; ip link set fw0 up
		ip route add default via ${other[4]}; ip -6 route add default via ${other[6]}`,
	);
	await inside(client, [
		...['sh', '-euc'],
		`ip address add ${other[4]}/24 dev fw1; ip address add ${other[6]}/64 dev fw1 nodad
		ip address add ${other.behind}/32 dev fw1; ip link set fw1 up
		ip route add 172.17.0.0/16 via ${v4}`,
	]);
}

async function look(engine: PrivateEngine, isInside: boolean): Promise<Look> {
	const text = await runDockscope(engine, isInside, ['snapshot', '--host', engine.host, '--output', '-']);
	const {reader, host} = openSnapshot(text, 'firewall.json');
	const fleet = openFleet(reader, {recordedHost: host});
	try {
		await fleet.start();
		const containers = fleet.model().entries.flatMap(({assessed}) => (assessed === null ? [] : [assessed.facts]));
		return {
			host,
			containers,
			answer(hostPort, family) {
				for (const container of containers) {
					const onHost = container.namespaces.network.kind === 'host' && hostPort === served.hostNetwork;
					const port = onHost
						? {...emptyPort, port: hostPort}
						: container.ports.find(({published}) => published.some(one => one.hostPort === hostPort));
					if (port !== undefined) return firewallAnswer(host, container, port, family);
				}
				throw new Error(`nothing is published on ${hostPort}`);
			},
		};
	} finally {
		fleet.close();
	}
}

const emptyPort = {protocol: 'tcp', exposed: false, published: [], reach: 'none', service: null, administrative: false} as const;
