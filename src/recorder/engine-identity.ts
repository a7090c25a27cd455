import type {EngineFacts} from '../facts/index.js';
import {type SafeText, safe, trusted} from '../terminal/safe-text.js';

/**
 * What stays the same for an engine, by whatever address it is reached. Podman answers with another ID each time.
 *
 * @source moby daemon/id.go (`engine-id` in its data directory); podman pkg/api/handlers/compat/info.go
 */
export const engineIdentity = ({
	kind,
	id,
	name,
	rootDirectory,
}: Pick<EngineFacts, 'kind' | 'id' | 'name' | 'rootDirectory'>): SafeText =>
	kind === 'docker' && id !== '' ? id : safe`${name} ${rootDirectory ?? trusted('')}`;
