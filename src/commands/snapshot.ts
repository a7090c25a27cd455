import {writeSnapshot} from '../fleet/write-snapshot.js';
import {connect} from './connect.js';
import {exitStatus} from './exit-status.js';
import type {Run} from './main.js';
import {writeResult} from './write-result.js';

/** `dockscope snapshot`: the engine's raw answers, secrets masked, for `--from`. */
export async function snapshot(run: Run): Promise<number> {
	const {reader, recordedHost} = await connect(run);
	try {
		await writeResult(run, await writeSnapshot(reader, {signal: run.signal, host: recordedHost}));
		return exitStatus.done;
	} finally {
		reader.close();
	}
}
