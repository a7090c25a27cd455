import {unknown} from '../answers/index.js';
import {userFacts} from '../facts/user.js';
import {sanitise} from '../terminal/sanitise.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';
import type {Asker} from './ask.js';
import type {ContainerRecord} from './container-record.js';
import {imagePlaceOf} from './seen-on-host.js';

/**
 * Who a user is that the configuration gives by name (`USER app`) stands in the image's /etc/passwd, and so does the group of one given
 * by number alone. For each image of these containers that nobody has looked into: this host's files are read, which leaves no trace;
 * the engine is asked for a name alone, once for each image.
 *
 * @returns the ids of the images that are known better now
 */
export async function learnNamedUsers(asker: Asker, ids: Iterable<string>): Promise<ReadonlySet<string>> {
	const {state, host, signal} = asker;
	const learnt = new Set<string>();
	for (const id of ids) {
		const record = state.records.get(id);
		const imageId = record?.inspect?.Image ?? '';
		const image = state.images.get(imageId);
		if (record === undefined || image === undefined || image.accounts !== undefined || signal.aborted) continue;
		const need = needOf(record);
		if (need === 'nothing') continue;
		try {
			const seen = host !== null && state.local === true ? host.readAccounts(imagePlaceOf(record, image.inspect)) : null;
			if (seen?.known === true) state.images.set(imageId, {...image, accounts: seen});
			else if (need === 'name') await (await import('./ask.js')).answer(asker, record, 'accounts');
		} catch (error) {
			const reason = noteUnforeseen(`reading the users of the image ${sanitise(imageId.slice(0, 19))}`, error);
			state.images.set(imageId, {...image, accounts: unknown('image:/etc/passwd', reason)});
		}
		if (state.images.get(imageId)?.accounts?.known === true) learnt.add(imageId);
	}
	return learnt;
}

function needOf({inspect}: ContainerRecord): 'name' | 'group' | 'nothing' {
	const {uid, gid} = userFacts(inspect?.Config?.User, null, null);
	return uid === null ? 'name' : gid === null ? 'group' : 'nothing';
}
