import {
	answerOrNull,
	type ContainerInspect,
	type ContainerRow,
	EngineError,
	type EngineReader,
	fileOf,
	forEachLimited,
	type ImageRow,
	isNoSuchContainer,
	knownAnswer,
	parseAccounts,
	renderAccounts,
	userFacts,
} from '../../base/index.js';
import {withoutBuildContainer} from './mask-answers.js';
import type {Snapshot} from './snapshot.js';

/** Answers that cost one slow request for each container. */
export type AskedParts = {readonly top?: boolean; readonly changes?: boolean};

const width = 8;

export async function recordContainer(
	reader: EngineReader,
	id: string,
	{top, changes}: AskedParts,
	unseen: Map<string, EngineError>,
	signal?: AbortSignal,
): Promise<Snapshot['containers'][number] | null> {
	const inspect = await inspectOr(error => unseen.set(id, error), reader.inspect(id, signal));
	if (inspect === null) return null;
	const processes = top === true && isAlive(inspect) ? await answerOrNull(reader.top(id, signal)) : null;
	const changed = changes === true ? await knownAnswer('engine:/changes', reader.changes(id, signal)) : null;
	return {inspect, top: processes, ...(changed?.known ? {changes: changed.value} : {})};
}

/** A container that is gone since the list is no blind spot; a refused answer is. */
async function inspectOr(
	note: (error: EngineError) => void,
	answer: Promise<ContainerInspect>,
): Promise<ContainerInspect | null> {
	try {
		return await answer;
	} catch (error) {
		if (!(error instanceof EngineError) || error.kind === 'cancelled') throw error;
		if (!isNoSuchContainer(error)) note(error);
		return null;
	}
}

export function unseenOf(
	rows: readonly ContainerRow[],
	unseen: ReadonlyMap<string, EngineError>,
): NonNullable<Snapshot['unseen']> {
	return rows.flatMap(({Id, Names, Image, State}) => {
		const error = unseen.get(Id);
		if (error === undefined) return [];
		const row = {
			Id,
			...(Names === undefined ? {} : {Names}),
			...(Image === undefined ? {} : {Image}),
			...(State === undefined ? {} : {State}),
		};
		return [{row, reason: error.message}];
	});
}

export async function recordImage(
	reader: EngineReader,
	id: string,
	recordsOrigin: boolean,
	signal?: AbortSignal,
): Promise<Snapshot['images'][number] | null> {
	const [inspect, history, identity] = await Promise.all([
		answerOrNull(reader.image(id, signal)),
		answerOrNull(reader.history(id, signal)),
		recordsOrigin ? knownAnswer('engine:/images', reader.identity(id, signal)) : null,
	]);
	if (inspect === null) return null;
	return {inspect: {...withoutBuildContainer(inspect), ...(identity?.known ? {Identity: identity.value} : {})}, history};
}

/** The ids of users given by name: one request per image with such a user. */
export async function withAccounts(
	images: Snapshot['images'],
	containers: Snapshot['containers'],
	reader: EngineReader,
	signal?: AbortSignal,
): Promise<Snapshot['images']> {
	const named = containers.filter(({inspect}) => userFacts(inspect.Config?.User, null, null).uid === null);
	const asked = new Map(named.map(({inspect}) => [inspect.Image, inspect.Id]));
	return Promise.all(
		images.map(async image => {
			const id = asked.get(image.inspect.Id);
			const text = id === undefined ? null : await answerOrNull(fileOf(reader, id, '/etc/passwd', signal));
			return text === null ? image : {...image, passwd: renderAccounts(parseAccounts(text))};
		}),
	);
}

const isAlive = ({State}: ContainerInspect): boolean => State?.Running === true || State?.Paused === true;

export async function recordEach<T>(ids: readonly string[], record: (id: string) => Promise<T | null>): Promise<T[]> {
	const found = new Map<string, T>();
	await forEachLimited(ids, width, async id => {
		const one = await record(id);
		if (one !== null) found.set(id, one);
	});
	return ids.flatMap(id => found.get(id) ?? []);
}

/** Labels of images that are not in use are not recorded. */
export const nameOnly = ({Id, RepoTags = null, RepoDigests = null}: ImageRow): ImageRow => ({Id, RepoTags, RepoDigests});
