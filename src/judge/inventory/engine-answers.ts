import {
	answerOrReason,
	type BlindSpot,
	type DiskUsage,
	type EngineInfo,
	type EngineReader,
	type EngineVersion,
	type ImageRow,
	type Known,
	malformedRows,
	type NetworkInspect,
	type PluginInspect,
	type SwarmAnswers,
	type VolumeInspect,
} from '../../base/index.js';

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

/** What judging a container needs from the engine; each part is used as it arrives, so Podman's slow `/info` delays nothing. */
export async function fetchRequired(
	reader: EngineReader,
	signal: AbortSignal,
	take: (part: Partial<EngineAnswers>) => void,
): Promise<void> {
	await Promise.all([
		answerOrReason('engine:/version', reader.version(signal)).then(version => take({version})),
		answerOrReason('engine:/info', reader.info(signal)).then(info => take({info})),
		answerOrReason('engine:/networks', reader.networks(signal)).then(networks => take({networks})),
		answerOrReason('engine:/volumes', reader.volumes(signal)).then(volumes => take({volumes})),
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
		answerOrReason('engine:/images', reader.images(signal)).then(imageList => take({imageList})),
		answerOrReason('engine:/plugins', reader.plugins(signal)).then(plugins => take({plugins})),
		answerOrReason('engine:/system/df', reader.diskUsage(signal)).then(diskUsage => take({diskUsage})),
		...(isManager ? [answerOrReason('engine:/swarm', reader.swarm(signal)).then(swarm => take({swarm}))] : []),
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
