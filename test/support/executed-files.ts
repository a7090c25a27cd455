import {Session} from 'node:inspector/promises';
import {relative, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = resolve(import.meta.dirname, '../..');

/**
 * The files of `src` and `components` of which a function runs while `work` does, by V8's own count of calls. What is loaded then, and not
 * before, does not count as run: let the work be done once before.
 */
export async function executedFiles(work: () => Promise<unknown>): Promise<ReadonlySet<string>> {
	const session = new Session();
	session.connect();
	try {
		await session.post('Profiler.enable');
		await session.post('Profiler.startPreciseCoverage', {callCount: true, detailed: false});
		await session.post('Profiler.takePreciseCoverage');
		await work();
		const {result} = await session.post('Profiler.takePreciseCoverage');
		const run = result.filter(({functions}) => functions.some(({ranges}) => (ranges[0]?.count ?? 0) > 0));
		const files = run.flatMap(({url}) =>
			url.startsWith('file://') ? [relative(root, fileURLToPath(url))] : url.startsWith('/') ? [relative(root, url)] : [],
		);
		return new Set(files.filter(file => /^(src|components)\//.test(file)));
	} finally {
		session.disconnect();
	}
}
