import type {EngineWatch} from './engine-watch.js';
import type {EvidenceSource} from './evidence-source.js';
import type {Following} from './following.js';
import type {Inventory} from './inventory.js';
import type {JudgeQueue} from './judge-queue.js';
import type {ModelView} from './model-view.js';
import {learnNamedUsers} from './named-users.js';

/** Milliseconds: what an engine needs to say what judging depends on; Podman's `/info` takes longer and is not waited for. */
const requiredTime = 300;

export type LoadingParts = {
	readonly source: EvidenceSource;
	readonly inventory: Inventory;
	readonly queue: JudgeQueue;
	readonly watch: EngineWatch;
	readonly following: Following;
	readonly view: ModelView;
	/** Each container is judged once, when everything that bears on it is known, and the fleet is not followed. */
	readonly unwatched: boolean;
};

/** Lists, inspects and judges the whole fleet for the first time. */
export async function loadFleet(parts: LoadingParts): Promise<void> {
	const {source, inventory, queue, watch, following, view, unwatched} = parts;
	const {reader, state} = source;
	// The stream is opened before the list, so that nothing falls between the two.
	if (!reader.replayed && !unwatched) following.begin();
	const {rows, unseen} = await inventory.list();
	state.connection = reader.replayed ? {state: 'replayed'} : {state: 'connected'};
	view.changedNow();

	const known = Promise.all([watch.fetchRequired(), inventory.loadImages(rows.flatMap(({ImageID}) => ImageID ?? []))]);
	if (unwatched) await inspectAll();
	else await judgeAsTheyCome();
	await learnNamedUsers(source, state.records.keys());
	state.complete = true;
	queue.open();
	queue.addAll();
	await queue.idle();
	state.settled = true;
	view.changedNow();

	/** The host is read while the engine answers, as soon as a container proves that it is this one. */
	async function inspectAll(): Promise<void> {
		const inspected = inventory.inspectListed(unseen, () => undefined);
		const proven = Promise.race([inventory.someRuns, inspected]);
		await Promise.all([inspected, Promise.all([known, proven]).then(() => watch.fetchOptional())]);
	}

	async function judgeAsTheyCome(): Promise<void> {
		const ready = Promise.race([known, after(requiredTime)]).then(() => queue.open());
		await Promise.all([inventory.inspectListed(unseen, queue.add), ready]);
		await queue.idle();
		// Every badge is there; what neighbours mean for each other follows, before the rest where that is slow to come.
		state.complete = true;
		view.changedNow();
		queue.addAllSoon();
		await known;
		await watch.fetchOptional();
	}
}

function after(milliseconds: number): Promise<void> {
	return new Promise(resolve => setTimeout(resolve, milliseconds).unref());
}
