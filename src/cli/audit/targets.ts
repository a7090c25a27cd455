import {nearest, sanitise, UsageError} from '../../base/index.js';
import {type AuditSelection, type FleetEntry, matchesGlob} from '../../judge/index.js';
import {isIdPrefix} from '../source/id-prefix.js';

/** Patterns for names, ids and Compose services; without any, everything matches, including engine and host. */
export function targetFilter(
	targets: readonly string[],
	entries: readonly FleetEntry[],
): Pick<AuditSelection, 'container' | 'engineToo'> {
	if (targets.length === 0) return {container: () => true, engineToo: true};
	for (const target of targets) {
		if (meantBy(target, entries).length === 0) {
			const names = entries.map(({name}) => name);
			throw new UsageError(`no container matches "${sanitise(target)}"${nearest(target, names)}.`);
		}
	}
	const meant = new Set(targets.flatMap(target => meantBy(target, entries)).map(({id}) => id));
	return {container: id => meant.has(id), engineToo: false};
}

/** The containers that a command-line target matches, inspected or just listed; by id prefix if none has the name. */
export function meantBy(given: string, entries: readonly FleetEntry[]): readonly FleetEntry[] {
	// The engine writes names with a leading slash.
	const target = given.replace(/^\//, '');
	const named = entries.filter(isNamed(target));
	return named.length > 0 ? named : entries.filter(({id}) => isIdPrefix(target, id));
}

const isNamed =
	(target: string) =>
	({name, id, row, assessed}: FleetEntry): boolean => {
		const service = assessed?.facts.compose?.service ?? row?.Labels?.['com.docker.compose.service'];
		return matchesGlob(target, name) || id === target || (service !== undefined && matchesGlob(target, service));
	};
