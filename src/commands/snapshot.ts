import type {EngineReader} from '../engine/engine-reader.js';
import {localHost} from '../fleet/local-host.js';
import {type SnapshotOptions, writeSnapshot} from '../fleet/write-snapshot.js';
import {exitStatus} from './exit-status.js';
import type {Run} from './run.js';
import {connect} from './source/connect.js';
import {writeResult} from './write-result.js';

/** `dockscope snapshot`: the engine's raw answers, secrets masked, for `--from`. */
export async function snapshot(run: Run): Promise<number> {
	const {reader, recordedHost} = await connect(run);
	try {
		await writeResult(
			run,
			await writeSnapshot(reader, {
				signal: run.signal,
				...(recordedHost === null ? await thisHost(reader) : {host: recordedHost}),
			}),
		);
		return exitStatus.done;
	} finally {
		reader.close();
	}
}

/** What this machine shows of itself, when the engine runs on it: the replay can then judge the host too. */
async function thisHost(reader: EngineReader): Promise<Pick<SnapshotOptions, 'host' | 'realPath'>> {
	if (!(await reader.isLocal())) return {};
	const {readHost, realPath} = localHost();
	return {host: await readHost(await reader.info(), reader.socketPath), realPath};
}
