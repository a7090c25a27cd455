import type {EngineExample} from '../../../src/rules/rule.js';
import {exampleManager} from '../../../src/rules/swarm/shared/examples.js';
import type {Cases} from './case.js';

export const swarmCases: Cases<EngineExample> = {
	'swarm-autolock': [
		['an answer without the setting', {facts: exampleManager({swarm: {Spec: {}}})}, 'unknown'],
		['no swarm', {}, 'not-applicable'],
	],
};
