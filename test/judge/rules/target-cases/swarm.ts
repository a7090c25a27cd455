import type {EngineExample} from '../../../../src/judge/rules/rule.js';
import {exampleManager} from '../../../../src/judge/rules/swarm/shared/manager-examples.js';
import {type Cases, row} from '../rule-cases.js';

export const swarmCases: Cases<EngineExample> = {
	'swarm-autolock': [
		row('an answer without the setting', 'unknown', {facts: exampleManager({swarm: {Spec: {}}})}),
		row('no swarm', 'not-applicable', {}),
	],
};
