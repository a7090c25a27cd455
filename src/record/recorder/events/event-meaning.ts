import {
	type EngineEvent,
	isoTime,
	maskSecrets,
	number,
	ownValue,
	pairs,
	type SafeText,
	type Severity,
	sanitise,
	string,
	trusted,
} from '../../../base/index.js';

export type EventLine = {
	/** RFC 3339. */
	readonly at: string;
	readonly type: SafeText;
	readonly action: SafeText;
	readonly id: SafeText;
	readonly name: SafeText;
	readonly severity: Severity;
	/** What it means for security; `null` for nothing. */
	readonly meaning: SafeText | null;
	/** What was run, secrets masked: for exec and health checks. */
	readonly detail: SafeText | null;
};

type Meaning = {readonly severity: Severity; readonly text: SafeText};

/**
 * Actions that matter to someone who monitors a host, by `type action`.
 * @source moby api/types/events; Podman libpod/events
 */
const meanings: Readonly<Record<string, Meaning>> = {
	'container exec_create': {severity: 'medium', text: trusted('someone prepared a command inside a running container')},
	'container exec_start': {severity: 'medium', text: trusted('someone runs a command inside a running container')},
	// Podman uses one word for both.
	'container exec': {severity: 'medium', text: trusted('someone runs a command inside a running container')},
	'container mount': {severity: 'low', text: trusted('its files were opened from outside: podman cp, export, commit or mount')},
	'container archive-path': {severity: 'low', text: trusted('files were read out of a container')},
	'container extract-to-dir': {severity: 'medium', text: trusted('files were written into a container')},
	'container copy': {severity: 'low', text: trusted('files were copied out of a container')},
	'container export': {severity: 'low', text: trusted('the whole file system of a container was exported')},
	'container commit': {severity: 'low', text: trusted('an image was created from a container, with its content')},
	'container attach': {severity: 'low', text: trusted("someone attached to the container's input and output")},
	'container update': {severity: 'low', text: trusted('limits or restart policy were changed')},
	'container oom': {severity: 'medium', text: trusted('the kernel killed a process for lack of memory')},
	'container die': {severity: 'info', text: trusted('the main process exited')},
	'container create': {severity: 'info', text: trusted('a new container: check its grade')},
	'image pull': {severity: 'info', text: trusted('an image was pulled from a registry')},
	'image push': {severity: 'low', text: trusted('an image was pushed to a registry')},
	'image load': {severity: 'low', text: trusted('an image was loaded from a file, not from a registry')},
	'image import': {severity: 'low', text: trusted('an image was loaded from a file, not from a registry')},
	'image save': {severity: 'low', text: trusted('an image was written to a file')},
	'plugin install': {severity: 'high', text: trusted('an engine plugin runs as root on the host')},
	'plugin enable': {severity: 'high', text: trusted('an engine plugin runs as root on the host')},
	'secret create': {severity: 'info', text: trusted('a swarm secret was created')},
	'secret remove': {severity: 'low', text: trusted('a swarm secret was removed')},
	'network connect': {severity: 'info', text: trusted('a container joined a network: its peers can reach it')},
	'daemon reload': {severity: 'medium', text: trusted("the engine's settings were reloaded")},
};

/** Actions that mean less on Podman: it reports a pull whenever a container is created, even from a local image. */
const podmansOwn: Readonly<Record<string, Meaning>> = {
	'image pull': {severity: 'info', text: trusted('an image was pulled, or was already here: Podman reports both alike')},
};

/** Each Podman event has the attribute, empty outside of pods. */
const isOfPodman = (attributes: Readonly<Record<string, string>>): boolean => 'podId' in attributes;

/** Reads one event; never throws, whatever the engine sent. */
export function readEvent(event: EngineEvent): EventLine {
	const type = string(event.Type) || 'container';
	const [action = '', detail = ''] = splitAction(string(event.Action) || string(event.status));
	const attributes = Object.fromEntries(pairs(event.Actor?.Attributes));
	const id = string(event.Actor?.ID) || string(event.id);
	const what = `${type} ${action}`;
	const found = (isOfPodman(attributes) ? ownValue(podmansOwn, what) : undefined) ?? ownValue(meanings, what);
	const ended =
		action === 'die' && attributes['exitCode'] !== undefined ? trusted(`exit status ${sanitise(attributes['exitCode'])}`) : null;
	const renamed =
		action === 'rename' && attributes['oldName'] !== undefined
			? sanitise(`from ${attributes['oldName'].replace(/^\//, '')} to ${attributes['name'] ?? ''}`)
			: null;
	return {
		at: isoTime(eventMilliseconds(event)) ?? '1970-01-01T00:00:00.000Z',
		type: sanitise(type),
		action: sanitise(action),
		id: sanitise(id),
		// Podman leaves the name of a network empty, and has it in the actor instead.
		name: sanitise(attributes['name'] || attributes['network'] || id.slice(0, 12)),
		severity: found?.severity ?? 'info',
		meaning: found?.text ?? null,
		detail: detail === '' ? (ended ?? renamed) : maskSecrets(detail),
	};
}

/** `exec_create: sh -c id` has the command line after the action. */
function splitAction(action: string): [string, string] {
	const colon = action.indexOf(': ');
	// A command without arguments ends with a space.
	return colon === -1 ? [action, ''] : [action.slice(0, colon), action.slice(colon + 2).trimEnd()];
}

function eventMilliseconds({time, timeNano}: EngineEvent): number {
	const nanoseconds = number(timeNano) ?? 0;
	return nanoseconds > 0 ? Math.floor(nanoseconds / 1e6) : (number(time) ?? 0) * 1000;
}
