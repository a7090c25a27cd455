import {type EngineFacts, type SafeText, safe, trusted} from '../../base/index.js';
import type {Generation} from './store/workload.js';

/** Of a generation that was recorded on more than one engine. */
export const severalEngines = trusted('several');

/**
 * What stays the same for an engine, by whatever address it is reached, and differs between two: evidence of one says nothing about the other.
 * Empty before `/info` has answered.
 *
 * @source moby daemon/id.go: Docker keeps its id in a file; podman pkg/api/handlers/compat/info.go makes up a new one for each answer, so there
 *   it is the host and the directory of the engine
 */
export function engineIdentity({kind, id, name, rootDirectory}: EngineFacts): SafeText {
	if (kind === 'docker') return id;
	return rootDirectory === null ? trusted('') : safe`${name}:${rootDirectory}`;
}

/** Whether a generation counts for an engine: after a crash of the recorder it may not be known where it ran. @param identity  by `engineIdentity` */
export const isOfEngine = ({engine}: Pick<Generation, 'engine'>, identity: string): boolean =>
	engine === '' || engine === identity;
