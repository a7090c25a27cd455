import type {ContainerInspect} from '../answers/index.js';
import {type ContainerFacts, configurationKey, containerFacts, type FactsContext, individualFacts} from '../facts/index.js';
import {judgeContainer} from '../rules/judge.js';
import {type Exemplar, judgeFirst, judgeLike} from '../rules/judge-alike.js';
import type {ContainerScope} from '../rules/rule.js';
import type {ContainerVerdict} from '../rules/verdict.js';

/**
 * Facts and verdicts of containers of which many are alike: a host with hundreds of them runs replicas. What two of one configuration
 * have in common is worked out once; what comes out is the same as without it.
 */
export type Alike = {
	facts(inspect: ContainerInspect, context: FactsContext): ContainerFacts;
	verdicts(scope: ContainerScope): readonly ContainerVerdict[];
	/** Lets go of what was kept for the next of the same configuration. */
	forget(): void;
};

type First = {readonly context: FactsContext; readonly facts: ContainerFacts; exemplar: Exemplar | null};

export function createAlike(): Alike {
	const firsts = new Map<string, First>();
	const keys = new WeakMap<ContainerInspect, string | null>();
	const keyOf = (inspect: ContainerInspect): string | null => {
		const known = keys.get(inspect);
		if (known !== undefined) return known;
		const key = configurationKey(inspect, known => firsts.has(known));
		keys.set(inspect, key);
		return key;
	};

	return {
		facts(inspect, context) {
			const key = keyOf(inspect);
			if (key === null) return containerFacts(inspect, context);
			const first = firsts.get(key);
			if (first?.context === context) return {...first.facts, ...individualFacts(inspect, context, first.facts)};
			const facts = containerFacts(inspect, context);
			firsts.set(key, {context, facts, exemplar: null});
			return facts;
		},
		verdicts(scope) {
			const key = keyOf(scope.container.raw);
			const first = key === null ? undefined : firsts.get(key);
			if (first === undefined) return judgeContainer(scope);
			const {exemplar} = first;
			// The first itself may come again, with more that is known of it.
			const isAnother = exemplar !== null && exemplar.scope.container.id !== scope.container.id;
			const taken = isAnother ? judgeLike(scope, exemplar) : null;
			if (taken !== null) return taken;
			first.exemplar = judgeFirst(scope);
			return first.exemplar.verdicts;
		},
		forget: () => firsts.clear(),
	};
}
