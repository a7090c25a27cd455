import type {EngineReader} from '../base/index.js';
import {type SnapshotOptions, writeSnapshot} from '../judge/index.js';
import {recordableScans, type ScanReport, scanCache, scanEnvironment} from '../scan/index.js';
import {exitStatus} from './exit-status.js';
import type {Run} from './run.js';
import {connect, type EngineSource} from './source/connect.js';
import {writeResult} from './write-result.js';

/** `dockscope snapshot`: the engine's raw answers, secrets masked, for `--from`. */
export async function snapshot(run: Run): Promise<number> {
	const source = await connect(run);
	const {reader, recordedHost, recordedScans} = source;
	try {
		await writeResult(
			run,
			await writeSnapshot(reader, {
				signal: run.signal,
				scansOf: async images => recordedScans ?? (await keptScans(reader, images, run)),
				...(recordedHost === null ? await thisHost(source) : {host: recordedHost}),
			}),
		);
		return exitStatus.done;
	} finally {
		reader.close();
	}
}

/** Scan reports of the images, as far as they are cached on this machine. */
async function keptScans(reader: EngineReader, images: readonly string[], {env}: Run): Promise<readonly object[]> {
	const cache = scanCache(scanEnvironment(env, reader).cacheDirectory);
	const reports: ScanReport[] = [];
	for (const image of images) reports.push(...(await cache.load(image)));
	return recordableScans(reports);
}

/** What this machine shows of itself, when the engine runs on it: the replay can then judge the host too. */
async function thisHost({
	reader,
	host,
}: Pick<EngineSource, 'reader' | 'host'>): Promise<Pick<SnapshotOptions, 'host' | 'lookAtPaths'>> {
	if (host === null || !(await reader.isLocal())) return {};
	return {host: await host.readHost(await reader.info(), reader.socketPath), lookAtPaths: host.lookAtPaths};
}
