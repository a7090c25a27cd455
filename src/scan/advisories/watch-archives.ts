import {watch} from 'node:fs';
import {hasCode} from '../../base/index.js';
import {advisoriesIn} from './archive-store.js';

/** Milliseconds: several archives of one import count once. */
const settled = 1000;

/**
 * Calls back after archives were replaced, by this process or another. Does nothing while none was ever stored. Does not keep the
 * process alive.
 * @returns ends it
 */
export function watchArchives(cache: string, onChange: () => void): () => void {
	let timer: NodeJS.Timeout | undefined;
	try {
		const watcher = watch(advisoriesIn(cache), {persistent: false}, (_, name) => {
			// Downloads and imports that are under way.
			if (name === null || name.startsWith('.')) return;
			clearTimeout(timer);
			timer = setTimeout(onChange, settled);
			timer.unref();
		});
		// Watching is a convenience: V asks again anyway.
		watcher.on('error', () => watcher.close());
		return () => {
			clearTimeout(timer);
			watcher.close();
		};
	} catch (error) {
		// No such folder, or no inotify watch left.
		if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ENOSPC', 'EMFILE')) return () => undefined;
		throw error;
	}
}
