import {
	answerOrReason,
	type ContainerInspect,
	createChangeQueue,
	type EngineEvent,
	execsHealthcheck,
	isHealthcheck,
} from '../../base/index.js';
import {type EngineAnswers, fetchOptional, fetchRequired} from '../inventory/fleet-state.js';
import {refreshImages} from '../inventory/inventory.js';
import {followAllLinks} from '../lookups/bind-sources.js';
import type {EvidenceSource} from '../lookups/evidence-source.js';
import type {HostWatch} from '../lookups/host-watch.js';
import {loadIdentities} from '../lookups/image-identities.js';
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

/** What must be reloaded because of an event. */
export type EventEffect =
	| {readonly kind: 'inspect'; readonly id: string}
	| {readonly kind: 'gone'; readonly id: string}
	| {readonly kind: 'image'; readonly id: string}
	| {readonly kind: 'networks'}
	| {readonly kind: 'volumes'}
	| {readonly kind: 'engine'}
	| {readonly kind: 'nothing'};

/**
 * Actions on a container that do not affect its verdicts. Health checks cause three exec events per container every half
 * minute; `kill` is followed by `die`; `top` and `archive-path` are our own requests.
 */
const idle = new Set([
	'attach',
	'detach',
	'resize',
	'top',
	'archive-path',
	'export',
	'copy',
	'kill',
	'commit',
	'extract-to-dir',
	'exec_detach',
	'checkpoint',
	'cleanup',
	'init',
	'mount',
	'unmount',
	'sync',
	'wait',
	'logs',
]);
const gone = new Set(['destroy', 'remove']);

/** @source docker system events reference; Podman's events have their own `status` and `exec_died` shapes */
export function effectOf(event: EngineEvent): EventEffect {
	const action = (event.Action ?? event.status ?? '').split(':')[0]?.trim() ?? '';
	const id = event.Actor?.ID ?? event.id ?? '';
	switch (event.Type ?? (event.status === undefined ? '' : 'container')) {
		case 'container':
			if (id === '' || idle.has(action) || action.startsWith('exec_')) return {kind: 'nothing'};
			return gone.has(action) ? {kind: 'gone', id} : {kind: 'inspect', id};
		case 'image':
			return id === '' ? {kind: 'nothing'} : {kind: 'image', id};
		case 'network': {
			const container = event.Actor?.Attributes?.['container'];
			// Membership is known from the containers; the network itself did not change.
			if (action !== 'connect' && action !== 'disconnect') return {kind: 'networks'};
			return container === undefined ? {kind: 'nothing'} : {kind: 'inspect', id: container};
		}
		case 'volume':
			return action === 'create' || action === 'destroy' ? {kind: 'volumes'} : {kind: 'nothing'};
		case 'daemon':
		case 'plugin':
		case 'node':
			return {kind: 'engine'};
		default:
			return {kind: 'nothing'};
	}
}

/**
 * The container in which a command was started by exec, or one that was seen running has ended. `null` for other events, and for its health
 * check: that causes three events every half minute, without the command on Podman.
 *
 * @source moby daemon/exec.go: `exec_start: CMD ARGS`, `exec_die` with the attribute `execID`; Podman libpod/events: `exec`, `exec_died`
 */
export function execChanged(event: EngineEvent, inspects: ReadonlyMap<string, ContainerInspect>): string | null {
	const id = event.Actor?.ID ?? event.id ?? '';
	const inspect = inspects.get(id);
	if (inspect === undefined) return null;
	const action = event.Action ?? event.status ?? '';
	const [verb = ''] = action.split(': ');
	// Podman does not name the command.
	if (action === 'exec') return execsHealthcheck(inspect) ? null : id;
	if (verb === 'exec_start') return isHealthcheck(action, inspect) ? null : id;
	if (verb !== 'exec_die' && verb !== 'exec_died') return null;
	const exec = event.Actor?.Attributes?.['execID'] ?? '';
	return Array.isArray(inspect.ExecIDs) && inspect.ExecIDs.includes(exec) ? id : null;
}
