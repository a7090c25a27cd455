import type {EngineEvent} from '../answers/index.js';

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
