import {isDeepStrictEqual} from 'node:util';
import {
	type Capability,
	type ContainerFacts,
	type Known,
	known,
	type LiveState,
	ownProcesses,
	type ProcessFacts,
	type SocketFacts,
	trusted,
	unknown,
} from '../../base/index.js';
import type {LiveFacts} from '../inventory/container-record.js';

/**
 * What was seen of a running container, as it would be of the same program in a container with another configuration. What follows from
 * the configuration changes with it; what cannot be foreseen is unknown; exec sessions and the writable layer end with the old container.
 *
 * @param live  facts of its configuration
 * @param supposed  facts of the other configuration
 */
export function supposedEvidence(evidence: LiveFacts, live: ContainerFacts, supposed: ContainerFacts): LiveFacts {
	const {processes, truth, sockets, changes: _, ...kept} = evidence;
	return {
		...kept,
		execs: known([]),
		changes: unknown('engine:/changes', 'a new container starts without the changes of this one'),
		...(truth === undefined ? {} : {truth: supposedTruth(truth, live, supposed)}),
		...(sockets === undefined ? {} : {sockets: supposedSockets(sockets, live, supposed)}),
		...(processes?.known === true ? {processes: known(supposedProcesses(processes.value, live, supposed))} : {}),
	};
}

/** Whether its processes keep their users: a program that drops root itself drops it again. */
const keepsUsers = (live: ContainerFacts, supposed: ContainerFacts): boolean =>
	isDeepStrictEqual(live.user, supposed.user) && isDeepStrictEqual(live.namespaces.user, supposed.namespaces.user);

/** With the privileges of the other configuration. Where the process differs from its own configuration, it will differ again. */
function supposedTruth(truth: Known<LiveState>, live: ContainerFacts, supposed: ContainerFacts): Known<LiveState> {
	if (!truth.known) return truth;
	if (!keepsUsers(live, supposed)) return unknown('host:/proc', 'it would run as another user');
	const {value} = truth;
	const [had, granted] = [live.capabilities.granted, supposed.capabilities.granted];
	const bounding = new Set(
		[...granted, ...value.bounding].filter(one => (value.bounding.has(one) === had.has(one) ? granted : value.bounding).has(one)),
	);
	const within = (set: ReadonlySet<Capability>): ReadonlySet<Capability> =>
		[...value.bounding].every(one => set.has(one)) ? bounding : new Set([...set].filter(one => bounding.has(one)));
	const isConfinedAlike = isDeepStrictEqual([live.appArmor, live.seLinux], [supposed.appArmor, supposed.seLinux]);
	return known({
		...value,
		effective: within(value.effective),
		permitted: within(value.permitted),
		bounding,
		noNewPrivileges:
			value.noNewPrivileges === live.noNewPrivileges.on ? supposed.noNewPrivileges.on === true : value.noNewPrivileges,
		seccomp: value.seccomp === seccompMode(live) ? seccompMode(supposed) : value.seccomp,
		label: isConfinedAlike ? value.label : null,
	});
}

/** As /proc shows it: 0 off, 2 filter. */
const seccompMode = ({seccomp}: ContainerFacts): number => (seccomp.kind === 'unconfined' ? 0 : 2);

/** The program listens on the same ports; what else listens there depends on the network. */
function supposedSockets(sockets: SocketFacts, live: ContainerFacts, supposed: ContainerFacts): SocketFacts {
	if (isDeepStrictEqual(live.namespaces.network, supposed.namespaces.network)) return sockets;
	const unseen = unknown('host:/proc/net', 'what listens in another network namespace is not known');
	return {own: unseen, inNetwork: unseen};
}

function supposedProcesses(
	rows: readonly ProcessFacts[],
	live: ContainerFacts,
	supposed: ContainerFacts,
): readonly ProcessFacts[] {
	const own = ownProcesses(rows, live);
	return keepsUsers(live, supposed) ? own : own.map(row => ({...row, uid: null, user: trusted(''), gid: null, groups: null}));
}
