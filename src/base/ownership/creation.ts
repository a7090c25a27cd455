import {isRecord} from '../answers/value.js';
import type {ProcessIdentity} from './process-identity.js';

/** What is recorded about a container before its creation; all of it must match before its removal. */
export type ContainerCreation = {
	readonly make: 'container';
	/** Random, so that no other container has it by chance. */
	readonly name: string;
	/** Identity of the engine, as `engineIdentity` gives it. */
	readonly engine: string;
	/** Id of the image; `null` where the engine chooses it by a name. */
	readonly image: string | null;
	/** All of them; one holds a random token. */
	readonly labels: Readonly<Record<string, string>>;
	/** Network modes it can have. */
	readonly networks: readonly string[];
	/** Containers whose volumes it gets: ids. */
	readonly volumesFrom: readonly string[];
	/** The engine's clock at that moment; milliseconds since the epoch. */
	readonly at: number;
};

/** A tracefs instance, or probes, of the running kernel. */
export type TraceCreation = {
	readonly make: 'trace';
	/** Random. */
	readonly name: string;
	/** Where tracefs is mounted. */
	readonly root: string;
};

export type Creation = ContainerCreation | TraceCreation;

/** What one dockscope process recorded about one thing. */
export type JournalEntry<What extends Creation = Creation> = {
	readonly what: What;
	/** For a container, once the engine has answered; `null` when dockscope exited before that, or the request failed. */
	readonly id: string | null;
};

export const isContainer = (entry: JournalEntry): entry is JournalEntry<ContainerCreation> => entry.what.make === 'container';
export const isTrace = (entry: JournalEntry): entry is JournalEntry<TraceCreation> => entry.what.make === 'trace';

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

/** Reads one line of a journal; `null` for anything else than a creation. */
export function readCreation(value: unknown): Creation | null {
	if (!isRecord(value) || !isText(value['name']) || value['name'] === '') return null;
	const {make, name, root, engine, image, labels, networks, volumesFrom, at} = value;
	if (make === 'trace') return isText(root) ? {make, name, root} : null;
	if (make !== 'container' || !isText(engine) || engine === '' || !(image === null || isText(image))) return null;
	if (!isRecord(labels) || !isTexts(networks) || !isTexts(volumesFrom) || typeof at !== 'number') return null;
	const pairs = Object.entries(labels).filter((pair): pair is [string, string] => isText(pair[1]));
	if (pairs.length !== Object.keys(labels).length) return null;
	return {make, name, engine, image, labels: Object.fromEntries(pairs), networks, volumesFrom, at};
}

/** Reads who wrote a journal; `null` when that is not said. */
export function readIdentity(value: unknown): ProcessIdentity | null {
	if (!isRecord(value)) return null;
	const {host, boot, namespace, pid, start} = value;
	if (!isText(host) || !isText(boot) || !isText(namespace) || !isText(start)) return null;
	return typeof pid === 'number' && Number.isInteger(pid) && pid > 0 ? {host, boot, namespace, pid, start} : null;
}
