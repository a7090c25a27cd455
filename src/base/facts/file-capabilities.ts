import {type Known, known} from '../answers/index.js';
import type {SafeText} from '../text/safe-text.js';
import {type Capability, capabilityNames, plainCapability} from './capability-names.js';

/** A program of an image that gives capabilities to anyone who executes it. @source capabilities(7), "File capabilities" */
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
