import {type SafeText, safe, sanitise, trusted} from '../terminal/safe-text.js';
import {type Capability, plainCapability} from './capability-names.js';
import type {ContainerFacts} from './container-facts.js';
import type {EngineFacts} from './engine-facts.js';
import type {LiveState, ProcessFacts, UidRange} from './live-facts.js';
import {string} from './read.js';

/**
 * The user namespace of a container: the host's, one of a remapping engine, that of a rootless engine itself, in which its account is root, or
 * one below that, as Podman makes with `--userns`.
 */
export type UserNamespace = 'initial' | 'userns' | 'rootless' | 'nested';

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

/** How a process that is not root becomes it: through setuid programs of its image. */
export type Elevation =
	| {readonly kind: 'none'; readonly reason: SafeText}
	| {readonly kind: 'programs'; readonly programs: readonly SafeText[]}
	| {readonly kind: 'unknown'; readonly reason: SafeText};

/** Who acts when code runs in a container. */
export type Actor = {
	readonly namespace: UserNamespace;
	/** Of its processes, the first one first; those that were started by `exec` are not the container's own. */
	readonly identities: readonly Identity[];
	readonly elevation: Elevation;
	/** Root of the container after a setuid program: it has the whole bounding set. */
	readonly elevated: Identity;
	/** Syscalls that its seccomp profile refuses; the reason why that is not known of the profile that it names. */
	readonly refusedCalls: ReadonlySet<string> | SafeText;
};

/** The actor of a container: the live process where it was seen, else its configuration. */
export function actorOf(container: ContainerFacts, engine: EngineFacts): Actor {
	const namespace = userNamespaceOf(container, engine);
	const identities = identitiesOf(container, engine, namespace);
	const uid = namespace === 'initial' ? 0 : null;
	const capabilities = container.truth.known ? container.truth.value.bounding : container.capabilities.granted;
	const gids = identities[0]?.gids ?? [];
	const mappedUids = container.truth.known ? (container.truth.value.mappedUids ?? []) : [];
	const elevated: Identity = {
		label: trusted('root'),
		uid,
		isRoot: namespace === 'nested' ? null : true,
		gids,
		joined: 'none',
		capabilities,
		mappedUids,
	};
	const becoming = namespace === 'initial' ? identities.flatMap(one => rootBySetuid(one, elevated, container)) : [];
	return {
		namespace,
		identities: [...identities, ...becoming],
		elevation: elevationOf(container),
		elevated,
		refusedCalls: refusedCalls(container),
	};
}

/**
 * With CAP_SETUID a process becomes root without a program's help, and the next program that it runs has the whole bounding set, unless
 * no-new-privileges holds.
 * @source capabilities(7), "Effect of user ID changes on capabilities"
 */
function rootBySetuid(one: Identity, elevated: Identity, container: ContainerFacts): readonly Identity[] {
	if (one.uid === 0 || !one.capabilities.has('SETUID')) return [];
	return [refusesElevation(container) ? {...elevated, capabilities: one.capabilities} : elevated];
}

/** What the process itself shows (its uid map) beats what the engine says. */
export function userNamespaceOf(container: ContainerFacts, engine: EngineFacts): UserNamespace {
	const {truth, optsOutOfUserns, namespaces} = container;
	if (engine.rootless === true) return isNested(container) ? 'nested' : 'rootless';
	if (truth.known && truth.value.uidMapIsIdentity !== null) return truth.value.uidMapIsIdentity ? 'initial' : 'userns';
	if (optsOutOfUserns) return 'initial';
	return engine.userns === true || namespaces.user.kind === 'private' ? 'userns' : 'initial';
}

/**
 * Whether a container of a rootless engine has a user namespace below the engine's, in which root is one of the account's subordinate uids.
 * @source podman-run(1), --userns and --uidmap; Podman reports those as `private`
 */
function isNested({truth, raw}: ContainerFacts): boolean {
	const mapped = truth.known ? truth.value.mappedUids : undefined;
	if (mapped === undefined) return string(raw.HostConfig?.UsernsMode) === 'private';
	return !mapped.some(({inside, count}) => inside === 0 && count === 1);
}

/** A rootless engine's account is mapped as a single uid, its subordinate uids in ranges. @source newuidmap(1), subuid(5) */
const isAccount = (uid: number | null, mapped: readonly UidRange[]): boolean =>
	mapped.some(({first, count}) => first === uid && count === 1);

function identitiesOf(container: ContainerFacts, engine: EngineFacts, namespace: UserNamespace): readonly Identity[] {
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

/** Also where only the container's own answer is there: its default capabilities are then Podman's. */
export const isPodman = ({capabilities}: ContainerFacts, {kind}: Pick<EngineFacts, 'kind'>): boolean =>
	kind === 'podman' || !capabilities.default.has('NET_RAW');

function addedByName({capabilities: {added, granted}}: ContainerFacts): ReadonlySet<Capability> {
	const named = new Set(added.map(plainCapability));
	return new Set([...granted].filter(name => named.has('ALL') || named.has(name)));
}

/** Whether no program gives its processes more than they have: no-new-privileges, as the process itself shows it where that was seen. */
export const refusesElevation = ({noNewPrivileges, truth}: ContainerFacts): boolean =>
	truth.known ? truth.value.noNewPrivileges : noNewPrivileges.on === true;

/**
 * Whether no program gives privileges to who executes it: none was found in the container, or none in its image, which says nothing of what
 * is mounted.
 */
export function gainsNothing({privilegedPrograms, setuidPrograms, fileCapabilities, mounts}: ContainerFacts): boolean {
	if (!setuidPrograms.known || !fileCapabilities.known || setuidPrograms.value.length + fileCapabilities.value.length > 0)
		return false;
	return privilegedPrograms.known ? privilegedPrograms.value.setgid.length === 0 : mounts.length === 0;
}

function elevationOf(container: ContainerFacts): Elevation {
	const {setuidPrograms} = container;
	if (refusesElevation(container)) return {kind: 'none', reason: trusted('no-new-privileges keeps it from becoming root')};
	if (!setuidPrograms.known)
		return {
			kind: 'unknown',
			reason: sanitise(`it was not searched for setuid programs (${setuidPrograms.reason.reason})`),
		};
	return setuidPrograms.value.length === 0
		? {kind: 'none', reason: trusted('it has no setuid program')}
		: {kind: 'programs', programs: setuidPrograms.value};
}

/** The default profile of an engine refuses nothing that a granted capability asks for: not to know it changes nothing. */
function refusedCalls({seccomp, truth}: ContainerFacts): Actor['refusedCalls'] {
	if (truth.known && truth.value.seccomp === 0) return new Set();
	if (seccomp.kind === 'unreadable' && seccomp.by === 'option') return safe`what its seccomp profile refuses is not known`;
	return new Set(seccomp.kind === 'custom' ? seccomp.profile.refused : []);
}

const none: ReadonlySet<Capability> = new Set();
const labelOf = (uid: number | null): SafeText => (uid === null ? trusted('its user') : safe`uid ${uid}`);
const insideLabel = ({uid, configured}: ContainerFacts['user']): SafeText =>
	uid === null ? safe`user ${configured} inside` : safe`uid ${uid} inside`;
