import {known} from '../answers/index.js';
import type {HostFacts} from '../facts/index.js';
import type {HostTree} from './host-tree.js';
import {runProgram} from './run-program.js';

export type FirewallQuestion = {
	/** Processes that are called firewalld. */
	readonly firewalld: readonly number[];
	/** The engine lives in our network namespace: our packet filter is the one that its ports pass. */
	readonly sameNetwork: boolean;
};

/**
 * What stands between the network and published ports. ufw and firewalld are read from files and processes; whether DOCKER-USER and
 * IPv6 filter anything is asked of iptables, as root, for listing alone.
 */
export async function readFirewall(tree: HostTree, {firewalld, sameNetwork}: FirewallQuestion): Promise<HostFacts['firewall']> {
	const asked = sameNetwork && tree.root === '/' && process.getuid?.() === 0;
	const [user, ipv6] = asked
		? await Promise.all([runProgram('iptables', ['-S', 'DOCKER-USER']), ipv6Tables(tree)])
		: [null, null];
	return known({
		ufw: ufwEnabled(tree),
		firewalld: firewalld.length > 0,
		dockerUserFilters: user === null ? null : filters(user),
		ipv6Filtered: ipv6 === null ? null : filters(ipv6),
	});
}

function ufwEnabled(tree: HostTree): boolean | null {
	const text = tree.read('/etc/ufw/ufw.conf');
	return text.known ? /^[ \t]*ENABLED=["']?yes/im.test(text.value ?? '') : null;
}

/** Listing a legacy table loads its module: asked only where that has happened already, or where nf_tables answers. */
async function ipv6Tables(tree: HostTree): Promise<string | null> {
	const [legacy4, legacy6] = ['ip_tables_names', 'ip6_tables_names'].map(file => tree.read(`/proc/net/${file}`));
	const loaded = (names: typeof legacy4) => names?.known === true && (names.value ?? '').includes('filter');
	return loaded(legacy4) && !loaded(legacy6) ? null : runProgram('ip6tables', ['-S']);
}

/** True when a rule or a policy drops or rejects, or jumps to a chain of one's own that may. @source iptables(8), `-S` */
export function filters(listing: string): boolean {
	return listing.split('\n').some(line => /^-P \S+ DROP|^-A .*-j (?:DROP|REJECT)\b/.test(line));
}
