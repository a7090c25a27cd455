import {type Known, known, unknown} from '../answers/index.js';
import type {HostFacts} from '../facts/index.js';
import {sanitise} from '../terminal/sanitise.js';
import type {HostTree} from './host-tree.js';

/**
 * Who may open the engine's socket as a member of its group: those listed in /etc/group and those whose primary group it is. Accounts
 * of a directory service (LDAP, SSSD) stand in neither file and are not seen.
 */
export function membersOfGroup(tree: HostTree, gid: number): HostFacts['socketGroup'] {
	const groups = rows(tree, '/etc/group');
	const accounts = rows(tree, '/etc/passwd');
	if (!groups.known) return groups;
	if (!accounts.known) return accounts;
	const group = groups.value.find(([, , id]) => id === String(gid));
	const primary = accounts.value.filter(([, , , id]) => id === String(gid)).map(([name = '']) => name);
	const listed = (group?.[3] ?? '').split(',').filter(name => name !== '');
	const members = [...new Set([...listed, ...primary])].sort();
	return known({group: sanitise(group?.[0] ?? `gid ${gid}`), gid, members: members.map(sanitise)});
}

/** Names of the host's accounts by uid; empty when /etc/passwd cannot be read. */
export function accountNames(tree: HostTree): ReadonlyMap<number, string> {
	const accounts = rows(tree, '/etc/passwd');
	// The first one of a uid is the one that ps shows.
	return new Map((accounts.known ? accounts.value : []).reverse().map(([name = '', , uid]) => [Number(uid), name]));
}

/** Home directory of an account, `null` when /etc/passwd has none. */
export function homeOf(tree: HostTree, uid: number): string | null {
	const accounts = rows(tree, '/etc/passwd');
	if (!accounts.known) return null;
	return accounts.value.find(([, , id]) => id === String(uid))?.[5] ?? null;
}

/** Colon separated fields. @source passwd(5), group(5) */
function rows(tree: HostTree, path: string): Known<string[][]> {
	const text = tree.read(path);
	if (!text.known) return text;
	if (text.value === null) return unknown(`host:${path}`, 'there is no such file');
	return known(text.value.split('\n').map(line => line.split(':')));
}
