import type {Fleet} from '../fleet/fleet-model.js';
import {forEachLimited} from '../fleet/pool.js';

/**
 * Asks for the evidence of an audit that costs the engine little and leaves no event behind: the history of each image in use, and
 * what runs by exec in the containers that have any.
 */
export async function askForAudit(fleet: Fleet): Promise<void> {
	const containers = fleet.model().entries.flatMap(({assessed}) => assessed?.facts ?? []);
	const ofImage = new Map(containers.map(({imageId, id}) => [imageId, id]));
	await forEachLimited(ofImage.values(), 4, id => fleet.ask(id, 'history'));
	const withExecs = containers.filter(({execIds}) => execIds.length > 0);
	await forEachLimited(withExecs, 4, ({id}) => fleet.ask(id, 'execs'));
}
