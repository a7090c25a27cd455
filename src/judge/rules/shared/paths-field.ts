import type {ContainerFacts} from '../../../base/index.js';
import {securityOptions} from '../../changes/confinement.js';

/** The field that shows which paths are open: Podman reports the option, and never the lists. */
export const pathsField = (container: ContainerFacts, list: 'MaskedPaths' | 'ReadonlyPaths'): string =>
	`HostConfig.${container.privileged ? 'Privileged' : securityOptions(container, /^unmask[=:]/).length > 0 ? 'SecurityOpt' : list}`;
