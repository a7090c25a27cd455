import {setTimeout as delay} from 'node:timers/promises';
import {noteUnforeseen} from '../../base/index.js';
import type {EngineConnection} from '../inventory/fleet-model.js';
import {loadImages} from '../inventory/inventory.js';
import type {EvidenceSource} from '../lookups/evidence-source.js';
import {loadIdentities} from '../lookups/image-identities.js';
import {learnExecs, learnNamedUsers} from '../lookups/learn-more.js';
import type {FleetParts} from './fleet-parts.js';

/** Milliseconds that an engine needs for what judging depends on; Podman's `/info` takes longer and is not waited for. */
const requiredTime = 300;
/** Milliseconds after which all are judged although something is slow, such as a host with a dead mount. */
const loadingTime = 5_000;
const after = (milliseconds: number): Promise<false> => delay(milliseconds, false, {ref: false});

/**
 * Lists, inspects and judges the whole fleet for the first time.
 *
 * @param isWatched  containers are judged as their answers arrive; otherwise each is judged once, when everything relevant is known
 */
export async function loadFleet(parts: FleetParts, isWatched: boolean): Promise<void> {
	const {source, inventory, judging, queue, watch, view, learn} = parts;
	const {state} = source;
	const {images, unseen} = await inventory.list();
	state.connection = connected(source);
	view.changedNow();

	const known = Promise.all([watch.fetchRequired(), loadImages(source, images)]);
	if (isWatched) await judgeAsTheyCome();
	else await inspectAll();
	const learning = learnRest();
	// Judging all is most of the work: it is done once, unless something is slow.
	const isOver = await Promise.race([learning.then(() => true), ...(isWatched ? [after(loadingTime)] : [])]);
	state.complete = true;
	queue.open();
	queue.addAll();
	await queue.idle();
	if (!isOver) {
		await learning;
		judging.invalidate();
		queue.addAll();
		await queue.idle();
	}
	state.settled = true;
	view.changedNow();

	async function learnRest(): Promise<void> {
		if (isWatched) {
			await known;
			await Promise.all([watch.fetchOptional(), loadIdentities(source, state.images.keys())]);
		}
		await learnNamedUsers(source, state.records.keys());
		judging.invalidate();
		judging.read(state.records.keys());
		await learn(state.records.keys());
	}

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
		const ready = Promise.race([known, delay(requiredTime, undefined, {ref: false})]).then(() => queue.open());
		await Promise.all([inventory.inspectListed(unseen, queue.add), ready]);
		await queue.idle();
		// All badges are there; what several containers decide comes last.
		view.changedNow();
	}
}

/** The engine has answered. */
const connected = ({reader}: EvidenceSource): EngineConnection => ({state: reader.replayed ? 'replayed' : 'connected'});

/** Milliseconds that a changed container waits for what more is to be learned of it; a large image is judged again afterwards. */
const learningTime = 2_000;

/** Asks for everything again; what did not change keeps its identity. */
export async function loadAgain(parts: FleetParts): Promise<void> {
	const {source, hostWatch, inventory, judging, queue, watch, view, learn} = parts;
	const {ids, images} = await inventory.list();
	source.state.connection = connected(source);
	view.changed();
	await Promise.all([inventory.inspectListed(ids), loadImages(source, images), watch.fetchRequired()]);
	// Processes and the firewall change without the inspect.
	await hostWatch.readHost();
	queue.addAll();
	await queue.idle();
	view.changedNow();
	const unasked = [...source.state.images].filter(([, {identity}]) => identity?.known !== true).map(([id]) => id);
	const [learned, identified] = await Promise.all([learn(source.state.records.keys()), loadIdentities(source, unasked)]);
	if (!learned && !identified) return;
	judging.invalidate();
	queue.addAllSoon();
}

/**
 * Reloads containers that changed, or may have. They are judged together: some may have joined or left a network, which affects others.
 *
 * @returns when they are reloaded; they are judged soon after
 */
export async function loadChanged(parts: FleetParts, ids: readonly string[]): Promise<void> {
	const {source, hostWatch, inventory, judging} = parts;
	const news: string[] = [];
	await inventory.inspect(ids, id => news.push(id));
	if (news.length === 0) return;
	hostWatch.readHostAgain();
	const used = news.flatMap(id => source.state.inspects.get(id)?.Image ?? []);
	const images = await loadImages(source, used);
	await learnNamedUsers(source, news);
	judging.invalidate();
	judging.read(news);
	// Those that change meanwhile do not wait for it.
	judgeChanged(parts, news, images).catch((error: unknown) => noteUnforeseen('judging what changed', error));
}

/** What more their verdicts depend on is learned first: a grade that was worse for a moment would be reported as one that has become worse. */
async function judgeChanged(parts: FleetParts, news: readonly string[], images: readonly string[]): Promise<void> {
	const {source, judging, queue, learn} = parts;
	const learning = learn(news);
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
export async function loadExecs(parts: FleetParts, ids: readonly string[]): Promise<void> {
	const {source, inventory, judging, queue} = parts;
	const news: string[] = [];
	await inventory.inspect(ids, id => news.push(id));
	judging.read(news);
	await learnExecs(source, news);
	for (const id of news) queue.add(id);
}
