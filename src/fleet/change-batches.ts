import type {Asker} from './ask.js';
import {createChangeQueue} from './change-queue.js';
import {imageOf} from './container-record.js';
import type {Inventory} from './inventory.js';
import type {JudgeQueue} from './judge-queue.js';
import type {Judging} from './judging.js';
import {learnNamedUsers} from './named-users.js';
import type {Settling} from './settling.js';

export type ChangeBatchesParts = {
	readonly asker: Asker;
	readonly inventory: Inventory;
	readonly judging: Judging;
	readonly queue: JudgeQueue;
	readonly settling: Settling;
};

export type ChangeBatches = {
	/** The container has changed, or may have. */
	readonly add: (id: string) => void;
	/** Takes an answer that belongs to a batch: it is judged when the batch is whole. */
	readonly gathers: (id: string) => boolean;
	readonly close: () => void;
};

/** Inspects the containers that changed, in batches, and judges each batch at once. */
export function createChangeBatches(parts: ChangeBatchesParts): ChangeBatches {
	const {asker, inventory, judging, queue, settling} = parts;
	const changes = createChangeQueue(lookAt, {gather: 30, restFactor: 3});
	/** What answered while a batch is looked at. */
	let batch: Set<string> | null = null;

	async function lookAt(ids: readonly string[]): Promise<void> {
		batch = new Set();
		await inventory.inspect(ids);
		const news = [...batch];
		batch = null;
		if (news.length === 0) return;
		await inventory.loadImages(news.flatMap(id => asker.state.inspects.get(id)?.Image ?? []));
		const learnt = await learnNamedUsers(asker, news);
		// Some may have joined or left a network: who is where is worked out once for all of them.
		judging.invalidate();
		for (const id of news) queue.add(id);
		// Others of the image were judged without.
		for (const [id, record] of asker.state.records) if (learnt.has(imageOf(record))) queue.add(id);
		await queue.idle();
		settling.soon();
	}

	return {
		add: changes.add,
		gathers(id) {
			batch?.add(id);
			return batch !== null;
		},
		close: changes.close,
	};
}
