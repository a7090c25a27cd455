import type {
	BlindSpot,
	DiskUsage,
	EngineInfo,
	EngineVersion,
	ImageRow,
	Known,
	NetworkInspect,
	PluginInspect,
	SwarmAnswers,
	VolumeInspect,
} from '../answers/index.js';
import {known} from '../answers/index.js';
import {EngineError} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import {malformedRows} from '../facts/malformed-rows.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';

/** Answers about the engine itself. `null`: not yet received. */
export type EngineAnswers = {
	readonly version: Known<EngineVersion> | null;
	readonly info: Known<EngineInfo> | null;
	readonly networks: Known<readonly NetworkInspect[]> | null;
	readonly volumes: Known<readonly VolumeInspect[]> | null;
	readonly imageList: Known<readonly ImageRow[]> | null;
	readonly plugins: Known<readonly PluginInspect[]> | null;
	readonly swarm: Known<SwarmAnswers> | null;
	readonly diskUsage: Known<DiskUsage> | null;
};

export const nothingAnswered: EngineAnswers = {
	version: null,
	info: null,
	networks: null,
	volumes: null,
	imageList: null,
	plugins: null,
	swarm: null,
	diskUsage: null,
};

/** One answer, or why there is none. */
export async function answerOf<T>(source: string, question: Promise<T>): Promise<Known<T>> {
	try {
		return known(await question);
	} catch (error) {
		return {known: false, reason: blindSpotOf(source, error)};
	}
}

/** Why an answer is missing: the engine refused or failed, or reading it failed, which is recorded as unexpected. */
export function blindSpotOf(source: string, error: unknown): BlindSpot {
	if (error instanceof EngineError) return {source, reason: error.message};
	// The fleet was closed, so its answers are no longer awaited.
	if (error instanceof Error && error.name === 'AbortError') return {source, reason: 'it was cancelled'};
	return {source, reason: noteUnforeseen(`reading ${source}`, error)};
}

/** What judging a container needs from the engine; each part is used as it arrives, so Podman's slow `/info` delays nothing. */
export async function fetchRequired(
	reader: EngineReader,
	signal: AbortSignal,
	take: (part: Partial<EngineAnswers>) => void,
): Promise<void> {
	await Promise.all([
		answerOf('engine:/version', reader.version(signal)).then(version => take({version})),
		answerOf('engine:/info', reader.info(signal)).then(info => take({info})),
		answerOf('engine:/networks', reader.networks(signal)).then(networks => take({networks})),
		answerOf('engine:/volumes', reader.volumes(signal)).then(volumes => take({volumes})),
	]);
}

/** What only the engine's own checks need. */
export async function fetchOptional(
	reader: EngineReader,
	info: EngineInfo | null,
	signal: AbortSignal,
	take: (part: Partial<EngineAnswers>) => void,
): Promise<void> {
	const isManager = info?.Swarm?.ControlAvailable === true;
	await Promise.all([
		answerOf('engine:/images', reader.images(signal)).then(imageList => take({imageList})),
		answerOf('engine:/plugins', reader.plugins(signal)).then(plugins => take({plugins})),
		answerOf('engine:/system/df', reader.diskUsage(signal)).then(diskUsage => take({diskUsage})),
		...(isManager ? [answerOf('engine:/swarm', reader.swarm(signal)).then(swarm => take({swarm}))] : []),
	]);
}

/** Refused requests and unreadable rows, for the list of blind spots. */
export function unseenParts(answers: EngineAnswers): BlindSpot[] {
	return [
		...Object.values(answers).flatMap(part => (part === null || part.known ? [] : [part.reason])),
		...(answers.networks?.known ? malformedRows('engine:/networks', answers.networks.value) : []),
		...(answers.volumes?.known ? malformedRows('engine:/volumes', answers.volumes.value) : []),
	];
}
