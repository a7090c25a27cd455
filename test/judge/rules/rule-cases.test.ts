import {describe, expect, it} from 'vitest';
import {judgeContainer, judgeEngine, judgeHost, judgeImage, judgeSwarm} from '../../../src/judge/rules/judge.js';
import type {ContainerVerdict} from '../../../src/judge/rules/verdict.js';
import {containerScope, engineScope, hostScope, imageScope} from '../../support/example-scope.js';
import {engineAccessCases} from './container-cases/engine-access.js';
import {imageCases as containerImageCases} from './container-cases/images.js';
import {isolationCases} from './container-cases/isolation.js';
import {mountCases} from './container-cases/mounts.js';
import {networkCases} from './container-cases/network.js';
import {processCases} from './container-cases/processes.js';
import {serviceCases} from './container-cases/services.js';
import {settingCases} from './container-cases/settings.js';
import {socketProxyCases} from './container-cases/socket-proxies.js';
import {userCases} from './container-cases/users.js';
import type {Cases} from './rule-cases.js';
import {engineCases} from './target-cases/engine.js';
import {hostCases} from './target-cases/host.js';
import {imageCases} from './target-cases/image.js';
import {swarmCases} from './target-cases/swarm.js';

/** Besides the two examples of each rule: steps of severity, what is not known, what does not apply. */
function judgeCases<Example>(cases: Cases<Example>, judge: (example: Example) => readonly ContainerVerdict[]) {
	describe.each(Object.entries(cases))('%s', (slug, rows) => {
		it.each(rows.map(([what, ...rest]) => ({what, rest})))('$what', ({rest: [example, verdict, severity, detail]}) => {
			const found = judge(example).find(({rule}) => rule === slug);
			expect(found, `reasons: ${JSON.stringify(found?.reasons)}`).toMatchObject({
				verdict,
				...(severity === undefined ? {} : {severity}),
			});
			if (detail !== undefined) expect(found?.detail).toMatch(detail);
			if (verdict === 'unknown') expect(found?.reasons.every(({reason}) => reason.length > 5)).toBe(true);
		});
	});
}

const judgeExample = (example: Parameters<typeof containerScope>[0]) => judgeContainer(containerScope(example));
for (const cases of [
	...[userCases, isolationCases, mountCases, engineAccessCases, containerImageCases],
	...[processCases, networkCases, settingCases, serviceCases, socketProxyCases],
])
	judgeCases(cases, judgeExample);
judgeCases(imageCases, example => judgeImage(imageScope(example)));
judgeCases(engineCases, example => judgeEngine(engineScope(example)));
judgeCases(hostCases, example => judgeHost(hostScope(example)));
judgeCases(swarmCases, example => judgeSwarm(engineScope(example)));

it('says that the gid of a named group is in the image’s group file', () => {
	const found = judgeExample({Config: {User: '1000:docker'}}).find(({rule}) => rule === 'container-root-group');
	expect(found).toMatchObject({verdict: 'unknown', reasons: [{reason: expect.stringContaining('the gid of docker')}]});
});

it('does not know the registry of an id whose image could not be inspected', () => {
	const scope = containerScope({Config: {Image: '0123456789ab'}, settings: {allowedRegistries: ['docker.io']}});
	const found = judgeContainer({...scope, image: null}).find(({rule}) => rule === 'container-registry');
	expect(found?.verdict).toBe('unknown');
});
