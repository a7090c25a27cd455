import * as container from '../answers/container.js';
import * as live from '../answers/container-live.js';
import * as engine from '../answers/engine.js';
import * as image from '../answers/image.js';
import type {ContainerInspect, ContainerRow, NetworkInspect, VolumeInspect} from '../answers/index.js';
import {type Row, readAnswer} from '../answers/readable-part.js';
import {list, type Schema, type TypeOf} from '../answers/schema.js';
import {isRecord} from '../answers/value.js';
import type {SafeText} from '../text/safe-text.js';
import {invalidAnswer} from './engine-error.js';

/*
 * Answers of an engine, live or replayed, are validated against their schema here. An answer that many facts are made from keeps what
 * can be read, and lists the rest in `UnreadableFields`; one that yields a single fact is rejected if it does not match. `from` is the
 * engine's endpoint, or the snapshot that replaces it.
 */

function whole<S extends Schema>(what: string, schema: S) {
	return (from: SafeText, value: unknown): NonNullable<TypeOf<S>> => {
		const read = readAnswer(schema, value);
		const problem = 'problem' in read ? read.problem : Object.values(read.unreadable ?? {})[0];
		if (problem !== undefined) throw invalidAnswer(from, what, problem);
		// A list that is null is not accepted.
		return (read as {readonly value: NonNullable<TypeOf<S>>}).value;
	};
}

/**
 * The readable part of an inspect: a malformed field affects only the facts made from it.
 *
 * @throws EngineError when it is not an object, or has no id
 */
export function readContainerInspect(from: SafeText, value: unknown): ContainerInspect {
	const read = readAnswer(container.containerInspect, value);
	if ('problem' in read) throw invalidAnswer(from, 'an inspect', read.problem);
	const inspect = withoutNullParts(read.value);
	// A snapshot includes what was unreadable when it was recorded.
	return read.unreadable === null ? inspect : {...inspect, UnreadableFields: {...inspect.UnreadableFields, ...read.unreadable}};
}

/** A part that is `null`, as in an edited inspect, counts as missing. */
function withoutNullParts(inspect: ContainerInspect): ContainerInspect {
	const parts = ['State', 'Config', 'HostConfig', 'NetworkSettings'] as const;
	if (parts.every(part => inspect[part] !== null)) return inspect;
	const missing = new Set<string>(parts.filter(part => inspect[part] === null));
	return {Id: inspect.Id, ...Object.fromEntries(Object.entries(inspect).filter(([name]) => !missing.has(name)))};
}

/**
 * Of a malformed row the readable parts are kept: its container is inspected like any other, and other rows are not affected.
 *
 * @throws EngineError when it is not a list, or a row has no id and so cannot be attributed to a container
 */
export function readContainerRows(from: SafeText, value: unknown): ContainerRow[] {
	return listOf(from, 'the list of containers', value).map((one, index) => {
		const row = readAnswer(container.containerRow, one);
		if ('value' in row) return row.value;
		const problem = isRecord(one) && 'Id' in one ? 'not text' : 'missing';
		throw invalidAnswer(from, 'the list of containers', `[${index}].Id is ${problem}`);
	});
}

/** Rows of a list; for a malformed one only its name is kept, and what is wrong with it. @throws EngineError when it is not a list */
function rows<T extends NetworkInspect | VolumeInspect>(what: string, schema: Schema<T>) {
	return (from: SafeText, value: unknown): (T | Row)[] =>
		listOf(from, what, value).map((one): T | Row => {
			const row = readAnswer(schema, one);
			if ('value' in row && row.unreadable === null) return row.value;
			const names = isRecord(one) ? one : {};
			return {
				...(typeof names['Id'] === 'string' ? {Id: names['Id']} : {}),
				...(typeof names['Name'] === 'string' ? {Name: names['Name']} : {}),
				UnreadableFields: 'value' in row ? row.unreadable : {'': row.problem},
			};
		});
}

function listOf(from: SafeText, what: string, value: unknown): readonly unknown[] {
	if (!Array.isArray(value)) throw invalidAnswer(from, what, 'it is not a list');
	return value;
}

export const readContainerTop = whole('top', live.containerTop);
export const readContainerChanges = whole('changes', live.containerChanges);
export const readContainerStats = whole('stats', live.containerStats);
export const readExecInspect = whole('an exec', live.execInspect);
export const readImageRows = whole('the list of images', list(image.imageRow));
export const readImageInspect = whole('an image', image.imageInspect);
export const readHistoryRows = whole('the history of an image', list(image.historyRow));
export const readNetworkRows = rows('the list of networks', engine.networkInspect);
export const readNetworkInspect = whole('a network', engine.networkInspect);
export const readVolumeRows = rows('the list of volumes', engine.volumeInspect);
export const readPluginRows = whole('the list of plugins', list(engine.pluginInspect));
export const readSwarmAnswers = whole('swarm', engine.swarmAnswers);
export const readEngineInfo = whole('info', engine.engineInfo);
export const readEngineVersion = whole('version', engine.engineVersion);
export const readDiskUsage = whole('system/df', engine.diskUsage);
