import {containerRules} from './container/index.js';
import {engineRules} from './engine/index.js';
import {hostRules} from './host/index.js';
import {imageRules} from './image/index.js';
import type {Rule} from './rule.js';
import {swarmRules} from './swarm/index.js';

export {containerRules, engineRules, hostRules, imageRules, swarmRules};

/** Every rule that dockscope has. */
export const rules: readonly Rule[] = [...containerRules, ...imageRules, ...engineRules, ...hostRules, ...swarmRules];

const bySlug = new Map(rules.map(rule => [rule.slug, rule]));

/** The page of a rule, by the slug that stands in a verdict or a policy file. */
export const findRule = (slug: string): Rule | undefined => bySlug.get(slug);
