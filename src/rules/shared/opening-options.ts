import type {ContainerFacts} from '../../facts/index.js';
import {securityOptions} from './flags.js';

/**
 * The options that left masked and read-only paths open, as they were typed where the engine repeats them.
 * @source podman-run(1), docker run reference: Docker turns its option into empty lists of paths
 */
export function openingOptions(container: ContainerFacts): readonly string[] {
	const {systemPaths} = container;
	if (systemPaths.kind === 'unmasked' && systemPaths.by === 'privileged') return ['--privileged'];
	if (systemPaths.kind === 'unmasked' && systemPaths.by === 'systempaths') return ['--security-opt systempaths=unconfined'];
	const typed = unmasking(container);
	return typed.length === 0 && systemPaths.kind === 'unmasked' ? ['--security-opt unmask=ALL'] : typed;
}

const unmasking = (container: ContainerFacts): readonly string[] => securityOptions(container, /^unmask[=:]/);

/** The field that shows which paths are open: Podman reports the option, and never the lists. */
export const pathsField = (container: ContainerFacts, list: 'MaskedPaths' | 'ReadonlyPaths'): string =>
	`HostConfig.${container.privileged ? 'Privileged' : unmasking(container).length > 0 ? 'SecurityOpt' : list}`;
