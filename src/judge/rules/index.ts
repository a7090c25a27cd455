import {containerRules} from './container/index.js';
import {engineRules as allEngineRules} from './engine/index.js';
import {hostRules as allHostRules} from './host/index.js';
import {imageRules as allImageRules} from './image/index.js';
import type {Rule} from './rule.js';
import {swarmRules as allSwarmRules} from './swarm/index.js';

/** By their number in the benchmark; what it does not have comes last, by slug. */
const inBenchmarkOrder = <R extends Rule>(rules: readonly R[]): readonly R[] =>
	[...rules].sort((a, b) => numbers.compare(orderOf(a), orderOf(b)));

const numbers = new Intl.Collator('en', {numeric: true});
const orderOf = ({cis, slug}: Rule): string => cis['1.8.0'] ?? `9 ${slug}`;

export {containerRules};
export const imageRules = inBenchmarkOrder(allImageRules);
export const engineRules = inBenchmarkOrder(allEngineRules);
export const hostRules = inBenchmarkOrder(allHostRules);
export const swarmRules = inBenchmarkOrder(allSwarmRules);

/** Every rule that dockscope has. */
export const rules: readonly Rule[] = [...containerRules, ...imageRules, ...engineRules, ...hostRules, ...swarmRules];

const bySlug = new Map(rules.map(rule => [rule.slug, rule]));

/** The page of a rule, by the slug in a verdict or a policy file. */
export const findRule = (slug: string): Rule | undefined => bySlug.get(slug);
