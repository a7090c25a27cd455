import fc from 'fast-check';
import {expect, it} from 'vitest';
import {type ContainerInspect, type Known, known, type NetworkInspect, unknown} from '../../../src/base/answers/index.js';
import {readContainerInspect, readNetworkRows} from '../../../src/base/engine/answer-shapes.js';
import {containerFacts} from '../../../src/base/facts/container-facts.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {imageFacts} from '../../../src/base/facts/image.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {judgeContainer, judgeEngine, judgeImage, judgeSwarm} from '../../../src/judge/rules/judge.js';
import {defaultSettings} from '../../../src/judge/rules/scope.js';
import type {ContainerVerdict} from '../../../src/judge/rules/verdict.js';
import {type RecordedAnswers, recordedFleets} from '../../base/facts/recorded.js';

/*
 * What fails by a real answer never passes because a field of that answer is missing, null or of another kind. An empty list, or
 * another value of the same kind, is another answer, and none of this test's.
 */
const recorded = recordedFleets();
const now = '2026-11-25T12:00:00Z';

type Path = readonly (string | number)[];
type Kind = 'text' | 'number' | 'flag' | 'list' | 'object' | 'nothing';

const kindOf = (value: unknown): Kind => {
	if (value === null || value === undefined) return 'nothing';
	if (Array.isArray(value)) return 'list';
	return typeof value === 'string'
		? 'text'
		: typeof value === 'number'
			? 'number'
			: typeof value === 'boolean'
				? 'flag'
				: 'object';
};
const samples = {text: 'x', number: 7, flag: true, list: [], object: {}} as const;

function pathsOf(value: unknown, at: Path = []): Path[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => {
		const path = [...at, Array.isArray(value) ? Number(key) : key];
		return [path, ...pathsOf(inner, path)];
	});
}

