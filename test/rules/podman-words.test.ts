import {describe, expect, it} from 'vitest';
import {containerRules, engineRules, hostRules, imageRules} from '../../src/rules/index.js';
import {judgeContainer, judgeEngine, judgeHost, judgeImage} from '../../src/rules/judge.js';
import type {Verdict} from '../../src/rules/verdict.js';
import {containerScope, engineScope, hostScope, imageScope} from '../support/example-scope.js';

/** Files, options and programs that Podman has not. */
const dockers =
	/daemon\.json|dockerd|docker (network|run|exec|build|builder)|docker\.(service|socket|rules)|systempaths|-k docker/;

const saidOf = (verdicts: readonly Verdict[]): string[] =>
	verdicts.flatMap(({verdict, rule, remedy, detail}) =>
		verdict === 'fail' ? [`${rule}: ${detail} ${JSON.stringify(remedy)}`] : [],
	);

describe('what is advised on Podman', () => {
	const podman = {kind: 'podman'} as const;

	it('is nothing of Docker’s, whatever is wrong with a container', () => {
		const said = containerRules.flatMap(rule =>
			saidOf(
				judgeContainer(
					containerScope({
						...rule.examples.bad,
						engine: {...rule.examples.bad.engine, ...podman},
						HostConfig: {...rule.examples.bad.HostConfig, Annotations: {'io.container.manager': 'libpod'}},
					}),
					[rule],
				),
			),
		);
		expect(said.length).toBeGreaterThan(60);
		expect(said.filter(text => dockers.test(text))).toEqual([]);
	});

	it('is nothing of Docker’s, whatever is wrong with an image, the engine and its host', () => {
		const said = [
			...imageRules.flatMap(rule =>
				saidOf(judgeImage({...imageScope(rule.examples.bad), engine: engineScope({facts: podman}).engine}, [rule])),
			),
			...engineRules.flatMap(rule =>
				saidOf(judgeEngine(engineScope({...rule.examples.bad, facts: {...rule.examples.bad.facts, ...podman}}), [rule])),
			),
			...hostRules.flatMap(rule =>
				saidOf(judgeHost(hostScope({...rule.examples.bad, facts: {...rule.examples.bad.facts, ...podman}}), [rule])),
			),
		];
		expect(said.some(text => text.startsWith('host-audit-runc: '))).toBe(true);
		expect(said.filter(text => dockers.test(text))).toEqual([]);
		expect(said.filter(text => /^host-audit-(containerd|etc-docker|dockerd)/.test(text))).toEqual([]);
	});
});
