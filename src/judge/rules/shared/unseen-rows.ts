import {type BlindSpot, type EngineFacts, sanitise} from '../../../base/index.js';
import type {ContainerScope} from '../scope.js';

/**
 * Why some of these could not be seen: the whole list was refused, or the row of one of them is malformed.
 *
 * @param list  `engine:/volumes`
 */
export function unseenRows({blindSpots}: EngineFacts, list: string, names: readonly (string | null)[]): readonly BlindSpot[] {
	const sources = new Set<string>([list, ...names.map(name => sanitise(`${list}/${name}`))]);
	return blindSpots.filter(({source}) => sources.has(source));
}

/** The networks of a container whose rows are malformed: who else is on them, and whether they keep containers apart, is not known. */
export const unseenNetworks = ({container, engine}: Pick<ContainerScope, 'container' | 'engine'>): readonly BlindSpot[] =>
	engine.networks.known
		? unseenRows(
				engine,
				'engine:/networks',
				container.networks.flatMap(({name, id}) => [name, id]),
			)
		: [];
