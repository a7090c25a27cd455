import {type SafeText, safe, trusted} from '../text/safe-text.js';
import {type Capability, plainCapability} from './capability-names.js';
import type {ContainerFacts} from './container-facts.js';
import type {EngineFacts} from './engine-facts.js';
import {isPodman} from './is-podman.js';
import type {LiveState, ProcessFacts, UidRange} from './live-facts.js';
import type {UserNamespace} from './user-namespace.js';

/** A process of the container, by what the kernel asks of it. */
export type Identity = {
	/** `uid 65534`, `root` */
	readonly label: SafeText;
	/** As the host sees it; `null` where only the image, or the map of a user namespace, would say. */
	readonly uid: number | null;
	/** Root of its user namespace; of a rootless engine, the account that runs it; `null` where that is not known. */
	readonly isRoot: boolean | null;
	/** Primary and supplementary groups, as the host sees them. */
	readonly gids: readonly number[];
	/** Groups that it was put into on purpose: `named` where their numbers on the host are not known. */
	readonly joined: 'none' | 'numbered' | 'named';
	/** What it has, or can have without another program's help. */
	readonly capabilities: ReadonlySet<Capability>;
	/** Uids of the host over whose files its capabilities hold, where its user namespace is not the host's. */
	readonly mappedUids?: readonly UidRange[];
};

/** Its live processes where the first one was seen, else the one that its configuration starts. */
export function identitiesOf(container: ContainerFacts, engine: EngineFacts, namespace: UserNamespace): readonly Identity[] {
	const {truth, processes, pid} = container;
	if (!truth.known) return [configuredIdentity(container, engine, namespace)];
	const first = liveIdentity(container, truth.value, namespace);
	const others = namespace === 'initial' && processes.known ? ownProcesses(processes.value, container) : [];
	return [first, ...others.filter(row => row.pid !== pid).flatMap(row => identityOf(row, first, truth.value))];
}

/** The first one, and those whose parent is another process of the container: what `exec` starts has its parent outside. */
export const ownProcesses = (
	rows: readonly ProcessFacts[],
	{pid: first, namespaces}: Pick<ContainerFacts, 'pid' | 'namespaces'>,
): readonly ProcessFacts[] =>
	rows.filter(({pid, parent}) => pid === first || namespaces.pid.kind !== 'private' || rows.some(other => other.pid === parent));

function identityOf({uid, gid, groups}: ProcessFacts, first: Identity, {bounding}: LiveState): readonly Identity[] {
	if (uid === null) return [];
	const gids = [...(gid === null ? [] : [gid]), ...(groups ?? [])];
	const capabilities = uid === 0 ? bounding : uid === first.uid ? first.capabilities : none;
	return [{label: labelOf(uid), uid, isRoot: uid === 0, gids, joined: 'none', capabilities}];
}

function liveIdentity({user}: ContainerFacts, truth: LiveState, namespace: UserNamespace): Identity {
	const {uids, gids, groups, effective, permitted, bounding, noNewPrivileges, mappedUids = []} = truth;
	const ofInside = namespace === 'initial' ? uids.includes(0) : user.isRoot === true;
	// Root gets its capabilities back from the next program that it runs, unless no-new-privileges holds.
	const capabilities = ofInside && !noNewPrivileges ? bounding : new Set([...effective, ...permitted]);
	const uid = ofInside && namespace === 'initial' ? 0 : (uids[1] ?? uids[0] ?? null);
	const ofAccount = (namespace === 'rootless' || namespace === 'nested') && mappedUids.length > 0;
	return {
		label: namespace === 'initial' ? labelOf(uid) : insideLabel(user),
		uid,
		isRoot: ofAccount ? isAccount(uid, mappedUids) : ofInside,
		gids: [...gids, ...groups],
		joined: 'none',
		capabilities,
		mappedUids,
	};
}

/**
 * Docker gives a process that is not root no capabilities; Podman those that were added by name, as ambient ones.
 * @source moby oci/caps; containers/podman pkg/specgen/generate/security_linux.go
 */
function configuredIdentity(container: ContainerFacts, engine: EngineFacts, namespace: UserNamespace): Identity {
	const {user, capabilities} = container;
	const asked = user.groupAdd.map(group => (/^(0+|root)$/.test(group) ? 0 : /^\d+$/.test(group) ? Number(group) : null));
	const own = user.gid ?? (user.uid === 0 ? 0 : null);
	const ofHost = namespace === 'initial';
	return {
		label: ofHost ? (user.uid === null ? safe`user ${user.configured}` : labelOf(user.uid)) : insideLabel(user),
		uid: ofHost ? user.uid : null,
		// Podman's keep-id makes another user of the container the account itself.
		isRoot: namespace === 'nested' ? null : user.isRoot,
		gids: ofHost ? [...(own === null ? [] : [own]), ...asked.flatMap(group => group ?? [])] : [],
		joined: !ofHost ? 'none' : asked.includes(null) ? 'named' : asked.length > 0 || namesGroup(user) ? 'numbered' : 'none',
		capabilities: user.isRoot === false ? (isPodman(container, engine) ? addedByName(container) : none) : capabilities.granted,
	};
}

/** `1000:998`, and not the `1000:1000` that everyone writes. */
const namesGroup = ({configured, uid, gid}: ContainerFacts['user']): boolean =>
	configured.includes(':') && gid !== uid && gid !== 0;

function addedByName({capabilities: {added, granted}}: ContainerFacts): ReadonlySet<Capability> {
	const named = new Set(added.map(plainCapability));
	return new Set([...granted].filter(name => named.has('ALL') || named.has(name)));
}

/** A rootless engine's account is mapped as a single uid, its subordinate uids in ranges. @source newuidmap(1), subuid(5) */
const isAccount = (uid: number | null, mapped: readonly UidRange[]): boolean =>
	mapped.some(({first, count}) => first === uid && count === 1);

const none: ReadonlySet<Capability> = new Set();
const labelOf = (uid: number | null): SafeText => (uid === null ? trusted('its user') : safe`uid ${uid}`);
const insideLabel = ({uid, configured}: ContainerFacts['user']): SafeText =>
	uid === null ? safe`user ${configured} inside` : safe`uid ${uid} inside`;
