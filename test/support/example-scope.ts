import {type ContainerInspect, type EngineInfo, type ImageInspect, known} from '../../src/base/answers/index.js';
import {
	type ContainerFacts,
	containerFacts,
	type EngineFacts,
	engineFacts,
	type ImageFacts,
	imageFacts,
} from '../../src/base/facts/index.js';
import {withUnauthenticatedPorts} from '../../src/base/facts/services/open-ports.js';
import {unseenHost} from '../../src/base/host/unseen-host.js';
import {scopeOf} from '../../src/judge/rules/container-scope.js';
import {judgeContainer, judgeEngine, judgeHost, judgeImage, judgeSwarm} from '../../src/judge/rules/judge.js';
import type {ContainerExample, EngineExample, HostExample, ImageExample, Rule} from '../../src/judge/rules/rule.js';
import {
	type ContainerScope,
	defaultSettings,
	type EngineScope,
	type HostScope,
	type ImageScope,
} from '../../src/judge/rules/scope.js';
import type {ContainerVerdict} from '../../src/judge/rules/verdict.js';
import {
	plainBridge,
	plainConfig,
	plainContainer,
	plainHostConfig,
	plainInfo,
	plainNetworks,
	plainVersion,
} from './plain-answers.js';

/** A whole inspect answer from the parts that an example names. */
export function exampleInspect(parts: Partial<ContainerInspect>): ContainerInspect {
	return {
		...plainContainer,
		...parts,
		State: {...plainContainer.State, ...parts.State},
		HostConfig: {...plainHostConfig, ...parts.HostConfig},
		Config: {...plainConfig, ...parts.Config},
		NetworkSettings: {...plainNetworks, ...parts.NetworkSettings},
	};
}

const exampleImage = (parts: Partial<ImageInspect>): ImageInspect => ({
	Id: plainContainer.Image,
	RepoTags: ['nginx:1.27'],
	RepoDigests: [`nginx@sha256:${'2'.repeat(64)}`],
	Created: '2026-10-20T00:00:00Z',
	Architecture: 'amd64',
	...parts,
	Config: {Env: plainConfig.Env, ...parts.Config},
});

const exampleEngine = (
	info: EngineInfo | undefined,
	overlay: Partial<EngineFacts> | undefined,
	containers: Iterable<ContainerInspect>,
): EngineFacts => ({
	...engineFacts({version: plainVersion, info: {...plainInfo, ...info}, networks: known([plainBridge]), containers}),
	...overlay,
});

/** The scope of a container rule's example, through the facts that a real answer goes through. */
export function containerScope(example: ContainerExample): ContainerScope {
	const {
		engineInfo,
		image,
		others = [],
		facts,
		engine: engineOverlay,
		imageFacts: imageOverlay,
		host,
		settings,
		...parts
	} = example;
	const inspects = [exampleInspect(parts), ...others.map(exampleInspect)];
	const engine = exampleEngine(engineInfo, engineOverlay, inspects);
	const imageOf: ImageFacts = {...imageFacts(exampleImage(image ?? {}), {store: engine.imageStore}), ...imageOverlay};
	const containers = new Map(inspects.map(inspect => [inspect.Id, inspect]));
	const images = new Map([[imageOf.id, imageOf]]);
	const sources = host?.sources === undefined ? undefined : new Map(Object.entries(host.sources));
	const fleet = new Map(inspects.map(inspect => [inspect.Id, containerFacts(inspect, {engine, images, containers, sources})]));
	const [own] = fleet.values();
	if (own === undefined) throw new Error('an example has a container');
	const container: ContainerFacts = withUnauthenticatedPorts({...own, ...facts}, imageOf);
	fleet.set(container.id, container);
	return scopeOf({
		container,
		image: imageOf,
		engine,
		host: host === undefined ? null : {...unseenHost('not part of this example'), unseen: null, ...host},
		fleet,
		settings: {...defaultSettings, ...settings},
		now: someday,
	});
}

const someday = '2026-11-24T12:00:00Z';

export function imageScope({history, engineInfo, facts, settings, now, ...parts}: ImageExample): ImageScope {
	const engine = exampleEngine(engineInfo, undefined, []);
	const extras = {store: engine.imageStore, ...(history === undefined ? {} : {history: known(history)})};
	return {
		image: {...imageFacts(exampleImage(parts), extras), ...facts},
		engine,
		settings: {...defaultSettings, ...settings},
		now: now ?? someday,
	};
}

export function engineScope({facts, host, containers = [], images = [], now}: EngineExample): EngineScope {
	const inspects = containers.map(exampleInspect);
	const engine = exampleEngine(undefined, facts, inspects);
	const byId = new Map(inspects.map(inspect => [inspect.Id, inspect]));
	return {
		engine,
		host: host === undefined ? null : {...unseenHost('not part of this example'), unseen: null, ...host},
		fleet: new Map(inspects.map(inspect => [inspect.Id, containerFacts(inspect, {engine, containers: byId})])),
		images: new Map(images.map(image => imageFacts(exampleImage(image))).map(image => [image.id, image])),
		settings: defaultSettings,
		now: now ?? someday,
	};
}

export function hostScope({host, facts}: HostExample): HostScope {
	return {
		host: {...unseenHost('not part of this example'), unseen: null, ...host},
		engine: exampleEngine(undefined, facts, []),
		now: someday,
	};
}

/** The verdict of a rule on one of its examples. */
export function judgeExample(rule: Rule, which: 'bad' | 'good'): ContainerVerdict {
	const [verdict] = verdictsOn(rule, which);
	if (verdict === undefined) throw new Error('a rule gives a verdict');
	return verdict;
}

function verdictsOn(rule: Rule, which: 'bad' | 'good'): ContainerVerdict[] {
	switch (rule.target) {
		case 'container':
			return judgeContainer(containerScope(rule.examples[which]), [rule]);
		case 'image':
			return judgeImage(imageScope(rule.examples[which]), [rule]);
		case 'engine':
			return judgeEngine(engineScope(rule.examples[which]), [rule]);
		case 'host':
			return judgeHost(hostScope(rule.examples[which]), [rule]);
		case 'swarm':
			return judgeSwarm(engineScope(rule.examples[which]), [rule]);
	}
}
