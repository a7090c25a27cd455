import {composeOrigin, type EngineReader, isUp} from '../../base/index.js';
import type {AssessedContainer, Fleet} from '../../judge/index.js';
import {composeProject} from './compose-projects.js';
import {overridesIn} from './override-files.js';

/** What the commands for one container of a Compose project need to know of the others, and of the project's folder. */
export type ComposeSurroundings = {
	/** Whether the folder has a file of that name; `null` when the folder cannot be looked at. */
	readonly isTaken: ((name: string) => boolean) | null;
	/** Containers of its service, running or not. */
	readonly replicas: number;
	/** Whether one of them is up. */
	readonly isUp: boolean;
};

/**
 * @returns `null` for a container that Compose did not create
 * @throws EngineError
 */
export async function composeSurroundings(
	reader: Pick<EngineReader, 'isLocal'>,
	fleet: Pick<Fleet, 'model'>,
	{facts}: AssessedContainer,
): Promise<ComposeSurroundings | null> {
	const origin = composeOrigin(facts.raw.Config?.Labels);
	if (origin === null) return null;
	const {folder, project, service} = origin;
	const here = fleet
		.model()
		.entries.flatMap(({assessed}) => assessed ?? [])
		.filter(one => composeOrigin(one.facts.raw.Config?.Labels)?.folder === folder);
	const found = composeProject(here, project);
	const taken = folder?.startsWith('/') && (await reader.isLocal()) ? await overridesIn(folder) : null;
	return {
		isTaken: taken === null ? null : name => taken.has(name),
		replicas: found?.counts.get(service) ?? 0,
		isUp: (found?.services.get(service) ?? []).some(({facts}) => isUp(facts)),
	};
}
