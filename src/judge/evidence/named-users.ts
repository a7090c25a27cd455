import {noteUnforeseen, sanitise, unknown, userFacts} from '../../base/index.js';
import type {ContainerRecord} from '../inventory/container-record.js';
import {collectEvidence} from './collect-evidence.js';
import type {EvidenceSource} from './evidence-source.js';
import {imagePlaceOf} from './host-evidence.js';

/**
 * Resolves users that are configured by name (`USER app`), and the group of users given only by
 * number, through the image's /etc/passwd. For each new image of these containers this host's files are read, which leaves no trace;
 * the engine is asked only when there is a name, once per image.
 */
export async function learnNamedUsers(source: EvidenceSource, ids: Iterable<string>): Promise<void> {
	const {state, host, signal} = source;
	for (const id of ids) {
		const record = state.records.get(id);
		const imageId = record?.inspect?.Image ?? '';
		const image = state.images.get(imageId);
		if (record === undefined || image === undefined || image.accounts !== undefined || signal.aborted) continue;
		const need = needOf(record);
		if (need === 'nothing') continue;
		try {
			const seen = host !== null && state.local === true ? await host.readAccounts(imagePlaceOf(record, image.inspect)) : null;
			if (seen?.known === true) state.images.set(imageId, {...(state.images.get(imageId) ?? image), accounts: seen});
			else if (need === 'name') await collectEvidence(source, record, 'accounts');
		} catch (error) {
			const reason = noteUnforeseen(`reading the users of the image ${sanitise(imageId.slice(0, 19))}`, error);
			state.images.set(imageId, {...image, accounts: unknown('image:/etc/passwd', reason)});
		}
	}
}

function needOf({inspect}: ContainerRecord): 'name' | 'group' | 'nothing' {
	const {uid, gid} = userFacts(inspect?.Config?.User, null, null);
	return uid === null ? 'name' : gid === null ? 'group' : 'nothing';
}
