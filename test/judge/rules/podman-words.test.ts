import {describe, expect, it} from 'vitest';
import {containerRules, engineRules, hostRules, imageRules} from '../../../src/judge/rules/index.js';
import {judgeContainer, judgeEngine, judgeHost, judgeImage} from '../../../src/judge/rules/judge.js';
import type {ContainerVerdict} from '../../../src/judge/rules/verdict.js';
import {containerScope, engineScope, hostScope, imageScope} from '../../support/example-scope.js';
import {flagsOf} from '../../support/flags.js';

/** Files, options and programs that Podman has not. */
const dockers =
	/daemon\.json|dockerd|docker (network|run|exec|build|builder)|docker\.(service|socket|rules)|systempaths|-k docker/;

const saidOf = (verdicts: readonly ContainerVerdict[]): string[] =>
	verdicts.flatMap(({verdict, rule, remedy, detail}) =>
		verdict === 'fail' ? [`${rule}: ${detail} ${JSON.stringify(remedy)}`] : [],
	);

describe('what is advised on Podman', () => {
	const podman = {kind: 'podman'} as const;

	it('names nothing specific to Docker, whatever is wrong with a container', () => {
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

	it.each([
		['unmask=/proc/*', ["--security-opt 'unmask=/proc/*'"]],
		['unmask=/proc/sys', ['--security-opt unmask=/proc/sys']],
		['unmask=ALL', ['--security-opt unmask=ALL']],
	])('takes %s away as it was typed', (option, removed) => {
		const verdicts = judgeContainer(
			containerScope({HostConfig: {SecurityOpt: [option], Annotations: {'io.container.manager': 'libpod'}}}),
		);
		expect(flagsOf(verdicts.find(({rule}) => rule === 'container-system-paths')?.remedy)?.remove).toEqual(removed);
	});

	it('shows the size of a log where it was read', () => {
		const log = (LogConfig: object) => {
			const scope = containerScope({HostConfig: {LogConfig, Annotations: {'io.container.manager': 'libpod'}}});
			return judgeContainer(scope)
				.find(({rule}) => rule === 'container-log-limit')
				?.evidence.at(-1);
		};
		expect(log({Type: 'k8s-file', Size: '10MB'})).toMatchObject({path: 'HostConfig.LogConfig.Size', value: '10MB'});
		expect(log({Type: 'json-file', Config: {'max-size': '5m'}})).toMatchObject({
			path: 'HostConfig.LogConfig.Config',
			value: '5m',
		});
	});

	it('names nothing specific to Docker, whatever is wrong with an image, the engine and its host', () => {
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
		// Podman reads the certificates of registries there.
		expect(said.some(text => text.startsWith('host-etc-docker-mode: '))).toBe(true);
	});
});
