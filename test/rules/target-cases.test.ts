import {describe, expect, it} from 'vitest';
import {judgeEngine, judgeHost, judgeImage, judgeSwarm} from '../../src/rules/judge.js';
import type {ContainerVerdict} from '../../src/rules/verdict.js';
import {engineScope, hostScope, imageScope} from '../support/example-scope.js';
import type {Cases} from './target-cases/case.js';
import {engineCases} from './target-cases/engine.js';
import {hostCases} from './target-cases/host.js';
import {imageCases} from './target-cases/image.js';
import {swarmCases} from './target-cases/swarm.js';

/** Besides the two examples of each rule: steps of severity, what is not known, what does not apply. */
function judgeCases<Example>(cases: Cases<Example>, judge: (example: Example) => readonly ContainerVerdict[]) {
	describe.each(Object.entries(cases))('%s', (slug, rows) => {
		it.each(rows.map(([what, ...rest]) => ({what, rest})))('$what', ({rest: [example, verdict, severity, detail]}) => {
			const found = judge(example).find(({rule}) => rule === slug);
			expect(found).toMatchObject({verdict, ...(severity === undefined ? {} : {severity})});
			if (detail !== undefined) expect(found?.detail).toMatch(detail);
			if (verdict === 'unknown') expect(found?.reasons.every(({reason}) => reason.length > 5)).toBe(true);
		});
	});
}

judgeCases(imageCases, example => judgeImage(imageScope(example)));
judgeCases(engineCases, example => judgeEngine(engineScope(example)));
judgeCases(hostCases, example => judgeHost(hostScope(example)));
judgeCases(swarmCases, example => judgeSwarm(engineScope(example)));
