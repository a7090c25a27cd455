import {type SafeText, trusted} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {ScanFailure} from '../failure.js';
import {failure} from '../run/classify.js';
import {withoutCredentials} from '../run/http.js';
import {archiveOf} from './advisory-part.js';
import {archiveUrl} from './sources.js';

/** Packages of an image that are not judged, because this host has no advisories of their ecosystem. */
export type MissingArchive = {
	/** `Debian:12`, `npm`. */
	readonly ecosystem: string;
	readonly packages: number;
};

export const withoutNetwork: SafeText = trusted(
	'Without a network here: dockscope scan --download-advisories --save FILE where there is one, and here dockscope scan --import-osv FILE',
);

/** No package of an image can be judged: what is missing, and the three ways to get it. */
export function noAdvisories(
	missing: readonly MissingArchive[],
	variables: Readonly<Record<string, string | undefined>>,
): ScanFailure {
	const urls = [...new Set(missing.map(({ecosystem}) => withoutCredentials(archiveUrl(variables, archiveOf(ecosystem)))))];
	const ways = [
		`download them with dockscope scan --download-advisories IMAGE (from ${urls.join(', ')}; nothing about this host is sent)`,
		'ask api.osv.dev with dockscope scan --online IMAGE (the names and versions of all packages leave this host)',
		'or, without a network here, run dockscope scan --download-advisories --save FILE where there is one, and here dockscope scan --import-osv FILE',
	];
	return {...failure('no-database', 'basic', [], `no advisories of ${namesOf(missing)}`), next: sanitise(ways.join('; '))};
}

const namesOf = (missing: readonly MissingArchive[]): string =>
	missing.map(({ecosystem, packages}) => `${ecosystem} (${packages} packages)`).join(', ');
