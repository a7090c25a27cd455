import {turn} from '../terminal/turns.js';
import type {Asker} from './ask.js';
import type {EngineWatch} from './engine-watch.js';
import type {Following} from './following.js';
import type {Inventory} from './inventory.js';
import type {JudgeQueue} from './judge-queue.js';
import type {Judging} from './judging.js';
import {learnNamedUsers} from './named-users.js';
import type {Settling} from './settling.js';

/** Milliseconds: what an engine needs to say what judging depends on; Podman's `/info` takes longer and is not waited for. */
const essentialsTime = 300;

export type LoadingParts = {
	readonly asker: Asker;
	readonly inventory: Inventory;
	readonly judging: Judging;
	readonly queue: JudgeQueue;
	readonly settling: Settling;
	readonly watch: EngineWatch;
	readonly following: Following;
	/** Tells at once, with a new picture. */
	readonly tell: () => void;
	readonly unwatched: boolean;
};

/** Lists, inspects and judges the whole fleet for the first time. */
export function loadFleet(parts: LoadingParts): Promise<void> {
	const {asker, inventory, judging, queue, settling, watch, following, tell, unwatched} = parts;
	const {reader, state} = asker;
	return load();

	async function load(): Promise<void> {
		// The stream is opened before the list, so that nothing falls between the two. A fleet that is looked at once is not followed.
		if (!reader.replayed && !unwatched) following.begin();
		const {rows, unseen} = await inventory.list();
		state.connection = reader.replayed ? {state: 'replayed'} : {state: 'connected'};
		tell();

		const essentials = watch.askEssentials();
		const images = inventory.loadImages(rows.flatMap(({ImageID}) => ImageID ?? []));
		const known = Promise.all([essentials, images]);
		if (unwatched) await judgeOnce(unseen, known);
		else await judgeAsTheyCome(unseen, known);
	}

	async function judgeOnce(ids: readonly string[], known: Promise<unknown>): Promise<void> {
		const inspected = inventory.inspectListed(ids);
		// The host is read while the engine answers, as soon as a container proves that it is this one.
		const proven = Promise.race([inventory.someRuns, inspected]);
		await Promise.all([inspected, Promise.all([known, proven]).then(() => watch.askTheRest())]);
		judging.invalidate();
		await nameUsers();
		// With the facts of all there first, nobody has to be judged again because of a neighbour.
		for (const record of state.records.values()) judging.prepare(record);
		state.complete = true;
		watch.begin();
		queue.open();
		await queue.idle();
		judging.judgeWide();
		state.settled = true;
		tell();
	}

	async function judgeAsTheyCome(ids: readonly string[], known: Promise<[unknown, readonly string[]]>): Promise<void> {
		const ready = Promise.race([known, after(essentialsTime)]).then(() => {
			watch.begin();
			queue.open();
		});
		await Promise.all([inventory.inspectListed(ids), ready]);
		await queue.idle();
		// Every badge is there; what neighbours mean for each other follows.
		state.complete = true;
		tell();
		// The badges are painted before that.
		await turn();
		await settling.now();
		tell();

		const [, late] = await known;
		if (late.length > 0) judging.invalidate();
		await watch.askTheRest();
		await nameUsers();
		await queue.idle();
		await settling.now();
		state.settled = true;
		tell();
	}

	async function nameUsers(): Promise<void> {
		const learnt = await learnNamedUsers(asker, state.records.keys());
		if (learnt.size === 0) return;
		judging.invalidate();
		for (const [id, {inspect}] of state.records) if (learnt.has(inspect?.Image ?? '')) queue.add(id);
	}
}

function after(milliseconds: number): Promise<void> {
	return new Promise(resolve => setTimeout(resolve, milliseconds).unref());
}
