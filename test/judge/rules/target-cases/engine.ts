import type {EngineExample} from '../../../../src/judge/rules/rule.js';
import {type Cases, row} from '../rule-cases.js';

export const engineCases: Cases<EngineExample> = {
	'engine-experimental': [
		row('Podman, every build of which calls itself experimental', 'not-applicable', {
			facts: {kind: 'podman', experimental: true},
		}),
		row('an engine without /info', 'unknown', {facts: {experimental: null}}),
	],
};
