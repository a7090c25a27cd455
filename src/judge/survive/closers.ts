import {sanitise, trusted, unknown} from '../../base/index.js';
import {compareVersions, parseVersion} from '../rules/shared/tables/versions.js';
import type {EscapeEntry} from './escape-table.js';
import {exposuresOf} from './exposure.js';
import type {Exposed} from './need-of.js';

/** A change of a container that stops what starts in it, and what it may break. */
export type Closer = {readonly change: string; readonly cost: string};

type Candidate = Closer & {readonly changed: (container: Exposed['container']) => Exposed['container'] | null};

/** What lives under other limits shows nothing of how it would live under these. */
const recreated = (container: Exposed['container'], facts: Partial<Exposed['container']>): Exposed['container'] => {
	const reason = 'it is not created yet';
	return {...container, truth: unknown('change', reason), processes: unknown('change', reason), ...facts};
};

/** Of `PROBES`, what the profile that `dockscope harden` writes lets through; a test compares it with the profile. */
export const REACHED_BY_OWN_PROFILE: readonly string[] = ['socket:AF_INET6', 'socket:AF_PACKET'];

/** The least costly first. */
const candidates: readonly Candidate[] = [
	{
		change: "the engine's default seccomp profile instead of seccomp=unconfined",
		cost: 'programs that make namespaces, mount or trace',
		changed: container =>
			container.seccomp.kind === 'default' || container.privileged ? null : recreated(container, {seccomp: {kind: 'default'}}),
	},
	{
		change: 'the seccomp profile that dockscope harden --format seccomp writes',
		cost: 'programs that open sockets other than Unix, IP and netlink ones, or use io_uring',
		changed: container =>
			container.privileged
				? null
				: recreated(container, {
						seccomp: {
							kind: 'custom',
							profile: {
								defaultAction: trusted('SCMP_ACT_ERRNO'),
								dangerous: [],
								afAlg: {socket: false, socketcall: false},
								refused: [],
								reaches: REACHED_BY_OWN_PROFILE.map(sanitise),
							},
						},
						afAlg: {reachable: 'no', why: trusted('its seccomp profile refuses AF_ALG')},
					}),
	},
	{
		change: '--cap-drop ALL, without --privileged',
		cost: 'programs that need a capability: dockscope harden names those to add again',
		changed: container =>
			recreated(container, {
				privileged: false,
				capabilities: {...container.capabilities, granted: new Set()},
				...(container.privileged ? {seccomp: {kind: 'default'}} : {}),
			}),
	},
	{
		change: 'a network of its own instead of --network host',
		cost: 'its ports have to be published, and it sees other addresses',
		changed: container =>
			container.namespaces.network.kind === 'host'
				? recreated(container, {namespaces: {...container.namespaces, network: {kind: 'private'}}})
				: null,
	},
];

/** The changes that close an entry for a container, each tried on its facts. */
export const closersOf = (entry: EscapeEntry, exposed: Exposed): readonly Closer[] =>
	candidates.filter(({changed}) => {
		const container = changed(exposed.container);
		return container !== null && exposuresOf({...exposed, container}, [entry])[0]?.state === 'closed';
	});

/** The ones that close it for all of these; what already holds for one of them needs no change there. */
export const closersForAll = (each: readonly (readonly Closer[])[]): readonly Closer[] =>
	(each[0] ?? []).filter(closer => each.every(one => one.includes(closer)));

/** The first release with the fix that is no step back: of the branch that runs, else of the next. */
export function updateFor({fixed}: EscapeEntry, version: string): string | null {
	const given = parseVersion(version);
	const releases = fixed.flatMap(text => {
		const parsed = parseVersion(text);
		return parsed === null ? [] : [{text, parsed}];
	});
	if (given === null) return releases.at(-1)?.text ?? null;
	return releases.find(({parsed}) => compareVersions(parsed, given) > 0)?.text ?? null;
}
