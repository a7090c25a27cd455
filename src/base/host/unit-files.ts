import type {HostFacts} from '../facts/index.js';
import {sanitise} from '../text/safe-text.js';
import {realPathOf} from './file-facts.js';
import type {HostTree} from './host-tree.js';

/** The first one wins. @source systemd.unit(5), unit search path of the system manager */
const SEARCH_PATH = [
	'/etc/systemd/system',
	'/run/systemd/system',
	'/usr/local/lib/systemd/system',
	'/usr/lib/systemd/system',
	'/lib/systemd/system',
];

const UNITS = ['docker.service', 'docker.socket', 'containerd.service'] as const;

/** Drop-ins for all units of a type come first. */
const TYPES = ['service', 'socket'] as const;

/**
 * The effective file of each unit, `null` when the host has none or has masked it, and its drop-ins as
 * `docker.service.d/name.conf`, those of every service as `service.d/name.conf`.
 */
export function findUnits(tree: HostTree): HostFacts['units'] {
	const units = UNITS.map(unit => [unit, findUnit(tree, unit)] as const);
	return Object.fromEntries([...units, ...[...TYPES, ...UNITS].flatMap(unit => findDropIns(tree, unit))]);
}

function findUnit(tree: HostTree, unit: string) {
	const path = SEARCH_PATH.map(directory => `${directory}/${unit}`).find(candidate => {
		const seen = tree.lstat(candidate);
		return seen.known && seen.value !== null;
	});
	return path === undefined || isMasked(tree, path) ? null : sanitise(path);
}

/** A name in an earlier directory hides the same name in a later one. */
function findDropIns(tree: HostTree, unit: string) {
	const found = new Map<string, string>();
	for (const directory of SEARCH_PATH.toReversed()) {
		const names = tree.list(`${directory}/${unit}.d`);
		for (const name of (names.known && names.value) || [])
			if (name.endsWith('.conf')) found.set(`${unit}.d/${name}`, `${directory}/${unit}.d/${name}`);
	}
	return [...found].filter(([, path]) => !isMasked(tree, path)).map(([name, path]) => [sanitise(name), sanitise(path)] as const);
}

/** `systemctl mask` links to /dev/null, which is world-writable but not a unit file. */
const isMasked = (tree: HostTree, path: string): boolean => realPathOf(tree, path) === '/dev/null';
