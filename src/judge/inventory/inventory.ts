import {
	answerOrReason,
	blindSpotOf,
	type ContainerInspect,
	type ContainerRow,
	EngineError,
	forEachLimited,
	isNoSuchContainer,
	noteUnforeseen,
} from '../../base/index.js';
import {imageOf, newRecord, noteFailure, noteInspect, noteRow} from './container-record.js';
import {type FleetSource, isImageUsed} from './fleet-state.js';

const ownLeftOut = {
	source: 'engine:/containers/json',
	reason: "dockscope's own container is omitted; while it runs, it has access to the engine's socket",
};

export type Inventory = {
	/**
	 * Lists the containers and applies the list: new ones are appended, missing ones are removed.
	 * @throws EngineError
	 */
	list(): Promise<Listed>;
	/**
	 * Inspects each container, with the reader's limit on parallel requests, in order. `onNews` is called with the id of each container that
	 * is new, or whose answer has changed.
	 */
	inspect(ids: readonly string[], onNews?: (id: string) => void): Promise<void>;
	/** The same for containers that were just listed. If some are reported missing, another list shows whether they are. @throws EngineError */
	inspectListed(ids: readonly string[], onNews?: (id: string) => void): Promise<void>;
	/** Resolves with the first inspect of a running container. */
	readonly someRuns: Promise<void>;
	remove(id: string): void;
};

export type Listed = {
	readonly ids: readonly string[];
	/** Ids of their images; one may be named several times. */
	readonly images: readonly string[];
	/** Ids of the containers that still have to be inspected, in the order of the list. */
	readonly unseen: readonly string[];
};

export type InventoryParts = {
	readonly source: FleetSource;
	/** A container is new, or its answer has changed: called before `onNews`. */
	readonly onInspect: (id: string) => Promise<void>;
	readonly changed: () => void;
	readonly now: () => number;
};

/** The containers of the state, as listed by the engine. */
export function createInventory({source, onInspect, changed, now}: InventoryParts): Inventory {
	const {reader, state, signal} = source;
	let lists = 0;
	const {gone, doubtful, remove, fail} = leaving(state, () => lists, changed);
	let questions = 0;
	let resolveSomeRuns: () => void = () => undefined;
	const someRuns = new Promise<void>(resolve => {
		resolveSomeRuns = resolve;
	});

	async function list(): Promise<Listed> {
		lists += 1;
		const asked = lists;
		const known = [...state.records.keys()];
		const rows = withoutOwn(await reader.containers({all: true}, signal));
		const ids = rows.map(({Id}) => Id);
		const listed = new Set(ids);
		for (const id of known) if (!listed.has(id)) remove(id);
		const unseen = rows.flatMap(row => (adoptRow(row, asked) ? [row.Id] : []));
		// Once, when all rows are added: listeners are notified at the first change.
		changed();
		return {ids, images: rows.flatMap(({ImageID}) => ImageID ?? []), unseen};
	}

	/** Without the container that dockscope runs in, which is named as what is not shown. */
	function withoutOwn(rows: readonly ContainerRow[]): readonly ContainerRow[] {
		const others = rows.filter(({Id}) => Id !== state.ownContainer);
		if (others.length < rows.length) state.blindSpots.set('own', ownLeftOut);
		return others;
	}

	/** @param asked  number of the list that the row is from */
	function adoptRow(row: ContainerRow, asked: number): boolean {
		const record = state.records.get(row.Id);
		if (record === undefined) {
			const goneSince = gone.get(row.Id);
			if (goneSince !== undefined && goneSince >= asked) return false;
			// Listed after it was removed: it just could not be inspected, or a proxy lost it for a while.
			if (gone.delete(row.Id)) doubtful.add(row.Id);
			state.records.set(row.Id, newRecord(row.Id, row));
			return true;
		}
		return noteRow(record, row);
	}

	async function inspectOne(id: string, onNews?: (id: string) => void): Promise<void> {
		if (signal.aborted || id === state.ownContainer) return;
		questions += 1;
		const question = questions;
		try {
			if (await addInspect(id, await reader.inspect(id, signal), question)) onNews?.(id);
		} catch (error) {
			fail(id, error);
		}
	}

	/** Returns whether anything has changed. */
	async function addInspect(id: string, inspect: ContainerInspect, question: number): Promise<boolean> {
		if (gone.has(id)) return false;
		const record = state.records.get(id) ?? newRecord(id, null);
		if (question < record.askedAs) return false;
		record.askedAs = question;
		state.records.set(id, record);
		doubtful.delete(id);
		if (!noteInspect(record, inspect, now())) return false;
		state.inspects.set(id, inspect);
		if ((inspect.State?.Pid ?? 0) > 0) resolveSomeRuns();
		await onInspect(id);
		return true;
	}

	const inspect: Inventory['inspect'] = (ids, onNews) => forEachLimited(ids, reader.atOnce, id => inspectOne(id, onNews));

	const inspectListed: Inventory['inspectListed'] = async (ids, onNews) => {
		await inspect(ids, onNews);
		if (ids.some(id => gone.has(id))) await inspect((await list()).unseen, onNews);
	};

	return {list, inspect, inspectListed, someRuns, remove};
}

