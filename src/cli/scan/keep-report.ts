import {UsageError} from '../../base/index.js';
import {asItRuns, type ImportedReport, scanCache} from '../../scan/index.js';
import {foreignTo} from './read-reports.js';
import type {Scanning} from './scan-once.js';

/**
 * Caches the report of another program as a scan of the image, for the audit, grades and the terminal UI (`--keep`).
 *
 * @throws UsageError for one that would be wrong there: about another image, without judgement, or older than the cached one
 */
export async function keepReport(imported: ImportedReport, scanning: Scanning): Promise<void> {
	const {report} = imported;
	const {target, environment, options, output, uses} = scanning;
	const refuse = (why: string) => new UsageError(`the report is not kept: ${why}`);
	if (environment.cacheDirectory === null) throw refuse('there is no folder to keep it in: set HOME or XDG_CACHE_HOME');
	if (target.id === null) throw refuse(`${target.image} is not on this engine`);
	const other = foreignTo(imported, target);
	if (other !== null) throw refuse(other);
	if (report.state !== 'complete' && report.state !== 'partial') throw refuse(report.notes.at(-1) ?? 'it judges no package');
	const [filter] = report.filters;
	if (filter !== undefined) throw refuse(`it is filtered: ${filter}`);
	const cache = scanCache(environment.cacheDirectory);
	const newer = (await cache.load(target.id)).find(
		({scanner, scannedAt}) => scanner.name === report.scanner.name && scannedAt > report.scannedAt,
	);
	if (newer !== undefined)
		throw refuse(`it is of ${report.scannedAt}, and a newer one by ${newer.scanner.name} is cached, of ${newer.scannedAt}`);
	await cache.save(await asItRuns(report, await uses(report.vulnerabilities), options.signal));
	output.err(`kept as a scan of ${target.image} of ${report.scannedAt}\n`);
}
