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
import {unreadableRows} from '../answers/unreadable-rows.js';
import {EngineError} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';

/** What the engine says of itself. `null`: still on its way. */
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

/** One answer, or why it could not be had. */
export async function answerOf<T>(source: string, question: Promise<T>): Promise<Known<T>> {
	try {
		return known(await question);
	} catch (error) {
		return {known: false, reason: blindSpotOf(source, error)};
	}
}

/** Why an answer is missing: the engine refused or failed, or what reads it stopped, which is noted as unforeseen. */
export function blindSpotOf(source: string, error: unknown): BlindSpot {
	if (error instanceof EngineError) return {source, reason: error.message};
	// The fleet was closed: its answers are not waited for.
	if (error instanceof Error && error.name === 'AbortError') return {source, reason: 'it was cancelled'};
	return {source, reason: noteUnforeseen(`reading ${source}`, error)};
}

/** What judging a container needs of the engine; each part is taken as it comes, Podman's slow `/info` keeps nothing back. */
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

/** What the engine's own checks need besides. */
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

/** The parts that were refused, and the rows that could not be read, for the blind spots line. */
export function unseenParts(answers: EngineAnswers): BlindSpot[] {
	return [
		...Object.values(answers).flatMap(part => (part === null || part.known ? [] : [part.reason])),
		...(answers.networks?.known ? unreadableRows('engine:/networks', answers.networks.value) : []),
		...(answers.volumes?.known ? unreadableRows('engine:/volumes', answers.volumes.value) : []),
	];
}
