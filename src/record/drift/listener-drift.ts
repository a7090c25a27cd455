import {
	type BlindSpot,
	type ContainerFacts,
	type ListeningSocket,
	ownSockets,
	type SafeText,
	safe,
	spanWords,
	trusted,
	undeclaredSockets,
	whySocketsUnseen,
} from '../../base/index.js';
import {embeddedDns, ephemeral} from '../recorder/sources/socket-watch.js';
import {portText} from '../recorder/sources/task-activity.js';
import type {Generation} from '../recorder/store/workload.js';
import {type ContainerDrift, type DriftItem, type DriftSources, type DriftUnknown, item} from './drift-item.js';
import {type DriftRecord, listenerRule} from './drift-record.js';

/** Ports that are new since the learning time, or declared neither by the image nor by the configuration. */
export function listenerDrift(
	facts: ContainerFacts,
	generation: Generation | null,
	{recording, whyNotRecorded}: DriftSources,
): ContainerDrift {
	const missing = (spot: BlindSpot): DriftUnknown[] => [{kind: 'listener', ...spot}];
	const {kind} = facts.namespaces.network;
	if (kind === 'host' || kind === 'container')
		return {
			items: [],
			unknown: missing({source: 'host:/proc', reason: 'it shares the network of the host or of another container'}),
		};
	const now = ownSockets(facts);
	const served = (now ?? []).filter(
		({address, protocol, port}) => address !== embeddedDns && (protocol === 'tcp' || port < ephemeral),
	);
	const alerts = new Map(
		(recording?.alertsOf(facts.id) ?? [])
			.filter(({rule}) => rule === listenerRule)
			.map(alert => [alert.text.split(' ')[0] ?? '', alert] as const),
	);
	const learning = recording?.recorder?.learning ?? 0;
	// An alert proves it too: how long it was recorded is written once a minute only.
	const isLearned = generation !== null && recording !== null && (generation.seconds >= learning || alerts.size > 0);
	const undeclared = new Set(undeclaredSockets(facts, served));
	const rows = new Map<string, DriftItem>();
	for (const [key, {text, first, last, count}] of alerts)
		rows.set(key, {...item('listener', 'medium', safe`${text}, new after the learning time`), first, last, count});
	for (const socket of served) {
		const key = keyOf(socket);
		const named = safe`${key}${socket.process === null ? trusted('') : safe` by ${socket.process}`}`;
		const note = undeclared.has(socket) ? trusted(', not declared by the image or the configuration') : trusted('');
		const alert = rows.get(key);
		if (alert !== undefined) rows.set(key, {...alert, text: safe`${alert.text}, listening now${note}`});
		else if (isLearned && !generation.seen.listener.has(key))
			rows.set(key, item('listener', 'medium', safe`${named}, never recorded while it was learned${note}`));
		else if (undeclared.has(socket)) rows.set(key, item('listener', 'low', safe`${named}${note}`));
	}
	return {
		items: [...rows.values()],
		unknown: [
			...(now === null && facts.status === 'running' ? missing(whySocketsUnseen(facts)) : []),
			...(isLearned
				? []
				: missing({source: 'recorder', reason: `which ports are new: ${whyNotLearned(recording, generation, whyNotRecorded)}`})),
		],
	};
}

const keyOf = ({address, port, protocol}: ListeningSocket): SafeText => portText(address, port, protocol);

function whyNotLearned(recording: DriftRecord | null, generation: Generation | null, otherwise: string): string {
	if (recording === null) return otherwise;
	if (generation === null) return 'the recorder has not seen this configuration of it';
	const {learning = 0} = recording.recorder ?? {};
	return `learned for ${spanWords(generation.seconds * 1000)} of ${spanWords(learning * 1000)}`;
}
