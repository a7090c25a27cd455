import {type Known, known, unknown} from '../answers/index.js';
import type {HostFacts} from '../facts/index.js';
import {sanitise} from '../text/safe-text.js';
import type {HostTree} from './host-tree.js';

/**
 * Who may use the engine's socket as a member of its group: those listed in /etc/group and those whose primary group it is. Accounts
 * of a directory service (LDAP, SSSD) are in neither file and are not seen.
 */
export function membersOfGroup(tree: HostTree, gid: number): HostFacts['socketGroup'] {
	const groups = rows(tree, '/etc/group');
	const accounts = rows(tree, '/etc/passwd');
	if (!groups.known) return groups;
	if (!accounts.known) return accounts;
	// A group may have several names, and so may root's.
	const named = groups.value.filter(([, , id]) => id === String(gid));
	const rootToo = new Set(accounts.value.filter(([, , uid]) => uid === '0').map(([name = '']) => name));
	const primary = accounts.value.filter(([, , , id]) => id === String(gid)).map(([name = '']) => name);
	const listed = named.flatMap(group => (group[3] ?? '').split(',').map(name => name.trim())).filter(name => name !== '');
	const members = [...new Set([...listed, ...primary])].filter(name => name === 'root' || !rootToo.has(name)).sort();
	return known({group: sanitise(named[0]?.[0] ?? `gid ${gid}`), gid, members: members.map(sanitise)});
}

/** Names of the host's accounts by uid; empty when /etc/passwd cannot be read. */
export function accountNames(tree: HostTree): ReadonlyMap<number, string> {
	const accounts = rows(tree, '/etc/passwd');
	// Of several names for a uid, ps shows the first.
	return new Map((accounts.known ? accounts.value : []).reverse().map(([name = '', , uid]) => [Number(uid), name]));
}

/** Home directory of an account, `null` when /etc/passwd has none. */
export function homeOf(tree: HostTree, uid: number): string | null {
	const accounts = rows(tree, '/etc/passwd');
	if (!accounts.known) return null;
	return accounts.value.find(([, , id]) => id === String(uid))?.[5] ?? null;
}

/** Colon-separated fields. @source passwd(5), group(5) */
function rows(tree: HostTree, path: string): Known<string[][]> {
	const text = tree.read(path);
	if (!text.known) return text;
	if (text.value === null) return unknown(`host:${path}`, 'there is no such file');
	return known(text.value.split('\n').map(line => line.split(':')));
}
