import {randomBytes} from 'node:crypto';
import {mkdir, open, readdir, readFile, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {codeOf} from '../base/index.js';
import {keptScansIn} from './cache-directory.js';
import {parseJson} from './formats/parse-json.js';
import {mapInSlices} from './formats/sliced.js';
import type {ScanReport} from './report.js';

/**
 * Reports cached on this machine, shared by all containers of an image: `<cache>/scans/<image id>/<scanner>@<database date>.json`, mode
 * 0600. A scanner's newest report replaces older ones, but only if it succeeded and no filter hides findings.
 */
export type ScanCache = {
	/** The last good report of each scanner about an image, newest first. */
	load(imageId: string): Promise<ScanReport[]>;
	save(report: ScanReport): Promise<void>;
};

const noCache: ScanCache = {load: async () => [], save: async () => undefined};

const hex = (imageId: string) => /^(?:sha256:)?([0-9a-f]{64})$/.exec(imageId)?.[1] ?? null;

/** 1 had no coverage: what it calls complete may not be. */
const schema = 2;

/** @param cacheDirectory  `null`: nothing is cached */
export function scanCache(cacheDirectory: string | null): ScanCache {
	if (cacheDirectory === null) return noCache;
	const root = keptScansIn(cacheDirectory);
	return {
		async load(imageId) {
			const image = hex(imageId);
			if (image === null) return [];
			const folder = join(root, image);
			const reports = await Promise.all((await listed(folder)).map(name => read(join(folder, name))));
			return reports.filter(report => report !== null).sort((a, b) => (a.scannedAt < b.scannedAt ? 1 : -1));
		},
		async save(report) {
			const image = report.target.id === null ? null : hex(report.target.id);
			if (image === null || report.state === 'failed' || report.filters.length > 0) return;
			const folder = join(root, image);
			await mkdir(folder, {recursive: true, mode: 0o700});
			const name = fileName(report);
			const temporary = join(folder, `.${name}.${randomBytes(6).toString('hex')}`);
			try {
				await write(temporary, report);
				await rename(temporary, join(folder, name));
			} catch (error) {
				await rm(temporary, {force: true});
				throw error;
			}
			const others = (await listed(folder)).filter(other => other !== name && scannerIn(other) === keyOf(report));
			for (const other of others) await rm(join(folder, other), {force: true});
		},
	};
}

/** Row by row: serialising a report of 20,000 rows at once would block the screen. */
async function write(path: string, {vulnerabilities, ...head}: ScanReport): Promise<void> {
	const file = await open(path, 'wx', 0o600);
	try {
		const rows = await mapInSlices(vulnerabilities, row => JSON.stringify(row));
		const begin = JSON.stringify({schema, report: {...head, vulnerabilities: []}}).slice(0, -']}}'.length);
		await file.writeFile(`${begin}${rows.join(',')}]}}`);
	} finally {
		await file.close();
	}
}

const scannerIn = (fileName: string) => fileName.slice(0, fileName.indexOf('@'));

function fileName({scanner}: ScanReport): string {
	const date = (scanner.database.updatedAt ?? 'undated').replace(/[^0-9A-Za-z]/g, '').slice(0, 40);
	return `${keyOf({scanner})}@${date}.json`;
}

/** The same for all forms of a scanner's reports: SARIF says `Trivy`. */
const keyOf = ({scanner}: Pick<ScanReport, 'scanner'>): string => scanner.name.toLowerCase().replace(/[^a-z-]/g, '') || 'report';

/** None in a folder that cannot be read, as `HOME=/dev/null` or an earlier `sudo` leaves it: the image is scanned again. */
async function listed(folder: string): Promise<string[]> {
	return readdir(folder).then(
		names => names.filter(name => name.endsWith('.json') && !name.startsWith('.')),
		(error: unknown) => (codeOf(error) === null ? Promise.reject(error) : []),
	);
}

/** `null` for a file that is damaged or from another version of dockscope: the image is scanned again. */
async function read(path: string): Promise<ScanReport | null> {
	try {
		const kept = await parseJson(await readFile(path, 'utf8'));
		return isKept(kept) && kept.schema === schema ? kept.report : null;
	} catch (error) {
		if (error instanceof SyntaxError || codeOf(error) !== null) return null;
		throw error;
	}
}

/** The file is ours, mode 0600, and its text was sanitised before it was written. */
const isKept = (value: unknown): value is {schema: number; report: ScanReport} =>
	typeof value === 'object' && value !== null && 'schema' in value && 'report' in value;

/** Whether a new scan would give the same report: the same database, or one that is not known to be newer, within a day. */
export function isFresh(report: ScanReport, now: Date, databaseUpdatedAt: string | null): boolean {
	if (report.state !== 'complete' && report.state !== 'partial') return false;
	if (databaseUpdatedAt !== null && report.scanner.database.updatedAt !== null)
		return report.scanner.database.updatedAt === databaseUpdatedAt;
	return now.getTime() - Date.parse(report.scannedAt) < 24 * 3600 * 1000;
}
