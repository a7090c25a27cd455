import {join} from 'node:path';
import {own} from '../../terminal/safe-text.js';
import {parseGrype} from '../formats/grype-report.js';
import {at, isObject} from '../formats/json.js';
import {commandScanner, withPrefix} from '../run/command-scanner.js';

/** Grype, which brings Syft's cataloguers with it. Status 2 is its `fail-on-severity`, from the user's own configuration. */
export const grype = commandScanner({
	name: 'grype',
	label: own('Grype'),
	binaries: ['grype'],
	versionArgs: ['version'],
	versionPattern: /Version:\s*v?(\d\S*)/,
	takesSbom: true,
	call: (target, context) => ({
		// stdout instead of --file: that flag is younger than database 5.
		args: [context.sbom === null ? `docker:${target.reference}` : `sbom:${context.sbom}`, '--output', 'json', '--quiet'],
		environment: {
			...withPrefix(context.environment.variables, 'GRYPE_', 'SYFT_'),
			GRYPE_CHECK_FOR_APP_UPDATE: 'false',
			SYFT_CACHE_DIR: join(context.scratch, 'tmp'),
		},
		reportFile: null,
	}),
	goodStatus: [0, 2],
	recognises: document =>
		isObject(document) && Array.isArray(document['matches']) && at(document, 'descriptor', 'name') !== undefined,
	parse: parseGrype,
	phases: [
		[/Vulnerability DB|downloading/i, own('checking the database')],
		[/Parsed|Loaded image/i, own('reading the image')],
		[/Cataloged|Cataloguing/i, own('reading packages')],
		[/Scanned|matching/i, own('matching packages')],
	],
});
