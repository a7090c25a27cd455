import type {HostFacts} from '../facts/index.js';
import {sanitise} from '../terminal/sanitise.js';
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

/** The unit file in force of each unit, `null` when the host has none. */
export function findUnits(tree: HostTree): HostFacts['units'] {
	return Object.fromEntries(UNITS.map(unit => [unit, findUnit(tree, unit)]));
}

function findUnit(tree: HostTree, unit: string) {
	const path = SEARCH_PATH.map(directory => `${directory}/${unit}`).find(candidate => {
		const seen = tree.lstat(candidate);
		return seen.known && seen.value !== null;
	});
	return path === undefined ? null : sanitise(path);
}
