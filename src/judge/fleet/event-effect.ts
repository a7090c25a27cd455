import {type ContainerInspect, type EngineEvent, execsHealthcheck, isHealthcheck} from '../../base/index.js';

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