/** Containers that go away, and those that may have. @param lists  how many lists were asked for */
function leaving(state: FleetSource['state'], lists: () => number, changed: () => void) {
	/** By id, the number of list requests at the time the container went away: a late answer must not revive it. */
	const gone = new Map<string, number>();
	/** Listed after they were reported missing. */
	const doubtful = new Set<string>();

	function fail(id: string, error: unknown): void {
		if (error instanceof EngineError && error.kind === 'cancelled') return;
		// Removed between list and inspect, unless it is listed again and again.
		if (isNoSuchContainer(error) && !doubtful.has(id)) {
			remove(id);
			return;
		}
		const spot = blindSpotOf('engine:/containers/json', error);
		const record = state.records.get(id);
		// What was seen before is kept; a lost engine is reported elsewhere.
		if (record === undefined || record.inspect !== null) return;
		noteFailure(record, spot);
		changed();
	}

	function remove(id: string): void {
		gone.set(id, lists());
		doubtful.delete(id);
		const record = state.records.get(id);
		if (record === undefined) return;
		state.records.delete(id);
		// An unused image is not a blind spot.
		const spot = `image:${imageOf(record)}`;
		if (state.blindSpots.has(spot) && !isImageUsed(state, imageOf(record))) state.blindSpots.delete(spot);
		state.inspects.delete(id);
		state.facts.delete(id);
		changed();
	}

	return {gone, doubtful, remove, fail};
}

const width = 4;

/** Inspects those of the images that are new, and fetches their histories if requested. Returns the ids that were found. */
export async function loadImages({reader, state, signal, withHistories}: FleetSource, ids: Iterable<string>): Promise<string[]> {
	const missing = [...new Set(ids)].filter(id => typeof id === 'string' && id !== '' && !state.images.has(id));
	const found: string[] = [];
	const historyOf = (id: string) => answerOrReason('engine:/images/history', reader.history(id, signal));
	await forEachLimited(missing, width, async id => {
		if (signal.aborted) return;
		try {
			const [inspect, history] = await Promise.all([reader.image(id, signal), withHistories ? historyOf(id) : undefined]);
			// Another load may have come first, and something may have been learned of the image since.
			state.images.set(id, {...state.images.get(id), inspect, ...(history === undefined ? {} : {history})});
			state.blindSpots.delete(`image:${id}`);
			found.push(id);
		} catch (error) {
			if (error instanceof EngineError && error.kind === 'cancelled') return;
			// Its containers may have been removed meanwhile, together with the image.
			if (isImageUsed(state, id)) state.blindSpots.set(`image:${id}`, blindSpotOf('engine:/images/json', error));
		}
	});
	return found;
}

/** Inspects all images in use again: a moved tag gives its old image no event. */
export async function refreshImages({reader, state, signal}: FleetSource): Promise<void> {
	for (const id of [...state.images.keys()]) {
		try {
			const inspect = await reader.image(id, signal);
			state.images.set(id, {...state.images.get(id), inspect});
		} catch (error) {
			if (!(error instanceof EngineError)) noteUnforeseen('asking for an image again', error);
			// Removed together with its last container: nothing to report.
			else if (error.kind === 'not-found' && !isImageUsed(state, id)) state.images.delete(id);
		}
	}
}
