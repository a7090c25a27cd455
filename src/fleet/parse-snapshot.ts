import type {ImageRow} from '../answers/index.js';
import {isRecord} from '../answers/is-record.js';
import {sanitise} from '../terminal/sanitise.js';
import {snapshotOfInspects} from './inspect-output.js';
import {readRecordedHost} from './recorded-host.js';
import {type Snapshot, snapshotSchema} from './snapshot.js';
import {SnapshotError} from './snapshot-error.js';
import {parseSnapshotJson} from './snapshot-json.js';
import {type Complain, distinct, isAnswer, isChange, isContainer, isImage, nameOf} from './snapshot-shapes.js';

/**
 * Reads a snapshot, or the output of `docker inspect` of containers and images. The answers inside keep whatever shape they have:
 * every field of theirs may be missing, and the facts read them so.
 *
 * @param name  of the file, for the message
 * @throws SnapshotError with the place of what is wrong
 */
export function parseSnapshot(text: string, name: string): Snapshot {
	const complain = (what: string): never => {
		throw new SnapshotError(sanitise(`${name}: ${what}`));
	};
	const value = parseSnapshotJson(text, name);
	if (Array.isArray(value)) return snapshotOfInspects(value, complain);
	if (!isRecord(value)) return complain('expected a snapshot (an object) or the output of docker inspect (a list)');
	if (isContainer(value) && value['HostConfig'] !== undefined) return snapshotOfInspects([value], complain);
	if (value['schema'] !== snapshotSchema) {
		const found = typeof value['schema'] === 'string' ? `"schema" is "${value['schema']}"` : 'it has no "schema"';
		return complain(`${found}; this version of dockscope reads "${snapshotSchema}" and the output of docker inspect`);
	}
	return ofDump(value, complain);
}

function ofDump(value: Record<string, unknown>, complain: Complain): Snapshot {
	const object = <T extends object>(key: string): T | null => {
		const part = value[key] ?? null;
		return part === null || isAnswer<T>(part) ? part : complain(`"${key}" must be an object or null, not ${nameOf(part)}`);
	};
	const list = <T extends object>(key: string): readonly T[] | null => {
		const part = value[key] ?? null;
		if (part === null) return null;
		if (!Array.isArray(part)) return complain(`"${key}" must be a list or null, not ${nameOf(part)}`);
		return part.map((one: unknown, index) =>
			isAnswer<T>(one) ? one : complain(`${key}[${index}] must be an object, not ${nameOf(one)}`),
		);
	};
	const host = object<Record<string, unknown>>('host');
	const unseen = list<Record<string, unknown>>('unseen')?.map((one, index) => readUnseen(one, `unseen[${index}]`, complain));
	const containers = list<Record<string, unknown>>('containers') ?? complain('"containers" is missing');
	return {
		schema: snapshotSchema,
		version: object('version'),
		info: object('info'),
		containers: distinct(
			containers.map((one, index) => readContainer(one, `containers[${index}]`, complain)),
			complain,
		),
		...(unseen === undefined ? {} : {unseen}),
		images: (list<Record<string, unknown>>('images') ?? []).map((one, index) => readImage(one, `images[${index}]`, complain)),
		imageList:
			list<Record<string, unknown>>('imageList')?.map((one, index) => readRow(one, `imageList[${index}]`, complain)) ?? null,
		networks: list('networks'),
		volumes: list('volumes'),
		plugins: list('plugins'),
		swarm: object('swarm'),
		host: host === null ? null : readRecordedHost(host),
		scans: list('scans') ?? [],
	};
}

function readContainer(one: Record<string, unknown>, where: string, complain: Complain): Snapshot['containers'][number] {
	const {inspect, top = null, changes} = one;
	if (!isContainer(inspect)) return complain(`${where}.inspect must be an object with the "Id" of a container`);
	if (top !== null && !isRecord(top)) return complain(`${where}.top must be an object or null, not ${nameOf(top)}`);
	if (changes == null) return {inspect, top};
	if (!Array.isArray(changes)) return complain(`${where}.changes must be a list or null, not ${nameOf(changes)}`);
	return {inspect, top, changes: changes.filter(isChange)};
}

function readUnseen(
	{row, reason}: Record<string, unknown>,
	where: string,
	complain: Complain,
): NonNullable<Snapshot['unseen']>[number] {
	if (!isContainer(row)) return complain(`${where}.row must be an object with the "Id" of a container`);
	const {Id, Names, Image, State} = row;
	const names = Array.isArray(Names) ? Names.filter(name => typeof name === 'string') : [];
	return {
		row: {
			Id,
			Names: names,
			...(typeof Image === 'string' ? {Image} : {}),
			...(typeof State === 'string' ? {State} : {}),
		},
		reason: typeof reason === 'string' ? reason : 'it could not be inspected',
	};
}

function readImage(one: Record<string, unknown>, where: string, complain: Complain): Snapshot['images'][number] {
	const {inspect, history = null, passwd} = one;
	if (!isImage(inspect)) return complain(`${where}.inspect must be an object with the "Id" of an image`);
	if (history !== null && !Array.isArray(history))
		return complain(`${where}.history must be a list or null, not ${nameOf(history)}`);
	return {inspect, history: history?.filter(isRecord) ?? null, ...(typeof passwd === 'string' ? {passwd} : {})};
}

function readRow({Id, RepoTags, RepoDigests}: Record<string, unknown>, where: string, complain: Complain): ImageRow {
	if (typeof Id !== 'string') return complain(`${where} must be an object with the "Id" of an image`);
	const names = (given: unknown) => (Array.isArray(given) ? given.filter(name => typeof name === 'string') : null);
	return {Id, RepoTags: names(RepoTags), RepoDigests: names(RepoDigests)};
}
