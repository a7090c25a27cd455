import {answerOrReason, createChangeQueue} from '../../base/index.js';
import {followAllLinks} from '../evidence/bind-sources.js';
import type {EvidenceSource} from '../evidence/evidence-source.js';
import type {HostWatch} from '../evidence/host-watch.js';
import {loadIdentities} from '../evidence/image-identities.js';
import {type EngineAnswers, fetchOptional, fetchRequired} from '../inventory/engine-answers.js';
import {refreshImages} from '../inventory/images.js';
import type {EventEffect} from './event-effect.js';
import type {JudgeQueue} from './judge-queue.js';
import type {Judging} from './judging.js';

export type EngineWatch = {
	/** `/version`, `/info`, networks and volumes: what judging a container depends on. */
	fetchRequired(): Promise<void>;
	/** Plugins, swarm, build cache; and the host, when the engine is verified to run here. */
	fetchOptional(): Promise<void>;
	onEffect(effect: EventEffect): void;
	close(): void;
};

export type EngineWatchParts = {
	readonly source: EvidenceSource;
	readonly judging: Judging;
	readonly queue: JudgeQueue;
	readonly hostWatch: HostWatch;
	readonly changed: () => void;
};

/** What is known about the engine as a whole. Once the fleet is complete, a new answer causes everything to be judged again. */
export function createEngineWatch({source, judging, queue, hostWatch, changed}: EngineWatchParts): EngineWatch {
	const {reader, state, signal} = source;
	const questions = createChangeQueue(fetchByEvent, {gather: 500, restFactor: 5});

	function take(part: Partial<EngineAnswers>): void {
		state.engineAnswers = {...state.engineAnswers, ...part};
		hasChanged();
	}
	function hasChanged(): void {
		judging.invalidate();
		queue.addAllSoon();
		changed();
	}

	async function fetchByEvent(what: readonly string[]): Promise<void> {
		if (what.includes('engine')) return fetchRequired(reader, signal, take);
		if (what.includes('networks')) take({networks: await answerOrReason('engine:/networks', reader.networks(signal))});
		if (what.includes('volumes')) {
			take({volumes: await answerOrReason('engine:/volumes', reader.volumes(signal))});
			followAllLinks(source);
		}
		if (what.includes('images')) {
			await refreshImages(source);
			hasChanged();
			// A push is recorded like a pull.
			if (await loadIdentities(source, state.images.keys())) hasChanged();
		}
	}

	return {
		fetchRequired: () => fetchRequired(reader, signal, take),
		async fetchOptional() {
			const info = state.engineAnswers.info?.known ? state.engineAnswers.info.value : null;
			const isAsked = !reader.replayed || state.engineAnswers.info !== null;
			await Promise.all([hostWatch.readHost(), isAsked && fetchOptional(reader, info, signal, take)]);
		},
		onEffect({kind}) {
			if (kind === 'image') questions.add('images');
			if (kind === 'networks' || kind === 'volumes' || kind === 'engine') questions.add(kind);
		},
		close: () => questions.close(),
	};
}
