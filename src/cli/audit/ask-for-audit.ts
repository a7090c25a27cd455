import {type ContainerFacts, forEachLimited} from '../../base/index.js';
import type {AssessedContainer, Fleet, OnDemand} from '../../judge/index.js';

/** One container per image in use; a running one if there is any, since it shows more. */
function oneOfEachImage(containers: readonly ContainerFacts[]): readonly string[] {
	const inOrder = [...containers].sort((a, b) => Number(a.pid !== null) - Number(b.pid !== null));
	return [...new Map(inOrder.map(({imageId, id}) => [imageId, id])).values()];
}

/** Image contents are read from this host if possible, else from the engine. */
const ofImages: readonly OnDemand[] = ['os', 'setuid', 'files'];

/**
 * Fetches the evidence that is expensive for the engine or leaves an event: processes and changed files of each container,
 * the base system and setuid files of each image in use. Once for each.
 */
export async function collectDeepEvidence(fleet: Fleet, assessed: readonly AssessedContainer[]): Promise<void> {
	const containers = assessed.map(({facts}) => facts);
	await forEachLimited(oneOfEachImage(containers), 2, async id => {
		for (const what of ofImages) await fleet.ask(id, what);
	});
	await forEachLimited(containers, 4, async ({id, pid}) => {
		if (pid !== null) await fleet.ask(id, 'processes');
		await fleet.ask(id, 'changes');
	});
}
