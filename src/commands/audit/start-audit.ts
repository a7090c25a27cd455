import type {Run} from '../run.js';
import {askAhead} from '../source/ask-ahead.js';

/** `dockscope audit`: the engine lists its containers while rules and reports are loaded. */
export async function startAudit(run: Run): Promise<number> {
	const ahead = await askAhead(run, () => import('./audit.js'));
	try {
		const {audit} = await import('./audit.js');
		return await audit(ahead === null ? run : {...run, ahead});
	} finally {
		// A mistake in the command line is said at once, however long the engine takes for its list.
		ahead?.firstList?.close();
	}
}