const at = (value: unknown, path: Path): unknown =>
	path.reduce<unknown>(
		(inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
		value,
	);

function changed<T>(value: T, path: Path, change: (holder: object, key: string | number) => void): T {
	const copy = structuredClone(value);
	const holder = at(copy, path.slice(0, -1));
	const key = path.at(-1);
	if (typeof holder === 'object' && holder !== null && key !== undefined) change(holder, key);
	return copy;
}

/** Podman gives a command as one text, and signals as numbers. */
const otherKinds: Readonly<Record<string, readonly Kind[]>> = {Cmd: ['text'], Entrypoint: ['text'], StopSignal: ['number']};

/** A copy with one field of another kind, for each kind that no engine gives there. */
function retyped<T>(value: T, path: Path): T[] {
	const kind = kindOf(at(value, path));
	const allowed = [kind, ...(otherKinds[String(path.at(-1))] ?? [])];
	return (Object.keys(samples) as (keyof typeof samples)[])
		.filter(other => kind !== 'nothing' && !allowed.includes(other))
		.map(other => changed(value, path, (holder, key) => Reflect.set(holder, key, samples[other])));
}

/** As each answer is read, live or replayed. Of one without an id there is nothing to judge. */
const readInspect = (given: ContainerInspect): ContainerInspect =>
	readContainerInspect(trusted('test'), {...given, Id: typeof given.Id === 'string' ? given.Id : 'none'});

const imagesOf = (answers: RecordedAnswers) =>
	new Map(answers.images.map(({inspect, history}) => [inspect.Id, imageFacts(inspect, {history: known(history)})]));
/** What the images and the undamaged containers of a fleet are, worked out once. */
const undamaged = new Map(
	recorded.map(answers => {
		const containers = new Map(answers.containers.map(({inspect}) => [inspect.Id, inspect]));
		const {version, info, volumes} = answers;
		const engine = engineFacts({version, info, networks: known(answers.networks), containers: containers.values()});
		const images = imagesOf(answers);
		const facts = (one: ContainerInspect) => containerFacts(one, {engine, containers, images, volumes});
		return [answers, {images, fleet: new Map([...containers].map(([id, one]) => [id, facts(one)]))}];
	}),
);

function judgeOne(answers: RecordedAnswers, index: number, given: ContainerInspect): readonly ContainerVerdict[] {
	const inspect = readInspect(given);
	const containers = new Map(answers.containers.map((one, nth) => [one.inspect.Id, nth === index ? inspect : one.inspect]));
	const engine = engineFacts({
		version: answers.version,
		info: answers.info,
		networks: known(answers.networks),
		containers: containers.values(),
	});
	const {images, fleet: others} = undamaged.get(answers) ?? expect.fail('a fleet that was recorded');
	const container = containerFacts(inspect, {engine, containers, images, volumes: answers.volumes});
	const fleet = new Map([...others, [inspect.Id, container]]);
	const image = images.get(container.imageId) ?? null;
	return judgeContainer({engine, fleet, host: null, settings: defaultSettings, container, image});
}

function networksOf(networks: unknown): Known<readonly NetworkInspect[]> {
	try {
		return known(readNetworkRows(trusted('test'), networks ?? []));
	} catch (error) {
		return unknown('engine:/networks', String(error));
	}
}

const nowPassing = (before: readonly ContainerVerdict[], after: readonly ContainerVerdict[]): readonly string[] => {
	const failing = new Set(before.flatMap(({rule, verdict}) => (verdict === 'fail' ? [rule] : [])));
	return after.flatMap(({rule, verdict}) => (verdict === 'pass' && failing.has(rule) ? [rule] : []));
};

const everyContainer = recorded.flatMap(answers => answers.containers.map(({inspect}, index) => ({answers, inspect, index})));
const nearestTo = (paths: readonly Path[], nth: number): Path => paths[nth % paths.length] ?? [];

it('no container passes because a field is of another kind', () => {
	fc.assert(
		fc.property(fc.constantFrom(...everyContainer), fc.nat(), ({answers, inspect, index}, nth) => {
			const path = nearestTo(pathsOf(inspect), nth);
			const before = judgeOne(answers, index, inspect);
			for (const damaged of retyped(inspect, path)) {
				expect([path.join('.'), ...nowPassing(before, judgeOne(answers, index, damaged))]).toEqual([path.join('.')]);
			}
		}),
		{numRuns: 120},
	);
});

/** Engines leave these out, or give null, when they are empty. */
const mayBeMissing =
	/^(Config\.(ExposedPorts|Healthcheck|StopSignal|Cmd|Entrypoint)|HostConfig\.(DeviceRequests|DeviceCgroupRules|Sysctls|Tmpfs|Runtime|PidsLimit|Ulimits))$/;

it('no container passes because a part, or a field of its configuration, is missing', () => {
	for (const {answers, inspect, index} of everyContainer.filter((_, nth) => nth % 4 === 0)) {
		const before = judgeOne(answers, index, inspect);
		const paths = pathsOf(inspect).filter(path => {
			const [part] = path;
			const isField = path.length === 2 && (part === 'HostConfig' || part === 'Config');
			return path.length === 1 ? part === 'HostConfig' || part === 'Mounts' : isField && !mayBeMissing.test(path.join('.'));
		});
		for (const path of paths) {
			const damaged = changed(inspect, path, (holder, key) => Reflect.deleteProperty(holder, key));
			expect([path.join('.'), ...nowPassing(before, judgeOne(answers, index, damaged))]).toEqual([path.join('.')]);
		}
	}
});

it('no engine and no image passes because a field is of another kind', () => {
	for (const answers of recorded) {
		const base = {version: answers.version, info: answers.info, networks: answers.networks};
		const judge = ({version, info, networks}: typeof base) => {
			const containers = answers.containers.map(({inspect}) => inspect);
			const engine = engineFacts({version: version ?? {}, info: info ?? null, networks: networksOf(networks), containers});
			const scope = {
				engine,
				fleet: new Map(),
				host: null,
				settings: defaultSettings,
				images: undamaged.get(answers)?.images ?? new Map(),
				now,
			};
			return [...judgeEngine(scope), ...judgeSwarm(scope)];
		};
		const before = judge(base);
		for (const path of pathsOf(base).filter(({length}) => length <= 4))
			for (const damaged of retyped(base, path)) {
				expect([path.join('.'), ...nowPassing(before, judge(damaged))]).toEqual([path.join('.')]);
			}
		const engine = engineFacts({version: answers.version, info: answers.info});
		for (const {inspect, history} of answers.images) {
			const judgeIt = (damaged: typeof inspect) =>
				judgeImage({image: imageFacts(damaged, {history: known(history)}), engine, settings: defaultSettings, now});
			const whole = judgeIt(inspect);
			for (const path of pathsOf(inspect))
				for (const damaged of retyped(inspect, path)) {
					expect([path.join('.'), ...nowPassing(whole, judgeIt(damaged))]).toEqual([path.join('.')]);
				}
		}
	}
});
