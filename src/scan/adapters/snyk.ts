import {join} from 'node:path';
import {trusted} from '../../base/index.js';
import {isSnykReport, parseSnyk} from '../formats/snyk-report.js';
import {commandScanner} from '../run/command-scanner.js';
import {withPrefix} from '../run/scanner-environment.js';

/** Snyk: 0 nothing found, 1 found, 2 failed, 3 no supported project. */
export const snyk = commandScanner({
	name: 'snyk',
	label: trusted('Snyk'),
	binaries: ['snyk'],
	versionArgs: ['--version'],
	versionPattern: /v?(\d+\.\d+\.\d+)/,
	call: (target, context) => ({
		args: ['container', 'test', target.reference, `--json-file-output=${join(context.scratch, 'report.json')}`],
		environment: {...withPrefix(context.environment.variables, 'SNYK_'), SNYK_DISABLE_ANALYTICS: '1'},
		reportFile: join(context.scratch, 'report.json'),
	}),
	goodStatus: [0, 1],
	recognises: isSnykReport,
	parse: parseSnyk,
});
