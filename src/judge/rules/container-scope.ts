import {once, serviceAccess} from '../../base/index.js';
import type {DangerTable} from './dangers/danger.js';
import {dangerTable} from './dangers/index.js';
import type {ContainerScope} from './scope.js';

/** What is known of a container before its rules are asked. */
export type ContainerParts = Omit<ContainerScope, 'dangers' | 'services'>;

/** The scope of the rules on one container: what several of them ask for is worked out once. */
export function scopeOf(parts: ContainerParts, dangers: DangerTable = dangerTable(parts)): ContainerScope {
	return {...parts, dangers, services: once(() => serviceAccess(parts.container, parts.image))};
}
