import container from '../../../scripts/new-rule/container.js';
import engine from '../../../scripts/new-rule/engine.js';
import host from '../../../scripts/new-rule/host.js';
import image from '../../../scripts/new-rule/image.js';
import swarm from '../../../scripts/new-rule/swarm.js';
import type {Rule} from '../../../src/judge/rules/rule.js';
import {judgeExample} from '../../support/example-scope.js';

const templates: Readonly<Record<Rule['target'], Rule>> = {container, engine, host, image, swarm};

/** What there is to write in a rule, by the name that a person looks for. */
const parts: Readonly<Record<string, (rule: Rule) => string | undefined>> = {
	title: ({title}) => title,
	rationale: ({rationale}) => rationale,
	'remedy text': rule => judgeExample(rule, 'bad').remedy?.text,
	'remedy mayBreak': rule => judgeExample(rule, 'bad').remedy?.mayBreak ?? undefined,
	'bad example': ({examples, slug}) => JSON.stringify(examples.bad).replaceAll(slug, ''),
};

/** The parts of a rule that still are those of the template from which `npm run new:rule` started it. */
export const unfilledParts = (rule: Rule): readonly string[] =>
	Object.entries(parts).flatMap(([name, of]) => {
		const written = of(rule);
		return written !== undefined && written === of(templates[rule.target]) ? [name] : [];
	});
