import {isDeepStrictEqual} from 'node:util';
import {EngineError} from '../engine/engine-error.js';
import type {EngineFacts} from '../facts/index.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';
import type {Asker} from './ask.js';
import {createChangeQueue} from './change-queue.js';
import {answerOf, askEssentials, askTheRest, type EngineWide} from './engine-answers.js';
import type {EventEffect} from './event-effect.js';
import {isImageUsed} from './fleet-state.js';
import type {HostWatch} from './host-watch.js';
import type {Judging} from './judging.js';

export type EngineWatch = {
	/** `/version`, `/info`, networks and volumes; after `begin` a part that comes late has everything judged again. */
	askEssentials(): Promise<void>;
	/** Judging begins with what is known. */
	begin(): void;
	/** Plugins, swarm, build cache; meanwhile the host, when the engine is proven to run here. Everything is judged again by it. */
	askTheRest(): Promise<void>;
	askAgain(): Promise<void>;
	onEffect(effect: EventEffect): void;
	close(): void;
};

export type EngineWatchParts = {
	readonly asker: Asker;
	readonly judging: Judging;
	readonly judgeAll: () => void;
	readonly changed: () => void;
	readonly hostWatch: HostWatch;
};

/** What is known of the engine as a whole. */
export function createEngineWatch({asker, judging, judgeAll, changed, hostWatch}: EngineWatchParts): EngineWatch {
	const {reader, state, signal} = asker;
	let begun = false;
	const questions = createChangeQueue(askByEvent, {gather: 500, restFactor: 5});

	const tell = (part: Partial<EngineWide>) => {
		const before = begun ? {engine: judging.engine(), volumes: state.wide.volumes} : null;
		tellQuietly(part);
		// `/info` counts open files and the time: what it says of the engine is compared.
		const isNews =
			before !== null &&
			!(isSameEngine(before.engine, judging.engine()) && isDeepStrictEqual(before.volumes, state.wide.volumes));
		if (isNews) judgeAll();
		changed();
	};
	const tellQuietly = (part: Partial<EngineWide>) => {
		state.wide = {...state.wide, ...part};
		judging.invalidate();
	};

	async function askByEvent(what: readonly string[]): Promise<void> {
		if (what.includes('engine')) return void (await askEssentials(reader, signal, tell));
		if (what.includes('networks')) tell({networks: await answerOf('engine:/networks', reader.networks(signal))});
		if (what.includes('volumes')) {
			tell({volumes: await answerOf('engine:/volumes', reader.volumes(signal))});
			hostWatch.followAllLinks();
		}
		if (what.includes('images')) await refreshImages();
	}

	/** A tag that moves leaves its old image without an event of its own: all that were used are asked again. */
	async function refreshImages(): Promise<void> {
		for (const id of [...state.images.keys()]) {
			try {
				const inspect = await reader.image(id, signal);
				state.images.set(id, {...state.images.get(id), inspect});
			} catch (error) {
				if (!(error instanceof EngineError)) noteUnforeseen('asking for an image again', error);
				// Removed after its last container: nothing more is to be said of it.
				else if (error.kind === 'not-found' && !isImageUsed(state, id)) state.images.delete(id);
			}
		}
		judgeAll();
	}

	return {
		askEssentials: () => askEssentials(reader, signal, tell),
		begin() {
			begun = true;
		},
		async askTheRest() {
			const info = state.wide.info?.known ? state.wide.info.value : null;
			const asked = !reader.replayed || state.wide.info !== null ? askTheRest(reader, info, signal, tellQuietly) : null;
			const [isNews] = await Promise.all([hostWatch.readHost(), asked]);
			if (isNews) judgeAll();
		},
		askAgain: () => askEssentials(reader, signal, tell),
		onEffect({kind}) {
			if (kind === 'image') questions.add('images');
			if (kind === 'networks' || kind === 'volumes' || kind === 'engine') questions.add(kind);
		},
		close: () => questions.close(),
	};
}

function isSameEngine({raw: _, ...a}: EngineFacts, {raw: __, ...b}: EngineFacts): boolean {
	return isDeepStrictEqual(a, b);
}
