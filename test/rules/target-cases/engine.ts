import type {EngineExample} from '../../../src/rules/rule.js';
import type {Cases} from './case.js';

export const engineCases: Cases<EngineExample> = {
	'engine-experimental': [
		['Podman, every build of which calls itself experimental', {facts: {kind: 'podman', experimental: true}}, 'not-applicable'],
		['an engine without /info', {facts: {experimental: null}}, 'unknown'],
	],
};
