import {ImportError, importOsv, ZipError} from '../../scanners/advisories/osv-archive.js';
import type {ScanEnvironment} from '../../scanners/scanner.js';
import {counted} from '../../terminal/counted.js';
import {fileTrouble} from '../../terminal/file-trouble.js';
import {codeOf} from '../../terminal/has-code.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {ScanOptions, ScanOutput} from './scan-options.js';

/** `dockscope scan --import-osv FILE`. @throws ImportError */
export async function importArchive(
	file: string,
	{cacheDirectory}: ScanEnvironment,
	{now}: ScanOptions,
	{err, progress}: ScanOutput,
): Promise<void> {
	if (cacheDirectory === null) throw new ImportError('there is no folder to import into: set HOME or XDG_CACHE_HOME');
	try {
		const done = await importOsv(file, cacheDirectory, now(), count => progress && err(`\r${count} advisories …`));
		err(
			`${progress ? '\r' : ''}imported ${counted(done.advisories, 'advisory', 'advisories')} of ${done.ecosystems.map(sanitise).join(', ')}, the newest of ${done.updatedAt === null ? 'unknown date' : sanitise(done.updatedAt)}\n`,
		);
	} catch (error) {
		if (error instanceof ZipError) throw new ImportError(`${file}: ${error.message}`);
		if (codeOf(error) !== null) throw new ImportError(`cannot import ${file}: ${fileTrouble(error)}`);
		throw error;
	}
}
