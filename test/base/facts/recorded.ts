import {readFileSync} from 'node:fs';
import type {
	ContainerChanges,
	ContainerInspect,
	ContainerTop,
	EngineInfo,
	EngineVersion,
	ImageHistoryRow,
	ImageInspect,
	NetworkInspect,
	VolumeInspect,
} from '../../../src/base/answers/index.js';
import {known} from '../../../src/base/answers/index.js';
import {type ContainerFacts, containerFacts} from '../../../src/base/facts/container-facts.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import type {EngineFacts} from '../../../src/base/facts/engine-facts.js';
import {imageFacts} from '../../../src/base/facts/image.js';
import type {ImageFacts} from '../../../src/base/facts/image-facts.js';

export type RecordedAnswers = {
	version: EngineVersion;
	info: EngineInfo;
	containers: {inspect: ContainerInspect; top: ContainerTop | null; changes: ContainerChanges}[];
	images: {inspect: ImageInspect; history: ImageHistoryRow[]}[];
	networks: NetworkInspect[];
	volumes: VolumeInspect[];
};

export type RecordedFleet = {
	readonly answers: RecordedAnswers;
	readonly engine: EngineFacts;
	readonly images: readonly ImageFacts[];
	container(name: string): ContainerFacts;
};

export const readRecorded = (file: string): RecordedAnswers =>
	JSON.parse(readFileSync(new URL(`../../recorded/${file}`, import.meta.url), 'utf8'));

/** Facts of a recorded engine, made as a live one makes them. */
export function recordedFleet(file: string): RecordedFleet {
	const answers = readRecorded(file);
	const containers = new Map(answers.containers.map(({inspect}) => [inspect.Id, inspect]));
	const engine = engineFacts({
		version: answers.version,
		info: answers.info,
		networks: known(answers.networks),
		containers: containers.values(),
	});
	const images = answers.images.map(({inspect, history}) => imageFacts(inspect, {history: known(history)}));
	const context = {engine, containers, volumes: answers.volumes, images: new Map(images.map(image => [image.id, image]))};
	const facts = new Map([...containers.values()].map(inspect => [inspect.Name, containerFacts(inspect, context)]));
	return {
		answers,
		engine,
		images,
		container(name) {
			const found = facts.get(`/${name}`);
			if (found === undefined) throw new Error(`${file} holds no container ${name}`);
			return found;
		},
	};
}

/** Real fleets of Docker and Podman, plain and strict, rootless, and on control groups of version 2. */
export const recordedFleets = (): RecordedAnswers[] =>
	[
		...'docker-26.1.5-fleet.json docker-26.1.5-strict.json podman-5.4.2-fleet.json'.split(' '),
		...'podman-5.4.2-rootless.json docker-26.1.5-cgroup2.json'.split(' '),
	].map(readRecorded);
