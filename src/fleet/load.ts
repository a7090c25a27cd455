import type {EvidenceSource} from '../evidence/evidence-source.js';
import type {HostWatch} from '../evidence/host-watch.js';
import {loadIdentities} from '../evidence/image-identities.js';
import {learnExecs, learnMore} from '../evidence/learn-more.js';
import {learnNamedUsers} from '../evidence/named-users.js';
import type {Connection} from '../inventory/fleet-model.js';
import {loadImages} from '../inventory/images.js';
import type {Inventory} from '../inventory/inventory.js';
import type {EngineWatch} from './engine-watch.js';
import type {JudgeQueue} from './judge-queue.js';
import type {Judging} from './judging.js';
import type {ModelView} from './model-view.js';

/** Milliseconds that an engine needs for what judging depends on; Podman's `/info` takes longer and is not waited for. */
const requiredTime = 300;
/** Milliseconds that a changed container waits for what more is to be learned of it; a large image is judged again afterwards. */
const learningTime = 2_000;

export type LoadParts = {
	readonly source: EvidenceSource;
	readonly hostWatch: HostWatch;
	readonly inventory: Inventory;
	readonly judging: Judging;
	readonly queue: JudgeQueue;
	readonly watch: EngineWatch;
	readonly view: ModelView;
};

/**
 * Lists, inspects and judges the whole fleet for the first time.
 *
 * @param isWatched  containers are judged as their answers arrive; otherwise each is judged once, when everything relevant is known
 */
export async function loadFleet(parts: LoadParts, isWatched: boolean): Promise<void> {
	const {source, inventory, judging, queue, watch, view} = parts;
	const {state} = source;
	const {rows, unseen} = await inventory.list();
	state.connection = connected(source);
	view.changedNow();

	const known = Promise.all([
		watch.fetchRequired(),
		loadImages(
			source,
			rows.flatMap(({ImageID}) => ImageID ?? []),
		),
	]);
	if (isWatched) await judgeAsTheyCome();
	else await inspectAll();
	await learnNamedUsers(source, state.records.keys());
	if (!isWatched) {
		judging.invalidate();
		readFacts(parts, state.records.keys());
		await learnMore(source, judging.images(), state.records.keys());
	}
	state.complete = true;
	queue.open();
	queue.addAll();
	await queue.idle();
	if (isWatched && (await learnMore(source, judging.images(), state.records.keys()))) {
		queue.addAll();
		await queue.idle();
	}
	state.settled = true;
	view.changedNow();

	/** The host is read while the engine answers, as soon as a container proves that it is local. */
	async function inspectAll(): Promise<void> {
		const inspected = inventory.inspectListed(unseen);
		const proven = Promise.race([inventory.someRuns, inspected]);
		await Promise.all([
			inspected,
			Promise.all([known, proven]).then(() => watch.fetchOptional()),
			known.then(() => loadIdentities(source, state.images.keys())),
		]);
	}

	async function judgeAsTheyCome(): Promise<void> {
		const ready = Promise.race([known, after(requiredTime)]).then(() => queue.open());
		await Promise.all([inventory.inspectListed(unseen, queue.add), ready]);
		await queue.idle();
		// All badges are there; cross-container conclusions come next, before the rest if that is slow.
		state.complete = true;
		view.changedNow();
		queue.addAllSoon();
		await known;
		await Promise.all([watch.fetchOptional(), loadIdentities(source, state.images.keys())]);
	}
}

/**
 * Reloads containers that changed, or may have. They are judged together: some may have joined or left a network, which affects others. What
 * more their verdicts depend on is learned first: a grade that was worse for a moment would be reported as one that has become worse.
 */
export async function loadChanged(parts: LoadParts, ids: readonly string[]): Promise<void> {
	const {source, hostWatch, inventory, judging, queue} = parts;
	const news: string[] = [];
	await inventory.inspect(ids, id => news.push(id));
	if (news.length === 0) return;
	hostWatch.readHostAgain();
	const images = await loadImages(
		source,
		news.flatMap(id => source.state.inspects.get(id)?.Image ?? []),
	);
	await learnNamedUsers(source, news);
	judging.invalidate();
	readFacts(parts, news);
	const learning = learnMore(source, judging.images(), news);
	await Promise.race([learning, after(learningTime)]);
	judging.invalidate();
	for (const id of news) queue.add(id);
	await queue.idle();
	// No container waits for what the engine may need the network for.
	if (images.length > 0 && (await loadIdentities(source, images))) judging.invalidate();
	await learning;
	queue.addAllSoon();
}

/** Reloads containers in which a command was started by exec, or has ended: that concerns no other container. */
export async function loadExecs(parts: LoadParts, ids: readonly string[]): Promise<void> {
	const {source, inventory, queue} = parts;
	const news: string[] = [];
	await inventory.inspect(ids, id => news.push(id));
	readFacts(parts, news);
	await learnExecs(source, news);
	for (const id of news) queue.add(id);
}

function readFacts({source, judging}: LoadParts, ids: Iterable<string>): void {
	for (const id of ids) {
		const record = source.state.records.get(id);
		if (record !== undefined) judging.read(record);
	}
}

/** Asks for everything again; what did not change keeps its identity. */
export async function loadAgain(parts: LoadParts): Promise<void> {
	const {source, hostWatch, inventory, judging, queue, watch, view} = parts;
	const {rows} = await inventory.list();
	source.state.connection = connected(source);
	view.changed();
	await Promise.all([
		inventory.inspectListed(rows.map(({Id}) => Id)),
		loadImages(
			source,
			rows.flatMap(({ImageID}) => ImageID ?? []),
		),
		watch.fetchRequired(),
	]);
	// Processes and the firewall change without the inspect.
	await hostWatch.readHost();
	queue.addAll();
	await queue.idle();
	view.changedNow();
	const unasked = [...source.state.images].filter(([, {identity}]) => identity?.known !== true).map(([id]) => id);
	const [learned, identified] = await Promise.all([
		learnMore(source, judging.images(), source.state.records.keys()),
		loadIdentities(source, unasked),
	]);
	if (!learned && !identified) return;
	judging.invalidate();
	queue.addAllSoon();
}

const connected = ({reader}: EvidenceSource): Connection => (reader.replayed ? {state: 'replayed'} : {state: 'connected'});

function after(milliseconds: number): Promise<void> {
	return new Promise(resolve => setTimeout(resolve, milliseconds).unref());
}
