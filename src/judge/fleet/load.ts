import {setTimeout as delay} from 'node:timers/promises';
import type {EvidenceSource} from '../evidence/evidence-source.js';
import {loadIdentities} from '../evidence/image-identities.js';
import {learnNamedUsers} from '../evidence/named-users.js';
import type {EngineConnection} from '../inventory/fleet-model.js';
import {loadImages} from '../inventory/images.js';
import type {FleetParts} from './fleet-parts.js';

/** Milliseconds that an engine needs for what judging depends on; Podman's `/info` takes longer and is not waited for. */
const requiredTime = 300;

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
	await learnNamedUsers(source, state.records.keys());
	if (!isWatched) {
		judging.invalidate();
		judging.read(state.records.keys());
		await learn(state.records.keys());
	}
	state.complete = true;
	queue.open();
	queue.addAll();
	await queue.idle();
	if (isWatched && (await learn(state.records.keys()))) {
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
		const ready = Promise.race([known, delay(requiredTime, undefined, {ref: false})]).then(() => queue.open());
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

/** The engine has answered. */
export const connected = ({reader}: EvidenceSource): EngineConnection => ({state: reader.replayed ? 'replayed' : 'connected'});
