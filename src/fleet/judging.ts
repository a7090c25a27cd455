import {isDeepStrictEqual} from 'node:util';
import type {BlindSpot, ContainerInspect} from '../answers/index.js';
import {type ContainerFacts, containerFacts, type EngineFacts, type ImageFacts} from '../facts/index.js';
import type {AssessedContainer} from '../risk/assessment.js';
import {type Surroundings, surroundings} from '../risk/surroundings.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';
import {type AssessContext, assessContainer, pathsOf} from './assess.js';
import {type ContainerRecord, entryOf} from './container-record.js';
import type {FleetState} from './fleet-state.js';
import {type ImageCache, type JudgingContext, makeContext, type Way} from './judging-context.js';
import {isSameAssessment} from './same-assessment.js';
import {hasSamePeers} from './same-peers.js';
import {watchedMap} from './watched-map.js';
import {wideVerdicts} from './wide-verdicts.js';

export type Judging = {
	/** The engine as it is known now. */
	engine(): EngineFacts;
	images(): ReadonlyMap<string, ImageFacts>;
	/** What the engine, or an image, said has changed: facts are made anew from here on. */
	invalidate(): void;
	/**
	 * Makes the facts of one container, for others to be judged with, before any is judged. One that stops what judges it, here or below, is
	 * listed without a grade, with the reason.
	 */
	prepare(record: ContainerRecord): void;
	/** Judges one container by its inspect. */
	judge(record: ContainerRecord): void;
	/** A container as it would be with another inspect. */
	suppose(record: ContainerRecord, inspect: ContainerInspect): AssessedContainer;
	/** Works out again what depends on other containers. Returns whether it changed. */
	settle(record: ContainerRecord): boolean;
	/** Call before a round of `settle`: who is exposed and who is dangerous is looked up anew. */
	lookAround(): void;
	/** Judges engine, host, swarm and images. */
	judgeWide(): void;
};

/** Turns the state's answers into judgements. Pure but for the state that it is given, and cached by it. */
export function createJudging(state: FleetState, way: Way, now: () => number): Judging {
	let context: JudgingContext | null = null;
	let around: Surroundings | null = null;

	const imageCache: ImageCache = new WeakMap();
	let engine: EngineFacts | null = null;
	const current = () => {
		if (context === null) {
			const made = makeContext(state, way, imageCache);
			// What says the same stays the same object, so that whoever shows it has nothing to do.
			engine = engine !== null && isDeepStrictEqual(engine, made.engine) ? engine : made.engine;
			context = {...made, engine, facts: {...made.facts, engine}};
		}
		return context;
	};
	let prepared = new WeakMap<ContainerRecord, ContainerFacts>();
	/** Those that were prepared, unless another answer has come since. */
	const preparedOf = (record: ContainerRecord) => {
		const facts = prepared.get(record);
		prepared.delete(record);
		return facts?.raw === record.inspect ? facts : undefined;
	};
	const factsOf = (record: ContainerRecord, inspect: ContainerInspect): ContainerFacts => ({
		...containerFacts(inspect, current().facts),
		...record.extras,
	});
	/** Does what `judge` and its like do for one container, so that what stops there stops no other. */
	const within = <T>(record: ContainerRecord, instead: T, work: () => T): T => {
		try {
			return work();
		} catch (error) {
			record.failed = {source: 'judging', reason: noteUnforeseen(`judging ${entryOf(record).name}`, error)};
			record.assessed = null;
			record.entry = null;
			state.facts.delete(record.id);
			state.factsVersion += 1;
			return instead;
		}
	};
	const assess = (container: ContainerFacts, onFleet: () => void) => {
		const {engine, images} = current();
		// Neighbours are known when all are there.
		if (state.complete) around ??= surroundings(engine, state.facts);
		const scope: AssessContext = {
			engine,
			host: state.host,
			around,
			policy: state.policy,
			now: new Date(now()).toISOString(),
			fleet: watchedMap(state.facts, onFleet),
		};
		return assessContainer(container, images.get(container.imageId) ?? null, scope);
	};

	const judge = (record: ContainerRecord): void => {
		const {inspect} = record;
		if (inspect === null) return;
		record.needsFleet = false;
		const facts = preparedOf(record) ?? factsOf(record, inspect);
		const assessed = assess(facts, () => {
			record.needsFleet = true;
		});
		const {hasNews} = record;
		record.hasNews = false;
		record.judgedAt = state.factsVersion;
		record.failed = null;
		if (record.assessed !== null && isSameAssessment(record.assessed, assessed)) return;
		if (hasNews) record.changedAt = now();
		record.assessed = assessed;
		record.entry = null;
		if (state.facts.get(record.id) === facts) return;
		state.facts.set(record.id, facts);
		// Its own facts are no news to itself.
		state.factsVersion += 1;
		record.judgedAt = state.factsVersion;
	};

	const settle = (record: ContainerRecord): boolean => {
		const before = record.assessed;
		if (before === null) return false;
		const isStale = record.needsFleet && record.judgedAt !== state.factsVersion;
		if (isStale || !hasSamePeers(before.facts, current().engine)) judge(record);
		around ??= surroundings(current().engine, state.facts);
		const assessed = record.assessed ?? before;
		const blindSpots: BlindSpot[] = [];
		const paths = pathsOf(assessed.facts, around, blindSpots);
		if (!isDeepStrictEqual(paths, assessed.attackPaths)) {
			record.assessed = {...assessed, attackPaths: paths, blindSpots: [...assessed.blindSpots, ...blindSpots]};
			record.entry = null;
		}
		return record.assessed !== before;
	};

	return {
		engine: () => current().engine,
		images: () => current().images,
		invalidate() {
			context = null;
			around = null;
			prepared = new WeakMap();
		},
		prepare(record) {
			const {inspect} = record;
			if (inspect === null) return;
			within(record, undefined, () => {
				const facts = factsOf(record, inspect);
				prepared.set(record, facts);
				state.facts.set(record.id, facts);
				state.factsVersion += 1;
			});
		},
		judge: record => within(record, undefined, () => judge(record)),
		// What the live process shows contradicts a configuration that it does not have yet.
		suppose({extras: {truth: _, ...extras}, ...record}, inspect) {
			const supposed = {...record, extras};
			return assess(factsOf(supposed, inspect), () => undefined);
		},
		settle: record => within(record, true, () => settle(record)),
		lookAround() {
			around = surroundings(current().engine, state.facts);
		},
		judgeWide() {
			const {engine, images} = current();
			const {verdicts, blindSpots} = wideVerdicts({
				engine,
				images,
				host: state.host,
				fleet: state.facts,
				policy: state.policy,
				now: new Date(now()).toISOString(),
			});
			if (!isDeepStrictEqual(verdicts, state.verdicts)) state.verdicts = verdicts;
			state.judgingBlindSpots = blindSpots;
		},
	};
}
