import {setTimeout as sleep} from 'node:timers/promises';
import {type EngineReader, errorText, readLog, type SafeText, safe, trusted} from '../../../base/index.js';
import type {ActivityLog} from '../activity-log.js';
import {type ForeignAlert, isOfContainer} from '../alerts/alert.js';
import {type AlertPositions, alertKey} from '../alerts/alert-positions.js';
import {MAX_ALERT_LENGTH, readAlert} from '../alerts/read-alert.js';
import type {KnownContainer} from '../known-containers.js';
import type {Subject} from '../store/entry.js';
import {noSubject} from '../subject.js';

/** Milliseconds between two looks for a container of Falco. */
const looking = 3_000;

export type AlertSink = {
	/** One line of another engine. @param from  the file that it was read from */
	readonly onLine: (line: string, from?: SafeText) => void;
	/** Lines that were too long, or could not be taken. */
	readonly onLost: (count: number) => void;
	/** Connections that the listener closed before they had shown its token. */
	readonly onRefused: (count: number) => void;
	/** A rotated file cannot be read, or only its beginning was. */
	readonly onGone: () => void;
};

/** Gives the alerts of other engines to the log, each to its container. @param isStored  whether the recorder before this one has stored it */
export function takeAlerts(
	log: Pick<ActivityLog, 'foreign'>,
	containers: () => Iterable<KnownContainer>,
	onLost: (source: SafeText, count: number) => void,
	isStored: AlertPositions['isStored'] = () => false,
): AlertSink {
	const subjectOf = ({container}: ForeignAlert): Subject => {
		if (container === null) return noSubject;
		for (const {facts, subject} of containers()) if (isOfContainer(container, facts.id)) return subject;
		// It may be gone already, or never have been seen: a prefix of its id is what is known.
		return {...noSubject, container: trusted(container)};
	};
	return {
		onLine(line, from = trusted('')) {
			const read = readAlert(line, Date.now());
			if (read.kind === 'alert') {
				const subject = subjectOf(read);
				if (from === '' || !isStored(alertKey(from, read.source, read.rule, subject.container))) log.foreign(subject, read, from);
			} else if (read.kind === 'dropped') onLost(safe`events that ${trusted(read.source)} dropped`, read.count);
			else if (read.kind === 'unreadable') onLost(trusted('alerts that could not be read'), 1);
		},
		onLost: count => onLost(trusted('alerts that were too long'), count),
		onRefused: count => onLost(trusted('connections to the alert listener that were refused'), count),
		onGone: () => onLost(trusted('rotated files of alerts, of which not all was read'), 1),
	};
}

/**
 * Follows the logs of containers until the signal is aborted, also of those that start later. Falco writes its alerts there without any
 * configuration.
 *
 * @param wanted  whether the log of a running container is followed
 */
export async function followLogs(
	reader: Pick<EngineReader, 'logs'>,
	containers: () => Iterable<KnownContainer>,
	wanted: (container: KnownContainer) => boolean,
	{onLine}: Pick<AlertSink, 'onLine'>,
	onTrouble: (why: SafeText) => void,
	signal: AbortSignal,
): Promise<void> {
	const followed = new Map<string, Promise<void>>();
	const refused = new Set<string>();
	const follow = async ({facts}: KnownContainer): Promise<void> => {
		try {
			const tty = facts.raw.Config?.Tty === true;
			await readLog(
				reader,
				{id: facts.id, tty, tail: 0, follow: true, everyLine: {characters: MAX_ALERT_LENGTH}},
				lines => {
					for (const {text} of lines) onLine(text);
				},
				signal,
			);
		} catch (error) {
			if (!signal.aborted && !refused.has(facts.id)) onTrouble(safe`the log of ${facts.name}: ${errorText(error)}`);
			refused.add(facts.id);
		}
	};
	while (!signal.aborted) {
		for (const container of containers()) {
			const {id, status} = container.facts;
			if (status !== 'running' || followed.has(id) || !wanted(container)) continue;
			followed.set(
				id,
				follow(container).finally(() => followed.delete(id)),
			);
		}
		await sleep(looking, undefined, {signal}).catch(() => undefined);
	}
	await Promise.all(followed.values());
}
