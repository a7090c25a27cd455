import type {ContainerInspect, ImageInspect, VolumeInspect} from '../answers/index.js';
import {isRecord} from '../answers/is-record.js';
import type {HostFacts} from '../facts/index.js';
import {errorText} from '../terminal/error-text.js';
import {sanitise} from '../terminal/sanitise.js';
import type {Snapshot} from './snapshot.js';
import {SnapshotError} from './snapshot-error.js';

const schema = 'dockscope.snapshot/1';

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
	const value = parseJson(text, name);
	if (Array.isArray(value)) return ofInspects(value, complain);
	if (!isRecord(value)) return complain('expected a snapshot (an object) or the output of docker inspect (a list)');
	if (isContainer(value) && value['HostConfig'] !== undefined) return ofInspects([value], complain);
	if (value['schema'] !== schema) {
		const found = typeof value['schema'] === 'string' ? `"schema" is "${value['schema']}"` : 'it has no "schema"';
		return complain(`${found}; this version of dockscope reads "${schema}" and the output of docker inspect`);
	}
	return ofDump(value, complain);
}

type Complain = (what: string) => never;

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
	const unseen = list<Record<string, unknown>>('unseen')?.map((one, index) => readUnseen(one, `unseen[${index}]`, complain));
	const containers = list<Record<string, unknown>>('containers') ?? complain('"containers" is missing');
	return {
		schema,
		version: object('version'),
		info: object('info'),
		containers: distinct(
			containers.map((one, index) => readContainer(one, `containers[${index}]`, complain)),
			complain,
		),
		...(unseen === undefined ? {} : {unseen}),
		images: (list<Record<string, unknown>>('images') ?? []).map((one, index) => readImage(one, `images[${index}]`, complain)),
		networks: list('networks'),
		volumes: list('volumes'),
		plugins: list('plugins'),
		swarm: object('swarm'),
		host: object<HostFacts>('host'),
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

function ofInspects(items: readonly unknown[], complain: Complain): Snapshot {
	const containers: ContainerInspect[] = [];
	const images: ImageInspect[] = [];
	const volumes: VolumeInspect[] = [];
	if (items.length === 0) return complain('the list is empty: docker inspect has found nothing');
	for (const [index, item] of items.entries()) {
		if (isVolume(item)) {
			volumes.push(item);
			continue;
		}
		if (!isContainer(item))
			return complain(
				`[${index}] is ${isRecord(item) ? 'an object without an "Id"' : nameOf(item)}; expected the output of docker inspect`,
			);
		if ('RootFS' in item || 'RepoTags' in item) images.push(item);
		else if ('HostConfig' in item || 'State' in item || 'Config' in item) containers.push(item);
		// One network is not the list of them, on which the engine's own checks depend.
		else if (!('IPAM' in item))
			return complain(`[${index}] is neither a container, an image, a network nor a volume, as docker inspect shows them`);
	}
	if (containers.length + images.length === 0) return complain('it holds no container and no image');
	const listed = new Set(volumes.map(({Name}) => Name));
	const mounted = containers.flatMap(({Mounts}) => (Array.isArray(Mounts) ? Mounts : [])).flatMap(mount => mount?.Name || []);
	return {
		schema,
		version: null,
		info: null,
		containers: distinct(
			containers.map(inspect => ({inspect, top: null})),
			complain,
		),
		images: images.map(inspect => ({inspect, history: null})),
		networks: null,
		// Others may bind any path of the host: what is not whole says nothing of them.
		volumes: volumes.length > 0 && mounted.every(name => listed.has(name)) ? volumes : null,
		plugins: null,
		swarm: null,
		host: null,
		scans: [],
	};
}

function distinct(containers: Snapshot['containers'], complain: Complain): Snapshot['containers'] {
	const seen = new Set<string>();
	for (const {inspect} of containers) {
		if (seen.has(inspect.Id)) return complain(`the container ${inspect.Id.slice(0, 12)} stands there twice`);
		seen.add(inspect.Id);
	}
	return containers;
}

function parseJson(text: string, name: string): unknown {
	try {
		const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
		return value;
	} catch (error) {
		const lines = jsonLines(text);
		if (lines !== null) return lines;
		const why = errorText(error);
		// Of short texts the parser tells no position.
		const found = /at position (\d+)/.exec(why)?.[1];
		const end = text.trimEnd().length;
		const isCut = /end of JSON input|Unterminated/.test(why) || (found !== undefined && Number(found) >= end);
		const offset = isCut ? end : found === undefined ? null : Number(found);
		const place = offset === null ? '' : `:${lineAndColumn(text, offset)}`;
		const what = end === 0 ? 'the file is empty' : isCut ? 'the JSON ends too early: the file is cut short' : 'this is no JSON';
		throw new SnapshotError(sanitise(`${name}${place}: ${what}`), {cause: error});
	}
}

/** One object a line, as `docker inspect --format '{{json .}}'` writes them; `null` when it is anything else. */
function jsonLines(text: string): readonly unknown[] | null {
	const lines = text
		.replace(/^\uFEFF/, '')
		.split('\n')
		.filter(line => line.trim() !== '');
	if (lines.length < 2 || !lines.every(line => /^\s*\{.*\}\s*$/.test(line))) return null;
	try {
		return lines.map((line): unknown => JSON.parse(line));
	} catch {
		// Then the message about the whole says where.
		return null;
	}
}

function lineAndColumn(text: string, offset: number): string {
	const before = text.slice(0, offset).split('\n');
	return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** Every field of an answer is optional, so any object may stand for one; the facts check each field that they read. */
const isAnswer = <T extends object>(value: unknown): value is T => isRecord(value);

const isContainer = (value: unknown): value is ContainerInspect & Record<string, unknown> =>
	isRecord(value) && typeof value['Id'] === 'string' && value['Id'] !== '';

const isVolume = (value: unknown): value is VolumeInspect & Record<string, unknown> =>
	isRecord(value) && typeof value['Name'] === 'string' && typeof value['Mountpoint'] === 'string' && !('HostConfig' in value);

const isImage = (value: unknown): value is ImageInspect =>
	isRecord(value) && typeof value['Id'] === 'string' && value['Id'] !== '';

const isChange = (value: unknown): value is {Path: string; Kind: number} =>
	isRecord(value) && typeof value['Path'] === 'string' && typeof value['Kind'] === 'number';

function nameOf(value: unknown): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
