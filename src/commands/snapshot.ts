import type {EngineReader} from '../engine/engine-reader.js';
import type {HostFacts} from '../facts/index.js';
import {localHost} from '../fleet/local-host.js';
import {writeSnapshot} from '../fleet/write-snapshot.js';
import {connect} from './connect.js';
import {exitStatus} from './exit-status.js';
import type {Run} from './main.js';
import {writeResult} from './write-result.js';

/** `dockscope snapshot`: the engine's raw answers, secrets masked, for `--from`. */
export async function snapshot(run: Run): Promise<number> {
	const {reader, recordedHost} = await connect(run);
	try {
		await writeResult(
			run,
			await writeSnapshot(reader, {signal: run.signal, host: recordedHost ?? (await localHostFacts(reader))}),
		);
		return exitStatus.done;
	} finally {
		reader.close();
	}
}

/** What this machine shows of itself, when the engine runs on it: the replay can then judge the host too. */
async function localHostFacts(reader: EngineReader): Promise<HostFacts | null> {
	if (!(await reader.isLocal())) return null;
	return localHost().readHost(await reader.info(), reader.socketPath);
}
