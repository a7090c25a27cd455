import {counted, type SafeText, sanitise, trusted} from '../../base/index.js';
import type {ScanFailure} from '../failure.js';
import {judgedEcosystems} from '../inventory/package.js';
import {failure} from '../run/classify.js';
import {withoutCredentials} from '../run/http.js';
import {archiveOf} from './advisory-part.js';
import type {MissingArchive} from './missing-archive.js';
import {archiveUrl} from './sources.js';

/** The archives that are missing, those of the operating system first. */
export const archivesOf = (missing: readonly MissingArchive[]): readonly string[] => {
	const names = new Set(missing.map(({ecosystem}) => archiveOf(ecosystem)));
	return judgedEcosystems.filter(name => names.has(name));
};

export const withoutNetwork: SafeText = trusted(
	'Without a network here: dockscope scan --download-advisories --save FILE where there is one, and here dockscope scan --import-osv FILE',
);

/** No package of an image can be judged: what is missing, and the three ways to get it. */
export function noAdvisories(
	missing: readonly MissingArchive[],
	variables: Readonly<Record<string, string | undefined>>,
): ScanFailure {
	const urls = archivesOf(missing).map(name => withoutCredentials(archiveUrl(variables, name)));
	const ways = [
		`download them with dockscope scan --download-advisories IMAGE (from ${urls.join(', ')}; nothing about this host is sent)`,
		'ask api.osv.dev with dockscope scan --online IMAGE (the names and versions of all packages leave this host)',
		'or, without a network here, run dockscope scan --download-advisories --save FILE where there is one, and here dockscope scan --import-osv FILE',
	];
	return {...failure('no-database', 'basic', [], `no advisories of ${namesOf(missing)}`), next: sanitise(ways.join('; '))};
}

const namesOf = (missing: readonly MissingArchive[]): string =>
	missing.map(({ecosystem, packages}) => `${ecosystem} (${counted(packages, 'package')})`).join(', ');
