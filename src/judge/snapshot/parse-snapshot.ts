import {isRecord, sanitise} from '../../base/index.js';
import {snapshotOfInspects} from './inspect-output.js';
import {readRecordedHost} from './recorded-host.js';
import {type Snapshot, snapshotSchema} from './snapshot.js';
import {SnapshotError} from './snapshot-error.js';
import {parseSnapshotJson} from './snapshot-json.js';
import {type Complain, distinct, isAnswer, isContainer, isImage, nameOf} from './snapshot-shapes.js';

/**
 * Reads a snapshot, or the output of `docker inspect` of containers and images. The answers inside keep whatever shape they have:
 * `snapshotReader` holds each to that of a live one when it is asked for.
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
	// A malformed row is reported when the list is requested, as for a live engine.
	const rows = <T extends object>(key: string): readonly T[] | null => {
		const part = value[key] ?? null;
		return part === null || Array.isArray(part) ? raw(part) : complain(`"${key}" must be a list or null, not ${nameOf(part)}`);
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
		imageList: list('imageList'),
		networks: rows('networks'),
		volumes: rows('volumes'),
		plugins: list('plugins'),
		swarm: object('swarm'),
		host: host === null ? null : readRecordedHost(host),
		scans: list('scans') ?? [],
	};
}

function readContainer(one: Record<string, unknown>, where: string, complain: Complain): Snapshot['containers'][number] {
	const {inspect, top = null, changes, configs} = one;
	if (!isContainer(inspect)) return complain(`${where}.inspect must be an object with the "Id" of a container`);
	// An absent list was not requested; older versions wrote `null` for that.
	return {
		inspect,
		top: raw(top),
		...(changes == null ? {} : {changes: raw(changes)}),
		...(isRecord(configs) ? {configs: textsIn(configs)} : {}),
	};
}

const textsIn = (configs: Record<string, unknown>): Readonly<Record<string, string | null>> =>
	Object.fromEntries(
		Object.entries(configs).filter(
			(entry): entry is [string, string | null] => entry[1] === null || typeof entry[1] === 'string',
		),
	);

/** An answer as in the file: `snapshotReader` validates it before it is returned. */
const raw = <T>(answer: unknown): T => answer as T;

function readUnseen(
	{row, reason}: Record<string, unknown>,
	where: string,
	complain: Complain,
): NonNullable<Snapshot['unseen']>[number] {
	if (!isContainer(row)) return complain(`${where}.row must be an object with the "Id" of a container`);
	return {row: raw(row), reason: typeof reason === 'string' ? reason : 'it could not be inspected'};
}

function readImage(one: Record<string, unknown>, where: string, complain: Complain): Snapshot['images'][number] {
	const {inspect, history = null, passwd} = one;
	if (!isImage(inspect)) return complain(`${where}.inspect must be an object with the "Id" of an image`);
	return {inspect, history: raw(history), ...(typeof passwd === 'string' ? {passwd} : {})};
}
