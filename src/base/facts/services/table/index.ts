import type {Service} from '../service.js';
import {consoles} from './consoles.js';
import {dashboards} from './dashboards.js';
import {databases} from './databases.js';
import {enginesAndDebuggers} from './engines-and-debuggers.js';
import {messaging} from './messaging.js';
import {postgresql} from './postgresql.js';
import {redis} from './redis.js';
import {searchAndModels} from './search-and-models.js';

/** Every service whose authentication its configuration shows. */
export const services: readonly Service[] = [
	...redis,
	...postgresql,
	...databases,
	...messaging,
	...searchAndModels,
	...consoles,
	...dashboards,
	...enginesAndDebuggers,
];
