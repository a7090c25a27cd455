import {parseTime} from '../../base/index.js';
import {plainLines} from '../enrichment/plain-file.js';
import type {DownloadLimits} from '../run/download.js';

// OSV publishes a zip of all advisories of each ecosystem, a list of them with the time of their last change, newest first, and each
// advisory as a file. @source google.github.io/osv.dev/data/

const publicSource = 'https://osv-vulnerabilities.storage.googleapis.com';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the archives are: `DOCKSCOPE_OSV_ARCHIVES` names a mirror with the same layout. */
export const sourceOf = (variables: Variables): string =>
	(variables['DOCKSCOPE_OSV_ARCHIVES'] || publicSource).replace(/(?<!\/)\/+$/, '');

const inArchive = (variables: Variables, ecosystem: string, file: string): string =>
	`${sourceOf(variables)}/${encodeURIComponent(ecosystem)}/${encodeURIComponent(file)}`;

export const archiveUrl = (variables: Variables, ecosystem: string): string => inArchive(variables, ecosystem, 'all.zip');
export const listUrl = (variables: Variables, ecosystem: string): string => inArchive(variables, ecosystem, 'modified_id.csv');
export const advisoryUrl = (variables: Variables, ecosystem: string, id: string): string =>
	inArchive(variables, ecosystem, `${id}.json`);

const MB = 1e6;
/** The largest archives (npm, Ubuntu, Debian) have a few hundred megabytes. */
export const archiveLimits: Pick<DownloadLimits, 'sizeLimit' | 'silenceLimit'> = {sizeLimit: 2000 * MB, silenceLimit: 60_000};
export const listLimits: Pick<DownloadLimits, 'sizeLimit' | 'silenceLimit'> = {sizeLimit: 100 * MB, silenceLimit: 60_000};
export const advisoryLimits: Pick<DownloadLimits, 'sizeLimit' | 'silenceLimit'> = {sizeLimit: 32 * MB, silenceLimit: 30_000};

const validId = /^[A-Za-z0-9][A-Za-z0-9._:+~-]{0,100}$/;

/** The advisories of an archive with the time of their last change, in milliseconds; `null` for a list that cannot be read as one. */
export async function readList(path: string): Promise<ReadonlyMap<string, number> | null> {
	const listed = new Map<string, number>();
	for await (const line of plainLines(path)) {
		if (line === '' || line === 'modified,id') continue;
		const comma = line.indexOf(',');
		const id = line.slice(comma + 1);
		const modified = parseTime(line.slice(0, comma));
		if (comma === -1 || !validId.test(id) || Number.isNaN(modified)) return null;
		listed.set(id, modified);
	}
	return listed.size === 0 ? null : listed;
}
