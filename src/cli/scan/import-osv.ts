import {stat} from 'node:fs/promises';
import {codeOf, counted, fileTrouble, sanitise} from '../../base/index.js';
import {
	type BundleResult,
	ImportError,
	type ImportResult,
	importBundle,
	importOsv,
	isBundle,
	type ScanEnvironment,
	type StoredArchive,
	ZipError,
} from '../../scan/index.js';
import type {ScanOptions, ScanOutput} from './scan-options.js';

/** `dockscope scan --import-osv FILE`. @throws ImportError */
export async function importArchive(
	file: string,
	{cacheDirectory}: ScanEnvironment,
	{now, signal}: ScanOptions,
	{err, progress}: ScanOutput,
): Promise<void> {
	if (cacheDirectory === null) throw new ImportError('there is no folder to import into: set HOME or XDG_CACHE_HOME');
	try {
		// A pipe without a writer would be waited for without end.
		if (!(await stat(file)).isFile()) throw new ImportError('it is not a regular file');
		const onProgress = (count: number) => progress && err(`\r${count} advisories …`);
		const read = (await isBundle(file)) ? importBundle : importOsv;
		const done: ImportResult & Partial<BundleResult> = await read(file, cacheDirectory, now(), {signal, onProgress});
		if (progress) err('\r');
		for (const archive of done.archives) err(`imported ${archiveWords(archive)}\n`);
		for (const {ecosystem, why} of done.kept) err(`kept the stored advisories of ${sanitise(ecosystem)}: ${why}\n`);
		for (const feed of done.feeds ?? []) err(`imported ${feed === 'epss' ? 'EPSS scores' : 'known exploited vulnerabilities'}\n`);
	} catch (error) {
		if (error instanceof ZipError || (error instanceof ImportError && !error.message.includes(file)))
			throw new ImportError(`${file}: ${error.message}`);
		if (codeOf(error) !== null) throw new ImportError(`cannot import ${file}: ${fileTrouble(error)}`);
		throw error;
	}
}

/** `31 advisories of npm, the newest of 2026-11-20T10:00:00Z`. */
export const archiveWords = ({advisories, ecosystem, updatedAt}: StoredArchive): string =>
	`${counted(advisories, 'advisory', 'advisories')} of ${sanitise(ecosystem)}, the newest of ${updatedAt === null ? 'unknown date' : sanitise(updatedAt)}`;
