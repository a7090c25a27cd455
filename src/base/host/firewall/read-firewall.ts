import {type Known, known, unknown} from '../../answers/index.js';
import type {HostFacts, PacketFilter} from '../../facts/index.js';
import {type SafeText, trusted} from '../../text/safe-text.js';
import type {HostTree} from '../host-tree.js';
import {hasProgram, longList, runProgram} from '../run-program.js';
import {readInterfaces} from './interfaces.js';
import {type IptablesListing, parseIptablesSave} from './iptables-save.js';
import {parseNftRuleset} from './nft-list.js';

export type FirewallQuestion = {
	/** Processes that are called firewalld. */
	readonly firewalld: readonly number[];
	/** The engine lives in our network namespace: our packet filter is the one that its ports pass. */
	readonly sameNetwork: boolean;
};

/**
 * What stands between the network and published ports. ufw and firewalld are read from files and processes, the rules of the kernel
 * from the programs that list them, as root. Nothing is changed, and no table is loaded by looking.
 */
export async function readFirewall(tree: HostTree, {firewalld, sameNetwork}: FirewallQuestion): Promise<HostFacts['firewall']> {
	return known({
		ufw: ufwEnabled(tree),
		firewalld: firewalld.length > 0,
		rules: await readRules(tree, sameNetwork),
	});
}

function ufwEnabled(tree: HostTree): boolean | null {
	const text = tree.read('/etc/ufw/ufw.conf');
	return text.known ? /^[ \t]*ENABLED=["']?yes/im.test(text.value ?? '') : null;
}

const blind = (reason: string) => unknown('host:firewall', reason);

async function readRules(tree: HostTree, sameNetwork: boolean): Promise<Known<PacketFilter>> {
	if (tree.root !== '/') return blind('no program is asked about an authored tree');
	if (process.getuid?.() !== 0) return blind('permission denied: run dockscope as root to see the rules');
	if (!sameNetwork) return blind('the engine is in another network namespace, or its process is not seen');
	const [ipv4, ipv6] = await Promise.all([listIptables(tree, 'iptables'), listIptables(tree, 'ip6tables')]);
	if (!ipv4.known) return ipv4;
	if (!ipv6.known) return ipv6;
	const listings = [...ipv4.value, ...ipv6.value];
	const native = await listNft(listings);
	if (!native.known) return native;
	return known({
		interfaces: readInterfaces(
			tree,
			listings.flatMap(({chains}) => chains),
		),
		forwarding: {ipv4: forwards(tree, 'ipv4'), ipv6: forwards(tree, 'ipv6')},
		chains: [...listings.flatMap(({chains}) => chains), ...(native.value ?? [])],
		unlisted: native.value === null ? whyUnlisted(tree) : null,
	});
}

/**
 * The tables of iptables, and those of its older variant where both are in use.
 *
 * `iptables -L` and `-S` load the legacy table that they list; `iptables-save` without a table lists those that are loaded, and loads none.
 *
 * @source iptables/iptables-save.c (for_each_table), iptables/nft.c (nft_for_each_table)
 */
async function listIptables(tree: HostTree, program: 'iptables' | 'ip6tables'): Promise<Known<readonly IptablesListing[]>> {
	const names = tree.read(`/proc/net/${program === 'iptables' ? 'ip' : 'ip6'}_tables_names`);
	const isLegacyLoaded = names.known && (names.value ?? '').trim() !== '';
	const save = `${program}-save` as const;
	const listings: IptablesListing[] = [];
	if (hasProgram(save)) {
		const listing = await listed(save, program);
		if (!listing.known) return listing;
		listings.push(listing.value);
	}
	if (!isLegacyLoaded || listings.some(({isNft, tables}) => !isNft && tables.length > 0)) return known(listings);
	const legacy = `${program}-legacy-save` as const;
	if (!hasProgram(legacy)) return blind(`tables of ${program}-legacy are loaded, and ${legacy} is not installed`);
	const older = await listed(legacy, `${program}-legacy`);
	return older.known ? known([...listings, older.value]) : older;
}

async function listed(save: Parameters<typeof runProgram>[0], program: string): Promise<Known<IptablesListing>> {
	const text = await runProgram(save, [], longList);
	return text === null ? blind(`${save} did not list the rules`) : parseIptablesSave(text, program);
}

/** Native tables; `null`: there is no program to list them. Where sets have too many elements, it omits these. */
async function listNft(listings: readonly IptablesListing[]): Promise<Known<PacketFilter['chains'] | null>> {
	if (!hasProgram('nft')) return known(null);
	const fromIptables = new Set(
		listings.flatMap(({isNft, tables, chains}) => (isNft ? tables.map(table => `${chains[0]?.family} ${table}`) : [])),
	);
	const isListed = (family: string, table: string): boolean => fromIptables.has(`${family} ${table}`);
	const whole = await runProgram('nft', ['-j', 'list', 'ruleset'], longList);
	if (whole !== null) return parseNftRuleset(whole, false, isListed);
	const terse = await runProgram('nft', ['-j', '-t', 'list', 'ruleset'], longList);
	return terse === null ? blind('nft did not list the rules') : parseNftRuleset(terse, true, isListed);
}

/** A kernel without nf_tables has no rules of nftables. */
function whyUnlisted(tree: HostTree): SafeText | null {
	const modules = tree.read('/proc/modules');
	const built = tree.lstat('/sys/module/nf_tables');
	const isAbsent = modules.known && modules.value !== null && !/^nf_tables /m.test(modules.value);
	return isAbsent && built.known && built.value === null
		? null
		: trusted('nft is not installed, so rules of nftables are not seen');
}

/** Each interface has its own switch. @source ip-sysctl.rst (`conf/interface/forwarding`) */
function forwards(tree: HostTree, family: 'ipv4' | 'ipv6'): boolean | null {
	const folder = `/proc/sys/net/${family}/conf`;
	const names = tree.some(folder, 1024);
	if (!names.known || names.value === null) return null;
	const own = names.value.names.filter(name => name !== 'default');
	const switches = own.map(name => tree.read(`${folder}/${name}/forwarding`));
	return switches.some(text => text.known && text.value !== null && text.value.trim() !== '0');
}
