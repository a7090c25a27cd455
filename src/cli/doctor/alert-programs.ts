import {type HostQuestion, type HostTree, type Known, known, processesNamed, textAt} from '../../base/index.js';
import type {AlertEngine} from '../../record/index.js';

/** Falco or Tetragon outside a container, as its host shows it: a process, or a unit that does not run. */
export type AlertProgram = {readonly kind: 'process'; readonly pid: number} | {readonly kind: 'unit'; readonly path: string};
export type AlertPrograms = Readonly<Record<AlertEngine, readonly AlertProgram[]>>;

/** @source falcosecurity/falco, scripts/systemd; tetragon.io/docs/installation/package: names of the units */
const units = {
	falco: ['falco', 'falco-modern-bpf', 'falco-bpf', 'falco-kmod', 'falco-custom'],
	tetragon: ['tetragon'],
} as const;
const unitFolders = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];

/** @param containers  the ids of those that are listed: a process of one is that container */
export const alertProgramsQuestion: HostQuestion<[containers: readonly string[]], AlertPrograms> = {
	name: 'alert programs',
	look: alertPrograms,
};

export function alertPrograms(tree: HostTree, containers: readonly string[]): Known<AlertPrograms> {
	const ids = new Set(containers);
	const named = processesNamed(tree, new Set(['falco', 'tetragon']));
	const isListed = (pid: number): boolean => ids.has(/[0-9a-f]{64}/.exec(textAt(tree, `/proc/${pid}/cgroup`))?.[0] ?? '');
	const programsOf = (source: AlertEngine): readonly AlertProgram[] => {
		const pid = named.get(source)?.find(one => !isListed(one));
		if (pid !== undefined) return [{kind: 'process', pid}];
		const paths = units[source].flatMap(unit => unitFolders.map(folder => `${folder}/${unit}.service`));
		const path = paths.find(one => {
			const seen = tree.lstat(one);
			return seen.known && seen.value !== null;
		});
		return path === undefined ? [] : [{kind: 'unit', path}];
	};
	return known({falco: programsOf('falco'), tetragon: programsOf('tetragon')});
}
