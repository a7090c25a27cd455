import {isDeepStrictEqual} from 'node:util';
import type {ContainerInspect} from '../answers/index.js';
import {type ContainerFacts, containerFacts, type EngineFacts, type ImageFacts} from '../facts/index.js';
import type {AssessedContainer} from '../risk/assessment.js';
import {attackPaths} from '../risk/attack-paths.js';
import {type Surroundings, surroundings} from '../risk/surroundings.js';
import {type AssessContext, assessContainer} from './assess.js';
import type {ContainerRecord} from './container-record.js';
import type {FleetState} from './fleet-state.js';
import {type ImageCache, type JudgingContext, makeContext, type Way} from './judging-context.js';
import {isSameAssessment} from './same-assessment.js';
import {watchedMap} from './watched-map.js';
import {wideVerdicts} from './wide-verdicts.js';

export type Judging = {
	/** The engine as it is known now. */
	engine(): EngineFacts;
	images(): ReadonlyMap<string, ImageFacts>;
	/** What the engine, or an image, said has changed: facts are made anew from here on. */
	invalidate(): void;
	/** Makes the facts of one container, for others to be judged with, before any is judged. */
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

	return {
		engine: () => current().engine,
		images: () => current().images,
		invalidate() {
			context = null;
			around = null;
			prepared = new WeakMap();
		},
		prepare(record) {
			if (record.inspect === null) return;
			const facts = factsOf(record, record.inspect);
			prepared.set(record, facts);
			state.facts.set(record.id, facts);
			state.factsVersion += 1;
		},
		judge(record) {
			if (record.inspect === null) return;
			record.needsFleet = false;
			const facts = preparedOf(record) ?? factsOf(record, record.inspect);
			const assessed = assess(facts, () => {
				record.needsFleet = true;
			});
			const {hasNews} = record;
			record.hasNews = false;
			record.judgedAt = state.factsVersion;
			if (record.assessed !== null && isSameAssessment(record.assessed, assessed)) return;
			if (hasNews) record.changedAt = now();
			record.assessed = assessed;
			record.entry = null;
			if (state.facts.get(record.id) === facts) return;
			state.facts.set(record.id, facts);
			// Its own facts are no news to itself.
			state.factsVersion += 1;
			record.judgedAt = state.factsVersion;
		},
		// What the live process shows contradicts a configuration that it does not have yet.
		suppose({extras: {truth: _, ...extras}, ...record}, inspect) {
			const supposed = {...record, extras};
			return assess(factsOf(supposed, inspect), () => undefined);
		},
		settle(record) {
			const before = record.assessed;
			if (before === null) return false;
			const isStale = record.needsFleet && record.judgedAt !== state.factsVersion;
			if (isStale || !hasSamePeers(before.facts, current().engine)) this.judge(record);
			around ??= surroundings(current().engine, state.facts);
			const assessed = record.assessed ?? before;
			const paths = attackPaths(assessed.facts, around);
			if (!isDeepStrictEqual(paths, assessed.attackPaths)) {
				record.assessed = {...assessed, attackPaths: paths};
				record.entry = null;
			}
			return record.assessed !== before;
		},
		lookAround() {
			around = surroundings(current().engine, state.facts);
		},
		judgeWide() {
			const {engine, images} = current();
			const verdicts = wideVerdicts({
				engine,
				images,
				host: state.host,
				fleet: state.facts,
				policy: state.policy,
				now: new Date(now()).toISOString(),
			});
			if (!isDeepStrictEqual(verdicts, state.verdicts)) state.verdicts = verdicts;
		},
	};
}

/** Whether the container still has the neighbours that it was judged with. */
function hasSamePeers({id, networks}: ContainerFacts, engine: EngineFacts): boolean {
	if (!engine.networks.known) return true;
	const members = new Map(engine.networks.value.map(network => [network.id, network.containers]));
	return networks.every(network => {
		const now = members.get(network.id);
		// Nobody has neighbours on no network.
		if (now === undefined || network.name === 'none') return true;
		const {peers} = network;
		let at = 0;
		for (const member of now) {
			if (member === id) continue;
			if (peers[at] !== member) return false;
			at += 1;
		}
		return at === peers.length;
	});
}
