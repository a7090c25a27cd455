import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import type {Cases} from '../rule-cases.js';
import {engineAccessCases} from './engine-access.js';
import {imageCases} from './images.js';
import {isolationCases} from './isolation.js';
import {mountCases} from './mounts.js';
import {networkCases} from './network.js';
import {processCases} from './processes.js';
import {serviceCases} from './services.js';
import {settingCases} from './settings.js';
import {socketProxyCases} from './socket-proxies.js';
import {userCases} from './users.js';

/** In addition to the two examples of each rule: steps of severity, what is not known, what does not apply. */
export const containerCases: Cases<ContainerExample> = {
	...userCases,
	...isolationCases,
	...mountCases,
	...engineAccessCases,
	...imageCases,
	...processCases,
	...networkCases,
	...settingCases,
	...serviceCases,
	...socketProxyCases,
};
