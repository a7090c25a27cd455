import {type Known, known} from '../answers/index.js';
import {own, type SafeText, safely} from '../terminal/safe-text.js';
import type {Actor, Identity} from './actor.js';
import {type Capability, capabilityNames, plainCapability} from './capability-names.js';
import type {ContainerFacts} from './container-facts.js';

/** A program of an image that gives capabilities to whoever executes it. @source capabilities(7), "File capabilities" */
export type FileCapability = {
	readonly path: SafeText;
	readonly uid: number;
	readonly gid: number;
	/** Permission bits. */
	readonly mode: number;
	readonly permitted: ReadonlySet<Capability>;
	/** The process has them at once; else only a program that asks for them does. */
	readonly effective: boolean;
	/** Uid on the host of the root of the only user namespace in which they hold; `null` for every one. */
	readonly rootid: number | null;
};

/** A process with what such a program gave it. */
type Helped = {readonly program: SafeText; readonly identity: Identity};

/** What processes of a container get by programs with file capabilities. */
export type Help = {
	readonly by: readonly Helped[];
	/** Where the image was not searched for them: why, and what one of its processes would be with the best of them. */
	readonly unsearched: {readonly reason: SafeText; readonly identity: Identity} | null;
};

const revisionMask = 0xff_00_00_00;
const revisions: Readonly<Record<number, number>> = {16777216: 1, 33554432: 2, 50331648: 3};
const EFFECTIVE = 1;

/**
 * The value of the extended attribute `security.capability`, `null` for one that no kernel takes.
 *
 * @source linux include/uapi/linux/capability.h (vfs_cap_data, vfs_ns_cap_data)
 */
export function decodeFileCapability(value: Uint8Array): Pick<FileCapability, 'permitted' | 'effective' | 'rootid'> | null {
	if (value.length < 12) return null;
	const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
	const magic = view.getUint32(0, true);
	const revision = revisions[(magic & revisionMask) >>> 0];
	const size = revision === 1 ? 12 : revision === 2 ? 20 : 24;
	if (revision === undefined || value.length !== size) return null;
	const low = BigInt(view.getUint32(4, true));
	const mask = revision === 1 ? low : low | (BigInt(view.getUint32(12, true)) << 32n);
	return {
		permitted: new Set(capabilityNames.filter((_, bit) => (mask >> BigInt(bit)) & 1n)),
		effective: (magic & EFFECTIVE) !== 0,
		rootid: revision === 3 ? view.getUint32(20, true) : null,
	};
}

/**
 * What `getcap -n` prints behind a path: `cap_net_raw=ep`, `=ep cap_sys_admin-ep`, `cap_chown=ep [rootid=1000]`, and before libcap 2.41
 * `= cap_net_raw+ep`. `null` for anything else.
 *
 * @source cap_text_formats(7), getcap(8)
 */
export function parseFileCapability(text: string): Pick<FileCapability, 'permitted' | 'effective' | 'rootid'> | null {
	const permitted = new Set<Capability>();
	let effective = false;
	let rootid: number | null = null;
	for (const clause of text.replace(/^= /, '').trim().split(/\s+/)) {
		const root = /^\[rootid=(\d{1,10})\]$/.exec(clause)?.[1];
		if (root !== undefined) {
			rootid = Number(root);
			continue;
		}
		const [, names, operators = ''] = /^([\w,]*)((?:[=+-][eip]*)+)$/.exec(clause) ?? [];
		if (names === undefined) return null;
		const wanted = new Set(names.split(',').map(plainCapability));
		const those = names === '' || wanted.has('ALL') ? capabilityNames : capabilityNames.filter(name => wanted.has(name));
		for (const [, operator, flags = ''] of operators.matchAll(/([=+-])([eip]*)/g)) {
			const sets = flags.includes('p');
			for (const name of those) {
				if (operator !== '-' && sets) permitted.add(name);
				else if (operator === '=' || (operator === '-' && sets)) permitted.delete(name);
			}
			if (operator !== '-' && flags.includes('e')) effective = true;
		}
	}
	return {permitted, effective, rootid};
}

/**
 * Those that a process of the container can become by executing a program with file capabilities. Never with no-new-privileges; not where
 * the bounding set lacks one of a program that has them at once, which the kernel refuses to execute then; in the host's user namespace
 * not with those of another one. With CAP_SETUID it becomes root.
 *
 * @source capabilities(7), "Transformation of capabilities during execve()", "Namespaced file capabilities"
 */
export function helpOf(container: ContainerFacts, actor: Actor): Help {
	const {truth, noNewPrivileges, capabilities, fileCapabilities} = container;
	const refused = truth.known ? truth.value.noNewPrivileges : noNewPrivileges.on === true;
	if (refused) return noHelp;
	const bounding = truth.known ? truth.value.bounding : capabilities.granted;
	const others = actor.identities.filter(({uid}) => uid !== 0);
	const [first] = others;
	if (first === undefined) return noHelp;
	if (!fileCapabilities.known)
		return {
			by: [],
			unsearched: {
				reason: own('its image was not searched for programs with file capabilities: audit --deep does'),
				identity: {...first, capabilities: bounding},
			},
		};
	const by = fileCapabilities.value
		.filter(({rootid}) => rootid === null || rootid === 0 || actor.namespace !== 'initial')
		.filter(({effective, permitted}) => effective && [...permitted].every(name => bounding.has(name)))
		.flatMap(program =>
			others
				.filter(identity => mayExecute(identity, actor, program))
				.map(identity => ({
					program: safely`${program.path} with ${own(wordsOf(program))}`,
					identity: program.permitted.has('SETUID') ? actor.elevated : {...identity, capabilities: program.permitted},
				})),
		);
	return {by, unsearched: null};
}

const noHelp: Help = {by: [], unsearched: null};

const wordsOf = ({permitted}: FileCapability): string =>
	permitted.size > 2 ? 'file capabilities' : [...permitted].join(' and ');

/** Ids of another user namespace are those of the image: who it is there is not known here, and most programs are for all. */
function mayExecute({uid, gids}: Identity, {namespace}: Actor, {uid: owner, gid, mode}: FileCapability): boolean {
	const allows = (shift: number): boolean => ((mode >> shift) & 1) === 1;
	if (namespace !== 'initial' || uid === null) return allows(0);
	return uid === owner ? allows(6) : gids.includes(gid) ? allows(3) : allows(0);
}

/** As facts have it, from what an archive or a host showed. */
export const knownFileCapabilities = (
	found: readonly {readonly path: SafeText; uid: number; gid: number; mode: number; value: Uint8Array}[],
): Known<readonly FileCapability[]> =>
	known(
		found.flatMap(({value, ...file}) => {
			const decoded = decodeFileCapability(value);
			return decoded === null ? [] : [{...file, ...decoded}];
		}),
	);
