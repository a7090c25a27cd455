import {type SafeText, safe, trusted} from '../text/safe-text.js';
import type {Identity} from './identities.js';
import type {UserNamespace} from './user-namespace.js';

/** A socket, a device node or a file of the host, with what the kernel checks before a process may use it. */
export type HostObject = {
	/** As a sentence names it: `/run/docker.sock`. */
	readonly name: SafeText;
	/** On the host; `null` where it was not seen and no rule of the system says whose it is. */
	readonly uid: number | null;
	readonly gid: number | null;
	/** Permission bits: `0o660`. */
	readonly mode: number;
	/** Name of the group, where the number differs from host to host: `docker`. */
	readonly group?: SafeText;
	/** True where it belongs to the account of a rootless engine, as far as its owner was not seen. */
	readonly ofEngine?: boolean;
	/** True for a home, whose owner is no account of the system. */
	readonly isHome?: boolean;
	/** True for /proc/sys, where CAP_DAC_OVERRIDE does not help. @source linux fs/proc/proc_sysctl.c (test_perm) */
	readonly noOverride?: boolean;
	/** True on a read-only mount, where neither owner nor mode can be changed. */
	readonly fixed?: boolean;
};

export type Permission = 'yes' | 'no' | 'unknown';

/** Bits of a permission triple. */
export const READ = 4;
export const WRITE = 2;
/** Of a directory: to reach what is in it. */
export const SEARCH = 1;

/**
 * Whether the kernel lets this identity use the object: owner, then group, then others, past which some capabilities lead where the user
 * namespace is the host's.
 *
 * @param wanted  READ, WRITE, SEARCH or several
 * @source path_resolution(7), capabilities(7), user_namespaces(7); linux fs/namei.c (generic_permission)
 */
export function mayAccess(identity: Identity, namespace: UserNamespace, object: HostObject, wanted: number): Permission {
	const allows = (shift: number): boolean => ((object.mode >> shift) & wanted) === wanted;
	// Where its owner and the process were seen, that decides.
	const isGuessed = object.uid === null || identity.uid === null;
	if ((namespace === 'rootless' || namespace === 'nested') && object.ofEngine === true && isGuessed && identity.isRoot !== false)
		return identity.isRoot === null ? 'unknown' : 'yes';
	if (overrides(identity, namespace, object, wanted)) return 'yes';
	if (object.uid !== null && identity.uid === object.uid) return allows(6) ? 'yes' : 'no';
	if (object.gid !== null && identity.gids.includes(object.gid)) return allows(3) ? 'yes' : 'no';
	if (allows(0)) return 'yes';
	if (namespace === 'rootless' && object.ofEngine === true && isGuessed) return 'no';
	// Ids of another user namespace belong to nothing of the host, unless their numbers were seen.
	if (namespace !== 'initial' && identity.uid === null) return 'no';
	const maybeOwner = allows(6) && (identity.uid === null || (object.uid === null && mayHaveHome(identity.uid, object)));
	const inGroup = allows(3) && identity.joined !== 'none' && (object.gid === null || identity.joined === 'named');
	// `--group-add 998` together with the socket of the engine: what else would it be for.
	if (inGroup && identity.uid !== null && object.group !== undefined) return 'yes';
	return maybeOwner || inGroup || (allows(3) && identity.uid === null) ? 'unknown' : 'no';
}

/**
 * Past owner and mode: by not being asked for them, by changing them, or as the owner, or in the group, that it may become. Only over
 * objects whose owner and group the user namespace maps.
 * @source linux kernel/capability.c (capable_wrt_inode_uidgid)
 */
function overrides(identity: Identity, namespace: UserNamespace, object: HostObject, wanted: number): boolean {
	if (object.noOverride === true || (namespace !== 'initial' && !isMapped(identity, namespace, object))) return false;
	const {capabilities} = identity;
	const allows = (shift: number): boolean => ((object.mode >> shift) & wanted) === wanted;
	const changes = object.fixed !== true;
	if (capabilities.has('DAC_OVERRIDE')) return true;
	if (capabilities.has('DAC_READ_SEARCH') && (wanted & WRITE) === 0) return true;
	if (changes && (capabilities.has('CHOWN') || capabilities.has('FOWNER'))) return true;
	return (capabilities.has('SETUID') && (changes || allows(6))) || (capabilities.has('SETGID') && allows(3));
}

/** @source adduser.conf(5), login.defs(5): users from 1000 on; 65534 is `nobody` */
const mayHaveHome = (uid: number, {isHome}: HostObject): boolean => isHome !== true || (uid >= 1000 && uid < 60_000);

/** Engines map gids as they map uids; a rootless one maps its account in any case. */
const isMapped = ({mappedUids = []}: Identity, namespace: UserNamespace, object: HostObject): boolean =>
	(namespace === 'rootless' && object.ofEngine === true && object.uid === null) ||
	[object.uid, object.gid].every(id => id !== null && mappedUids.some(({first, count}) => id >= first && id < first + count));

/** `root:docker 0660` */
export function ownerWords({uid, gid, group, mode}: HostObject): SafeText {
	const owner = uid === null ? trusted('?') : uid === 0 ? trusted('root') : safe`${uid}`;
	const members = group ?? (gid === null ? trusted('?') : gid === 0 ? trusted('root') : safe`${gid}`);
	return safe`${owner}:${members} ${trusted(mode.toString(8).padStart(4, '0'))}`;
}
