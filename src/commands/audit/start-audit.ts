import type {Run} from '../run.js';
import {askAhead} from '../source/ask-ahead.js';

/** `dockscope audit`: the engine lists its containers while rules and reports are loaded, and the host is read. */
export async function startAudit(run: Run): Promise<number> {
	const ahead = await askAhead(run, async (address, free) => {
		const {readHostAhead} = await import('./audit.js');
		return {host: address.kind === 'unix' ? readHostAhead(address.socketPath, {free}) : null};
	});
	try {
		const {audit} = await import('./audit.js');
		return await audit(ahead === null ? run : {...run, ahead});
	} finally {
		// A mistake in the command line is said at once, however long the engine takes for its list.
		ahead?.firstList?.close();
	}
}
