import {isDeepStrictEqual} from 'node:util';
import {
	type ContainerInspect,
	containerFacts,
	type EngineFacts,
	hostFor,
	type ImageFacts,
	noteUnforeseen,
} from '../../base/index.js';
import {type ContainerRecord, entryOf, noteAssessment, noteFailure} from '../inventory/container-record.js';
import type {FleetState} from '../inventory/fleet-state.js';
import type {AssessedContainer} from '../risk/assessment.js';
import {type FleetContext, fleetContext} from '../risk/fleet-context.js';
import {nothingHidden} from '../rules/verdict.js';
import {type AssessContext, assessContainer, factsOf} from './assess.js';
import {type EngineVerdicts, engineVerdicts} from './engine-verdicts.js';
import {createFleetFacts, type EngineRoute} from './fleet-facts.js';
import {supposedEvidence} from './supposed-evidence.js';

export type Judging = {
	/** The engine as currently known. */
	engine(): EngineFacts;
	images(): ReadonlyMap<string, ImageFacts>;
	/** An answer about the engine or an image has changed: facts are computed again from now on. */
	invalidate(): void;
	/** Reads the facts of containers, without a verdict: what more is to be learned of them depends on these. */
	read(ids: Iterable<string>): void;
	/** Judges one container, as far as the others are known. */
	judge(id: string): void;
	/**
	 * Judges every container with the facts of all others, and then engine, host, swarm and images. Yields after each step,
	 * so that other work can run.
	 */
	crossContainerPass(): Generator<void, void>;
	/** A container as it would be judged with another inspect; `null` when it is gone. */
	assessHypothetical(id: string, inspect: ContainerInspect): AssessedContainer | null;
	/** The verdicts on engine, host, swarm and images; none until all containers are known. */
	engineVerdicts(): EngineVerdicts;
	/** The host, or something about an image, has changed: these verdicts are computed again when next read. */
	staleEngineVerdicts(): void;
};

const noVerdicts: EngineVerdicts = {verdicts: [], hidden: nothingHidden, blindSpots: []};

/** Judges the answers in the state. Pure except for the state, in which it caches. */
export function createJudging(state: FleetState, route: EngineRoute, now: () => number): Judging {
	const shared = createFleetFacts(state, route);
	const {current} = shared;
	let around: FleetContext | null = null;
	let ofEngine = noVerdicts;
	let isEngineJudged = false;

	function context(): AssessContext {
		const {engine} = current();
		// Cross-container facts need all containers.
		if (state.complete) around ??= fleetContext(engine, state.facts, state.host);
		const {host, facts: fleet, policy, blindSpots: unseen} = state;
		return {engine, host, fleet, unseen, around, policy, now: new Date(now()).toISOString()};
	}

	const imageOf = (imageId: string): ImageFacts | null => current().images.get(imageId) ?? null;

	const {readFacts, assess} = judgingOne(state, {forContainers: () => current().forContainers, imageOf, context, now});

	function invalidate(): void {
		shared.invalidate();
		around = null;
	}

	return {
		engine: () => current().engine,
		images: () => current().images,
		invalidate,
		read(ids) {
			for (const id of ids) {
				const record = state.records.get(id);
				if (record !== undefined) readFacts(record);
			}
		},
		judge(id) {
			const record = state.records.get(id);
			if (record === undefined) return;
			readFacts(record);
			assess(record);
		},
		*crossContainerPass() {
			invalidate();
			const records = [...state.records.values()];
			for (const record of records) {
				readFacts(record);
				yield;
			}
			around = null;
			for (const record of records) {
				assess(record);
				yield;
			}
			isEngineJudged = false;
		},
		assessHypothetical(id, inspect) {
			const record = state.records.get(id);
			if (record === undefined) return null;
			const {forContainers} = current();
			const live = containerFacts(record.inspect ?? inspect, forContainers);
			const supposed = containerFacts(inspect, forContainers);
			const facts = factsOf(inspect, supposedEvidence(record.evidence, live, supposed), forContainers);
			return assessContainer(facts, imageOf(facts.imageId), context());
		},
		engineVerdicts() {
			if (isEngineJudged || !state.complete) return ofEngine;
			const {engine, images} = current();
			const made = engineVerdicts({...context(), engine, images});
			isEngineJudged = true;
			ofEngine = isDeepStrictEqual(made, ofEngine) ? ofEngine : made;
			return ofEngine;
		},
		staleEngineVerdicts() {
			isEngineJudged = false;
		},
	};
}

type Known = {
	readonly forContainers: () => ReturnType<ReturnType<typeof createFleetFacts>['current']>['forContainers'];
	readonly imageOf: (imageId: string) => ImageFacts | null;
	readonly context: () => AssessContext;
	readonly now: () => number;
};

/** The facts and the verdicts of one container. */
function judgingOne(state: FleetState, {forContainers, imageOf, context, now}: Known) {
	/** Runs work on one container; if it fails, that container is listed without a grade, with the reason, and others are not affected. */
	function within(record: ContainerRecord, work: () => void): void {
		try {
			work();
		} catch (error) {
			noteFailure(record, {source: 'judging', reason: noteUnforeseen(`judging ${entryOf(record).name}`, error)});
			state.facts.delete(record.id);
		}
	}

	/** It may have been removed between slices. */
	const isThere = (record: ContainerRecord): boolean => state.records.get(record.id) === record;

	function readFacts(record: ContainerRecord): void {
		const {id, inspect, evidence} = record;
		if (inspect === null || !isThere(record)) return;
		within(record, () => state.facts.set(id, factsOf(inspect, evidence, forContainers())));
	}

	function assess(record: ContainerRecord): void {
		const facts = state.facts.get(record.id);
		if (facts === undefined || !isThere(record)) return;
		within(record, () => {
			const known = context();
			const host = hostFor(known.host, facts, state.hostReadAt);
			noteAssessment(record, assessContainer(facts, imageOf(facts.imageId), {...known, host}), now());
			// One copy of equal facts is enough.
			state.facts.set(record.id, record.assessed?.facts ?? facts);
		});
	}

	return {readFacts, assess};
}
