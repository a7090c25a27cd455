import {at, isObject, list, rawText} from '../formats/json.js';
import {isWithdrawn} from './advisory-row.js';

/** What one advisory says of one package. */
export type AdvisoryPart = {
	/** As the advisory files it: `Debian:12`, `npm`; of several releases all of them. */
	readonly ecosystems: readonly string[];
	readonly name: string;
	readonly part: unknown;
};

/** `Debian` of `Debian:12`: each has its own archive. */
export const archiveOf = (ecosystem: string): string => ecosystem.split(':')[0] ?? '';

/**
 * An advisory once for each package and archive, reduced to what is about that package; none of a withdrawn one.
 * `id` and `modified` come first: an update reads only them (`headOf`).
 */
export function partsOf(advisory: unknown): readonly AdvisoryPart[] {
	if (!isObject(advisory) || isWithdrawn(advisory)) return [];
	const byPackage = new Map<string, {ecosystems: string[]; name: string; affected: unknown[]}>();
	for (const affected of list(advisory['affected'])) {
		const ecosystem = rawText(at(affected, 'package', 'ecosystem'));
		const name = rawText(at(affected, 'package', 'name'));
		if (ecosystem === '' || name === '' || /[\t\n\r]/.test(name)) continue;
		const key = `${archiveOf(ecosystem)}\t${name}`;
		const group = byPackage.get(key) ?? {ecosystems: [], name, affected: []};
		byPackage.set(key, group);
		group.ecosystems.push(ecosystem);
		group.affected.push(affected);
	}
	const {id, modified, aliases, upstream, summary, published, severity, references, database_specific} = advisory;
	const common = {
		aliases,
		upstream,
		summary,
		details: rawText(advisory['details']).slice(0, 1000),
		published,
		severity,
		references: list(references).slice(0, 1),
		database_specific: {severity: at(database_specific, 'severity')},
	};
	return [...byPackage.values()].map(({ecosystems, name, affected}) => ({
		ecosystems,
		name,
		part: {id: rawText(id), modified: rawText(modified), ...common, affected},
	}));
}

/** Id and time of a stored part, without parsing the rest; `null` when it does not begin with them. */
export function headOf(part: string): {id: string; modified: string} | null {
	const [, id, modified] = /^\{"id":"([^"\\]*)","modified":"([^"\\]*)"/.exec(part) ?? [];
	return id === undefined || modified === undefined ? null : {id, modified};
}
